"""Who may do what on a project. `projects_visible_to` in queries answers the same question for lists.

An archived project is read and no more: `@writing` holds that for every right that changes something.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mec.core.access import rule
from mec.core.access.registry import Rule
from mec.organizations.enums import COLLECTIVITE_KINDS, MembershipRole
from mec.organizations.models import Membership, Organization
from mec.organizations.queries import answering_by_departement, scope_of
from mec.projects.enums import INVITABLE_ROLES, Permission, ProjectRole
from mec.projects.models import Assignment, Invitation, Partner, Project, ProjectDocument

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


def remember_role(user: Any, project: Project, role: str) -> None:
    """Spare `standing_of` a query: the role came with the project; empty for who has none."""
    project.__dict__.setdefault("_roles", {})[user.pk] = role


def forget_standings(project: Project) -> None:
    """Have the next question read the database again: who may do what has just changed."""
    project.__dict__.pop("_standings", None)
    project.__dict__.pop("_roles", None)
    project.__dict__.pop("_answering_services", None)


def _read_standing(user: Any, project: Project) -> Standing:
    scope = scope_of(user)
    known: dict[int, str] = project.__dict__.get("_roles", {})
    role = known[user.pk] if user.pk in known else _read_role(user, project)
    state = project.is_sent and _covers(user, project)
    return Standing(owner=project.owner_id in scope.organizations, role=role, state=state)


def _read_role(user: Any, project: Project) -> str:
    return project.members.filter(user=user).values_list("role", flat=True).first() or ""


def _covers(user: Any, project: Project) -> bool:
    """Tell whether a State service of the person covers a département of a project that was sent."""
    covered = scope_of(user).departements
    return project.was_sent and any(departement.pk in covered for departement in project.departements.all())


def writing(permission: Permission) -> Callable[[Rule], Rule]:
    """Register a rule under a right that changes a project: nobody holds it while the project is put away."""

    def register(predicate: Rule) -> Rule:
        @rule(permission)
        def on_an_open_project(user: Any, project: Project) -> bool:
            return project.is_open and predicate(user, project)

        return predicate

    return register


@rule(Permission.VIEW)
def may_view(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return not project.is_discarded and (standing.owner or bool(standing.role) or standing.state)


@writing(Permission.EDIT)
def may_edit(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return standing.owner or standing.role in EDITORS


@writing(Permission.SUBMIT)
@writing(Permission.MANAGE_MEMBERS)
@rule(Permission.ARCHIVE)
@rule(Permission.DELETE)
def carries(user: Any, project: Project) -> bool:
    """Answer for the collectivité: its members, and whoever holds the project for it.

    Whoever may put it away may bring it back.
    """
    standing = standing_of(user, project)
    return standing.owner or standing.role == ProjectRole.REFERENT


@writing(Permission.POST)
@writing(Permission.INVITE)
@writing(Permission.DEPOSIT_FILE)
def may_write(user: Any, project: Project) -> bool:
    standing = standing_of(user, project)
    return standing.owner or standing.role in WRITERS or standing.state


def invitable_roles(user: Any, project: Project) -> tuple[ProjectRole, ...]:
    """Return the roles that the person may give by invitation: never above their own.

    The State advises: it brings advisers and observers, and leaves to the collectivité who writes its sheet.
    """
    if not (project.is_open and may_write(user, project)):
        return ()
    return INVITABLE_ROLES if may_edit(user, project) else (ProjectRole.ADVISER, ProjectRole.OBSERVER)


def is_open_invitation(invitation: Invitation) -> bool:
    """Whether the link still lets somebody in: not closed nor expired, and whoever sent it may still give this role."""
    if invitation.is_closed or invitation.is_expired or not invitation.invited_by.is_active:
        return False
    return invitation.role in invitable_roles(invitation.invited_by, invitation.project)


@rule(Permission.VIEW_STATE_ZONE)
@writing(Permission.POST_STATE_ZONE)
@writing(Permission.TAKE_CHARGE)
@writing(Permission.ASSIGN)
@writing(Permission.PRIORITISE)
def is_local_state(user: Any, project: Project) -> bool:
    return standing_of(user, project).state


def may_read_file(user: Any, file: ProjectDocument) -> bool:
    """Say who a file is for; whether it was withdrawn, and what the antivirus says, is asked of `documents`."""
    return is_local_state(user, file.project) if file.state_only else may_view(user, file.project)


@rule(Permission.WITHDRAW_FILE)
def may_withdraw_file(user: Any, file: ProjectDocument) -> bool:
    """Whoever sent the file, and those who hold the sheet; in the State's zone, the State; nobody in an archive."""
    if not file.project.is_open:
        return False
    if file.state_only:
        return is_local_state(user, file.project)
    mine = file.document.created_by_id == user.pk and may_write(user, file.project)
    return mine or may_edit(user, file.project)


@rule(Permission.READ_PARTNER_CONTACT)
def may_read_contact(user: Any, partner: Partner) -> bool:
    """Those who do the project and, in the State, those who answer for it or follow it: not whoever reads it."""
    project = partner.project
    if not may_view(user, project):
        return False
    standing = standing_of(user, project)
    mine = scope_of(user).state_services
    return standing.owner or bool(standing.role) or not mine.isdisjoint(_answering_services(project))


def _answering_services(project: Project) -> frozenset[int]:
    """Return the ids of the services that answer for the project or have it in charge, read once per instance."""
    known: frozenset[int] | None = project.__dict__.get("_answering_services")
    if known is None:
        answering = answering_by_departement(project.departements.all())
        in_charge = Assignment.objects.filter(project=project, ended_at=None).values_list("organization", flat=True)
        known = frozenset(service.pk for _, services in answering for service in services) | frozenset(in_charge)
        project.__dict__["_answering_services"] = known
    return known


def witnessed(user: Any, project: Project) -> bool:
    """Tell whether the person sees the project, or did until it was deleted."""
    standing = standing_of(user, project)
    return standing.owner or bool(standing.role) or standing.state or _covers(user, project)


@rule(Permission.CREATE)
def may_create_for(user: Any, organization: Organization) -> bool:
    return organization.kind in COLLECTIVITE_KINDS and organization.pk in scope_of(user).organizations


@writing(Permission.REPORT_BLOCKER)
def may_report_blocker(user: Any, project: Project) -> bool:
    """Whoever writes in the exchanges, from the day when somebody in the State reads it until it is archived."""
    return project.is_sent and may_write(user, project)


@rule(Permission.FOLLOW)
def may_follow(user: Any, project: Project) -> bool:
    return may_view(user, project)


@rule(Permission.ROUTE)
def keeps_routing_table(user: Any, service: Organization) -> bool:
    """The administrators of the service; any of its agents while it has none, so that no table is out of reach."""
    if service.pk not in scope_of(user).state_services:
        return False
    administrators = Membership.objects.filter(
        organization=service, role=MembershipRole.ADMIN, active=True, user__is_active=True
    )
    return administrators.filter(user=user).exists() or not administrators.exists()
