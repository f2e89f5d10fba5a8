"""Who may do what, as a table, read from the rules themselves: the page cannot say other than what they do."""

from dataclasses import dataclass

from mec.accounts.models import User
from mec.core.access import can
from mec.projects.enums import Permission, ProjectRole, ProjectState
from mec.projects.models import Project
from mec.projects.rules import Standing

TITLES: tuple[tuple[str, Standing], ...] = (
    ("Porteur", Standing(owner=True, role="", state=False)),
    *((role.label, Standing(owner=False, role=role, state=False)) for role in ProjectRole),
    ("État local", Standing(owner=False, role="", state=True)),
)
"""By what titles people stand before a project that was sent: the columns of the table."""
TITLE_NAMES = tuple(name for name, _ in TITLES)

ON_A_PROJECT = (
    Permission.VIEW,
    Permission.FOLLOW,
    Permission.EDIT,
    Permission.POST,
    Permission.DEPOSIT_FILE,
    Permission.REPORT_BLOCKER,
    Permission.INVITE,
    Permission.MANAGE_MEMBERS,
    Permission.SUBMIT,
    Permission.ARCHIVE,
    Permission.DELETE,
    Permission.TAKE_CHARGE,
    Permission.ASSIGN,
    Permission.PRIORITISE,
    Permission.VIEW_STATE_ZONE,
    Permission.POST_STATE_ZONE,
)
"""The rights that the table shows, in its order: all those whose rule reads nothing but a project."""
ELSEWHERE = frozenset({Permission.CREATE, Permission.ROUTE, Permission.WITHDRAW_FILE, Permission.READ_PARTNER_CONTACT})
"""The rights on something else than a project."""


@dataclass(frozen=True)
class RightLine:
    permission: Permission
    granted: tuple[bool, ...]
    """In the order of `TITLES`."""

    @property
    def holders(self) -> tuple[str, ...]:
        """By which titles it is held: ("Porteur", "Référent")."""
        return tuple(name for name, granted in zip(TITLE_NAMES, self.granted, strict=True) if granted)

    @property
    def is_state_only(self) -> bool:
        return self.granted[-1] and not any(self.granted[:-1])


def rights_table(*, with_state_zone: bool) -> list[RightLine]:
    """Ask the rules what each title grants on a sent project.

    Without `with_state_zone`, what the State alone may do is left out: for the others, its zone does not exist.
    """
    holders = [User(pk=-rank, is_active=True) for rank, _ in enumerate(TITLES, start=1)]
    project = Project(state=ProjectState.SUBMITTED)
    vars(project)["_standings"] = {holder.pk: standing for holder, (_, standing) in zip(holders, TITLES, strict=True)}
    lines = [RightLine(right, tuple(can(holder, right, project) for holder in holders)) for right in ON_A_PROJECT]
    return [line for line in lines if with_state_zone or not line.is_state_only]
