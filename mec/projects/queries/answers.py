"""What was answered to the questions of a project's aids, and with whom it is carried."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Max, Q

from mec.projects.models import Project
from mec.projects.queries.lists import projects_visible_to
from mec.questionnaires.models import Answer
from mec.questionnaires.queries import latest_answers
from mec.taxonomy.models import Topic
from mec.territories.models import Territory


def answers_of(project: Project) -> dict[str, Answer]:
    """Return the answer that counts for each question, with its author, by key; those taken back are left out."""
    if project.response_id is None:
        return {}
    return {key: row for key, row in latest_answers(project.response_id).items() if row.value is not None}


def last_answer_of(project: Project) -> int:
    """Return the id of the last answer given, even if it was taken back: what whoever reads the answers has seen."""
    if project.response_id is None:
        return 0
    last: int | None = Answer.objects.filter(response=project.response_id).aggregate(last=Max("pk"))["last"]
    return last or 0


def consortium_of(project: Project) -> list[Territory]:
    """Return the territories of those who carry the project with its owner, by name."""
    return sorted(project.consortium.all(), key=lambda territory: (territory.name, territory.pk))


def carriers_of(project: Project) -> list[Territory]:
    """Return the territories of those who carry the project: its owner's, if it has one, then those of its group."""
    owned = [project.owner.territory] if project.owner.territory else []
    return [*owned, *consortium_of(project)]


def projects_alike_around(user: Any, territories: Iterable[Territory], topics: Collection[Topic]) -> list[Project]:
    """Return what the person may see of the projects that these territories carry on one of the themes, by name.

    A category stands for its whole theme; drafts and archives are left out. No theme: nothing.
    """
    themes = {topic.parent_id or topic.pk for topic in topics}
    around = [territory.pk for territory in territories]
    if not themes or not around:
        return []
    about = Q(topics__in=themes) | Q(topics__parent__in=themes)
    visible = projects_visible_to(user).filter(
        about, owner__territory__in=around, submitted_at__isnull=False, archived_at=None
    )
    return list(visible.select_related("owner").distinct().order_by("name", "pk"))
