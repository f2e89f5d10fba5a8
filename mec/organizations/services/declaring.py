"""Declare a body that is no territory and that no reference data holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from mec.accounts.models import User
from mec.core.db import locked
from mec.core.journal.services import record
from mec.organizations.enums import DECLARABLE_KINDS, EntryAudience, OrganizationKind, RequestState, Verb
from mec.organizations.models import MembershipRequest, Organization
from mec.organizations.services.joining import request_membership
from mec.territories.models import Territory
from mec.territories.queries import territory_for_code


@dataclass(frozen=True)
class DeclaredBody:
    kind: OrganizationKind
    """One of DECLARABLE_KINDS."""
    name: str
    siren: str
    """Nine digits whose key is right: `validators.normalized_siren`."""
    territories: Sequence[Territory]
    """Where it acts; at least one."""


class AlreadyKnownError(Exception):
    """The SIREN is that of an organisation, or of a territory whose organisation is made on demand: one joins it."""

    def __init__(self, *, organization: Organization | None = None, territory: Territory | None = None) -> None:
        super().__init__(str(organization or territory))
        self.organization = organization
        self.territory = territory


@transaction.atomic
def declare_organization(body: DeclaredBody, *, title: str, message: str, actor: User) -> MembershipRequest:
    """Make the organisation, which nobody else finds yet, and ask to act for it.

    The same body declared before its first member is accepted is the same organisation. Raises AlreadyKnownError,
    TooManyRequestsError; ValueError for a kind that is not declared.
    """
    if body.kind not in DECLARABLE_KINDS:
        raise ValueError(body.kind)
    # Locks the person, so that the second of two clicks finds what the first one made.
    locked(User.objects.filter(pk=actor.pk)).get()
    known = Organization.objects.filter(Q(siren=body.siren) | Q(territory__siren=body.siren)).order_by("pk").first()
    if known is not None and not known.unconfirmed:
        raise AlreadyKnownError(organization=known)
    territory = territory_for_code(body.siren)
    if territory is not None:
        raise AlreadyKnownError(territory=territory)
    organization = known if known is not None and _is_asked_for(known) else _declare(known, body, actor)
    return request_membership(organization, title=title, message=message, actor=actor)


def _is_asked_for(organization: Organization) -> bool:
    return organization.membership_requests.filter(state=RequestState.PENDING).exists()


def _declare(known: Organization | None, body: DeclaredBody, actor: User) -> Organization:
    """Write what the body says of itself, over what somebody who was refused had declared."""
    organization = known or Organization(siren=body.siren, unconfirmed=True)
    organization.kind, organization.name = body.kind, body.name.strip()
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError:  # Somebody else has just declared it.
        return Organization.objects.get(siren=body.siren, unconfirmed=True)
    organization.perimeter.set(body.territories)
    record(actor, Verb.DECLARED, organization, audience=EntryAudience.MEMBERS, data={"siren": body.siren})
    return organization
