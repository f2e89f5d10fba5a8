"""Reads of the thématiques."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mec.taxonomy.models import Topic


def main_topics() -> QuerySet[Topic]:
    """Return the topics in force that are a category of no other, in the order of their source."""
    return Topic.objects.filter(active=True, parent=None).order_by("position")


def active_topics() -> QuerySet[Topic]:
    """Return every topic in force with its theme, each theme followed by its categories."""
    return Topic.objects.filter(active=True).select_related("parent").order_by("position")


def themes_with_categories(topics: Iterable[Topic]) -> list[tuple[Topic, list[Topic]]]:
    """Group topics under their themes, keeping their order; a category whose theme is not among them is left out."""
    found = list(topics)
    return [
        (theme, [topic for topic in found if topic.parent_id == theme.pk]) for theme in found if theme.parent_id is None
    ]


def topics_by_code(codes: frozenset[str] | set[str]) -> dict[str, Topic]:
    """Return the known topics among `codes`, whatever their state."""
    return {topic.code: topic for topic in Topic.objects.filter(code__in=codes)}
