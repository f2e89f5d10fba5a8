"""Who may advise, who decides, who puts in touch and who answers. `introductions_visible_to` in queries agrees."""

from typing import Any

from mec.core.access import can, rule
from mec.organizations.queries import scope_of
from mec.projects.enums import Permission as ProjectPermission
from mec.projects.enums import ProjectRole
from mec.projects.models import Project
from mec.projects.rules import standing_of
from mec.recommendations.enums import Permission
from mec.recommendations.models import Introduction, Recommendation


@rule(Permission.RECOMMEND)
def may_recommend(user: Any, project: Project) -> bool:
    """Give the State that covers the project, and the advisers invited to it, the right to sign an advice."""
    standing = standing_of(user, project)
    advises = standing.state or standing.role == ProjectRole.ADVISER
    return advises and can(user, ProjectPermission.POST, project)


@rule(Permission.CHANGE_ADVICE)
def may_change_advice(user: Any, recommendation: Recommendation) -> bool:
    """Give it to the author, as long as they may write on the project."""
    return recommendation.author_id == user.pk and can(user, ProjectPermission.POST, recommendation.project)


@rule(Permission.DECIDE)
def may_decide(user: Any, project: Project) -> bool:
    """Give it to those who write the sheet: the State proposes, the collectivité disposes."""
    return can(user, ProjectPermission.EDIT, project)


@rule(Permission.INTRODUCE)
def may_introduce(user: Any, project: Project) -> bool:
    return project.is_sent and can(user, ProjectPermission.POST, project)


@rule(Permission.CLOSE_INTRODUCTION)
def may_close_introduction(user: Any, introduction: Introduction) -> bool:
    return can(user, ProjectPermission.POST, introduction.project)


@rule(Permission.RELAY_INTRODUCTION)
def may_relay_introduction(user: Any, introduction: Introduction) -> bool:
    """Give it to the local State, for requests to those who have nobody here."""
    project = introduction.project
    return introduction.to_organization_id is None and project.is_open and standing_of(user, project).state


@rule(Permission.ANSWER_INTRODUCTION)
def may_answer_introduction(user: Any, introduction: Introduction) -> bool:
    return receives_introduction(user, introduction) and introduction.project.is_open


def receives_introduction(user: Any, introduction: Introduction) -> bool:
    """Answer for EntryAudience.RECIPIENTS. A project that was deleted is out of their sight too."""
    addressed = introduction.to_organization_id in scope_of(user).organizations
    return addressed and not introduction.project.is_discarded


def may_view_introduction(user: Any, introduction: Introduction) -> bool:
    """Say whether the request shows to the person: its recipients, and all who see the project."""
    return receives_introduction(user, introduction) or can(user, ProjectPermission.VIEW, introduction.project)
