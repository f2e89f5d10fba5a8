"""Which organisations receive which collectivités: those of their perimeter, were it in part."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization
from mec.territories.models import Containment

NATIONAL_KINDS = (OrganizationKind.ANCT, OrganizationKind.ADMINISTRATION_CENTRALE)
"""They receive everybody, whatever their perimeter; so does an operator that says no place of its own."""


def organizations_receiving(collectivites: Collection[int]) -> QuerySet[Organization]:
    """Return the organisations whose places contain one of a collectivité's, in one query; by ids of these."""
    if not collectivites:
        return Organization.objects.none()
    own = Q(inner__organizations__in=collectivites) | Q(inner__covering_organizations__in=collectivites)
    around = Containment.objects.filter(own).values("outer")
    everywhere = Q(kind__in=NATIONAL_KINDS) | Q(kind=OrganizationKind.OPERATEUR, territory=None, perimeter=None)
    return Organization.objects.filter(
        pk__in=Organization.objects.filter(everywhere | Q(territory__in=around) | Q(perimeter__in=around)).values("pk")
    )


def received_by(organization: Organization, collectivites: Collection[int]) -> QuerySet[Organization]:
    """Return which of these collectivités the organisation receives; by name."""
    found = Organization.objects.filter(pk__in=collectivites).select_related("territory").order_by("name", "pk")
    places = [*filter(None, [organization.territory_id]), *organization.perimeter.values_list("pk", flat=True)]
    nowhere = organization.kind == OrganizationKind.OPERATEUR and not places
    if nowhere or organization.kind in NATIONAL_KINDS:
        return found
    inside = Containment.objects.filter(outer__in=places).values("inner")
    lying = Organization.objects.filter(Q(territory__in=inside) | Q(perimeter__in=inside), pk__in=collectivites)
    return found.filter(pk__in=lying.values("pk"))
