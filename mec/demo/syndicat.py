"""A body that is no territory, with two members and a person who asks to join."""

from datetime import timedelta

from django.utils import timezone

from mec.accounts.models import User
from mec.organizations.enums import MembershipRole, OrganizationKind
from mec.organizations.models import Membership, MembershipRequest, Organization, OrganizationInvitation
from mec.organizations.services import declare_absence
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory

NUMBER = 900_001
"""Always the same, beyond what the reference data uses: a guide or a bookmark leads there on every machine."""
MEMBERS = (
    (NUMBER, "directrice@ouveze.demo", MembershipRole.ADMIN, "Directrice"),
    (NUMBER + 1, "animateur@ouveze.demo", MembershipRole.MEMBER, "Animateur rivière"),
)


def make_syndicat() -> None:
    """Make the organisation once: its members, an absence, an invitation that waits, a request that waits."""
    if Organization.objects.filter(pk=NUMBER).exists():
        return
    organization = Organization.objects.create(
        pk=NUMBER,
        kind=OrganizationKind.SYNDICAT,
        name="Syndicat de rivière de l’Ouvèze (fictif)",
        short_name="Syndicat de l’Ouvèze",
        demo=True,
    )
    organization.perimeter.set(Territory.objects.filter(kind=TerritoryKind.COMMUNE, code="07186"))
    people = [User.objects.get(email=email) for _, email, _, _ in MEMBERS]
    for (number, _, role, title), person in zip(MEMBERS, people, strict=True):
        Membership.objects.create(pk=number, user=person, organization=organization, role=role, title=title)
    director, agent = people
    today = timezone.localdate()
    declare_absence(organization, deputy=director, starts_on=today, ends_on=today + timedelta(days=12), actor=agent)
    OrganizationInvitation.objects.create(
        organization=organization,
        email="comptable@ouveze.demo",
        title="Comptable",
        token_hash="demonstration",  # noqa: S106 -- the hash of no token: nobody can open it
        invited_by=director,
        expires_at=timezone.now() + timedelta(days=6),
    )
    MembershipRequest.objects.create(
        pk=NUMBER,
        user=User.objects.get(email="observateur@demo.demo"),
        organization=organization,
        title="Stagiaire en hydrologie",
        message="Bonjour, je commence mon stage lundi avec Marc.",
    )
