"""Say with whom a project is done. A partner is not a member: nothing here gives a right to anybody."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import as_recorded, forget_removed, locked, remove_row, restore_row, save_version
from mec.core.journal.services import record
from mec.projects.enums import EntryAudience, Permission, Verb
from mec.projects.models import Partner, Project
from mec.projects.queries import acting_organization, partners_of

MOST_PARTNERS = 50


class UndescribedPartnerError(ValueError):
    """A partner has a name, a nature and a role, and brings something."""


class TooManyPartnersError(Exception):
    """The project has `MOST_PARTNERS` partners already."""


class PartnerRemovedError(Exception):
    """Somebody removed the partner; `partner` says who and when."""

    def __init__(self, partner: Partner) -> None:
        super().__init__(str(partner))
        self.partner = partner


@dataclass(frozen=True)
class PartnerContent:
    """What is said of a partner."""

    name: str
    kind: str
    """Code of `PartnerKind`."""
    role: str
    """Code of `PartnerRole`."""
    commitment: str
    contact_name: str = ""
    contact_email: str = ""

    def columns(self) -> dict[str, str]:
        """Return what is written on the partner. Raises UndescribedPartnerError."""
        values = {name: value.strip() for name, value in vars(self).items()}
        if not all((values["name"], values["kind"], values["role"], values["commitment"])):
            raise UndescribedPartnerError
        return values

    def is_that_of(self, partner: Partner) -> bool:
        """Tell whether the partner, as it is recorded, says exactly this."""
        return all(getattr(partner, name) == value for name, value in self.columns().items())


@transaction.atomic
def add_partner(project: Project, *, content: PartnerContent, key: UUID, actor: Any) -> Partner:
    """Add a partner, once per `key`; nobody is told, invited nor given a right.

    Raises TooManyPartnersError, UndescribedPartnerError.
    """
    require(actor, Permission.EDIT, project)
    columns = content.columns()
    locked(Project.objects.filter(pk=project.pk)).get()
    known = Partner.objects.filter(project=project, created_by=actor, key=key).first()
    if known:
        return known
    _require_room(project)
    partner = Partner.objects.create(project=project, key=key, created_by=actor, **columns)
    _record(actor, Verb.PARTNER_ADDED, project, partner, _described(partner))
    return partner


@transaction.atomic
def edit_partner(partner: Partner, *, content: PartnerContent, expected_version: int, actor: Any) -> None:
    """Write a partner again; the same content again changes nothing.

    Raises StaleVersionError when somebody wrote something else since `expected_version`, PartnerRemovedError,
    UndescribedPartnerError; nothing is written then.
    """
    project = partner.project
    require(actor, Permission.EDIT, project)
    columns = content.columns()
    current = as_recorded(partner)
    if current.is_removed:
        raise PartnerRemovedError(current)
    if content.is_that_of(current):
        return
    save_version(partner, expected=expected_version, updated_at=timezone.now(), **columns)
    before, after = _described(current), _described(partner)
    changed = {field: [before[field], after[field]] for field in after if after[field] != before[field]}
    said = {"name": partner.name, "changed": changed, "contact_changed": _contact(current) != _contact(partner)}
    _record(actor, Verb.PARTNER_EDITED, project, partner, said)


@transaction.atomic
def remove_partner(partner: Partner, *, actor: Any) -> None:
    """Take a partner off the project, once; `restore_partner` brings it back for a month."""
    project = partner.project
    require(actor, Permission.EDIT, project)
    if remove_row(partner, actor=actor):
        _record(actor, Verb.PARTNER_REMOVED, project, partner, _described(partner))


@transaction.atomic
def restore_partner(partner: Partner, *, actor: Any) -> None:
    """Undo `remove_partner`, once. Raises TooManyPartnersError."""
    project = partner.project
    require(actor, Permission.EDIT, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    if as_recorded(partner).is_removed:
        _require_room(project)
        restore_row(partner)
        _record(actor, Verb.PARTNER_RESTORED, project, partner, _described(partner))


def forget_removed_partners() -> None:
    """Delete those that were removed too long ago to come back; run again, it changes nothing."""
    forget_removed(Partner.objects.all())


def _require_room(project: Project) -> None:
    if partners_of(project).count() >= MOST_PARTNERS:
        raise TooManyPartnersError


def _described(partner: Partner) -> dict[str, str]:
    """Return what the journal keeps for good, which is never the contact: it has to be forgotten on request."""
    return {
        "name": partner.name,
        "partner_kind": partner.kind,
        "partner_role": partner.role,
        "commitment": partner.commitment,
    }


def _contact(partner: Partner) -> tuple[str, str]:
    return partner.contact_name, partner.contact_email


def _record(actor: Any, verb: Verb, project: Project, partner: Partner, data: dict[str, Any]) -> None:
    """Write the journal of a project that was sent; a draft is its author's own."""
    if project.is_sent:
        behalf = acting_organization(actor, project)
        data = {"partner": partner.pk, **data}
        record(actor, verb, project, audience=EntryAudience.MEMBERS, behalf=behalf, data=data)
