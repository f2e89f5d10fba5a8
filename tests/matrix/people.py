"""Objects of organisations: requests, invitations, memberships, absences.

`own` objects belong to Privas, which `owner_admin` administers, `other` ones to Bettant, which nobody does.
"""

from datetime import timedelta

from django.utils import timezone

from mec.core.security import hash_secret
from mec.organizations.enums import OrganizationKind
from mec.organizations.joining import INVITATION_PURPOSE
from mec.organizations.models import Absence, Membership, MembershipRequest, Organization, OrganizationInvitation
from tests.matrix.personas import World


def organizations(world: World) -> dict[str, dict[str, object]]:
    """`unconfirmed`: declared, known to nobody yet."""
    declared = Organization.objects.create(kind=OrganizationKind.SYNDICAT, name="Syndicat des eaux", unconfirmed=True)
    return {
        "own": {"organization_id": world.organizations["privas"].pk},
        "other": {"organization_id": world.organizations["bettant"].pk},
        "unconfirmed": {"organization_id": declared.pk},
        "absent": {"organization_id": 0},
    }


def joinable_territories(world: World) -> dict[str, dict[str, object]]:
    """`own`: a département whose collectivité is there; `other`: one whose collectivité is not made yet."""
    ardeche = world.territories["ardeche"]
    Organization.objects.create(kind=OrganizationKind.DEPARTEMENT, name="Département de l’Ardèche", territory=ardeche)
    return {
        "own": {"territory_id": ardeche.pk},
        "other": {"territory_id": world.territories["ain"].pk},
        "country": {"territory_id": world.territories["france"].pk},
        "absent": {"territory_id": 0},
    }


def membership_requests(world: World) -> dict[str, dict[str, object]]:
    """`own`: `fresh` asks Privas; `other`: `expert` asks Bettant; `answered`: `fresh` was refused by `owner_admin`."""
    own, other = _request(world, "fresh", "privas"), _request(world, "expert", "bettant")
    answered = _request(world, "epci_agent", "privas")
    MembershipRequest.objects.filter(pk=answered.pk).update(
        state="refusee", reason="Inconnu", decided_by=world.people["owner_admin"], decided_at=timezone.now()
    )
    return {
        "own": {"request_id": own.pk},
        "other": {"request_id": other.pk},
        "answered": {"request_id": answered.pk},
        "absent": {"request_id": 0},
    }


def organization_invitations(world: World) -> dict[str, dict[str, object]]:
    """`mixed`: the id of one organisation with an invitation of another."""
    privas, bettant = world.organizations["privas"], world.organizations["bettant"]
    own, other = _invitation(world, "privas", "own", days=7), _invitation(world, "bettant", "other", days=7)
    return {
        "own": {"organization_id": privas.pk, "invitation_id": own.pk},
        "other": {"organization_id": bettant.pk, "invitation_id": other.pk},
        "mixed": {"organization_id": privas.pk, "invitation_id": other.pk},
        "absent": {"organization_id": 0, "invitation_id": 0},
    }


def organization_invitation_links(world: World) -> dict[str, dict[str, object]]:
    """`own` and `other` were sent to `expert`; `expired` too, long ago."""
    _invitation(world, "privas", "own", days=7)
    _invitation(world, "bettant", "other", days=7)
    _invitation(world, "vals", "expired", days=-1)
    return {name: {"token": name} for name in ("own", "other", "expired", "absent")}


def memberships(world: World) -> dict[str, dict[str, object]]:
    """`own`: of `owner`, in Privas; `mixed`: the id of Privas with a membership of Bettant."""
    own, other = (Membership.objects.get(user=world.people[name]) for name in ("owner", "foreign_owner"))
    return {
        "own": {"organization_id": own.organization_id, "membership_id": own.pk},
        "other": {"organization_id": other.organization_id, "membership_id": other.pk},
        "mixed": {"organization_id": own.organization_id, "membership_id": other.pk},
        "absent": {"organization_id": 0, "membership_id": 0},
    }


def absences(world: World) -> dict[str, dict[str, object]]:
    """`own`: of `owner`, replaced by `owner_admin`; `other`: of `invited`, replaced by `expert`."""
    own = _absence(world, "owner", "owner_admin", "privas")
    other = _absence(world, "invited", "expert", "cerema")
    return {
        "own": {"absence_id": own.pk},
        "other": {"absence_id": other.pk},
        "absent": {"absence_id": 0},
    }


def _request(world: World, person: str, organization: str) -> MembershipRequest:
    return MembershipRequest.objects.create(
        user=world.people[person], organization=world.organizations[organization], title="Maire"
    )


def _invitation(world: World, organization: str, token: str, *, days: int) -> OrganizationInvitation:
    return OrganizationInvitation.objects.create(
        organization=world.organizations[organization],
        email="expert@matrice.fr",
        token_hash=hash_secret(token, purpose=INVITATION_PURPOSE),
        invited_by=world.people["staff"],
        expires_at=timezone.now() + timedelta(days=days),
    )


def _absence(world: World, person: str, deputy: str, organization: str) -> Absence:
    return Absence.objects.create(
        user=world.people[person],
        deputy=world.people[deputy],
        organization=world.organizations[organization],
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=3),
    )


BUILDERS = {
    "organization": organizations,
    "joinable_territory": joinable_territories,
    "membership_request": membership_requests,
    "organization_invitation": organization_invitations,
    "organization_invitation_link": organization_invitation_links,
    "membership": memberships,
    "absence": absences,
}
