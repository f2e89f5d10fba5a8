"""Reads of the thématiques."""

from django.db.models import QuerySet

from mec.taxonomy.models import Topic


def main_topics() -> QuerySet[Topic]:
    """Return the topics in force that are a category of no other, in the order of their source."""
    return Topic.objects.filter(active=True, parent=None).order_by("position")


def topics_by_code(codes: frozenset[str] | set[str]) -> dict[str, Topic]:
    """Return the known topics among `codes`, whatever their state."""
    return {topic.code: topic for topic in Topic.objects.filter(code__in=codes)}
