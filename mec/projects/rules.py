"""Who may do what on a project. `projects_visible_to` in queries answers the same question for lists."""

from dataclasses import dataclass
from typing import Any

from mec.core.access import rule
from mec.organizations.enums import COLLECTIVITE_KINDS
from mec.organizations.models import Organization
from mec.organizations.queries import scope_of
from mec.projects.enums import Permission, ProjectRole
from mec.projects.models import Project

WRITERS = frozenset({ProjectRole.REFERENT, ProjectRole.CONTRIBUTOR, ProjectRole.ADVISER})
EDITORS = frozenset({ProjectRole.REFERENT, ProjectRole.CONTRIBUTOR})


@dataclass(frozen=True)
class Standing:
    """By what titles a person stands before a project; all false for a stranger."""

    owner: bool
    """Acts for the organisation that carries it."""
    role: str
    """Own role on the project, empty for who has none."""
    state: bool
    """Acts for a State service whose perimeter covers one of its départements, once it was submitted."""


def standing_of(user: Any, project: Project) -> Standing:
    """Return the person's standing, read once per project instance and person, in at most four queries."""
    known: dict[int, Standing] = project.__dict__.setdefault("_standings", {})
    if user.pk not in known:
        known[user.pk] = _read_standing(user, project)
    return known[user.pk]


def forget_standings(project: Project) -> None:
    """Have the next question read the database again: who may do what has just changed."""
    project.__dict__.pop("_standings", None)


def _read_standing(user: Any, project: Project) -> Standing:
    scope = scope_of(user)
    role = project.members.filter(user=user).values_list("role", flat=True).first() or ""
    state = project.is_sent and any(departement.pk in scope.departements for departement in project.departements.all())
    return Standing(owner=project.owner_id in scope.organizations, role=role, state=state)


@rule(Permission.VIEW)
def may_view(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return not project.is_discarded and (standing.owner or bool(standing.role) or standing.state)


@rule(Permission.EDIT)
def may_edit(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return not project.is_discarded and (standing.owner or standing.role in EDITORS)


@rule(Permission.SUBMIT)
def may_submit(user: Any, project: Project) -> bool:
    """Whoever may send a draft may put it away, and bring it back."""
    standing = standing_of(user, project)
    return standing.owner or standing.role == ProjectRole.REFERENT


@rule(Permission.POST)
@rule(Permission.INVITE)
def may_write(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return not project.is_discarded and (standing.owner or standing.role in WRITERS or standing.state)


@rule(Permission.VIEW_STATE_ZONE)
@rule(Permission.POST_STATE_ZONE)
@rule(Permission.TAKE_CHARGE)
def is_local_state(user: Any, project: Project) -> bool:
    return standing_of(user, project).state


@rule(Permission.CREATE)
def may_create_for(user: Any, organization: Organization) -> bool:
    return organization.kind in COLLECTIVITE_KINDS and organization.pk in scope_of(user).organizations
