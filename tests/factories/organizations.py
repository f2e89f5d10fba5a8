import factory

from mec.organizations.enums import MembershipRole, OrganizationKind, ServiceKind
from mec.organizations.models import Membership, Organization, StatePair
from tests.factories.territories import TerritoryFactory


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A commune; the traits make State services whose perimeter is given as `perimeter=[…]`."""

    class Meta:
        model = Organization
        skip_postgeneration_save = True

    class Params:
        prefecture = factory.Trait(
            kind=OrganizationKind.PREFECTURE, service_kind=ServiceKind.PREFECTURE, short_name="préfecture"
        )
        ddt = factory.Trait(kind=OrganizationKind.SERVICE_DEPARTEMENTAL, service_kind=ServiceKind.DDT, short_name="DDT")
        regional = factory.Trait(kind=OrganizationKind.SERVICE_REGIONAL, service_kind=ServiceKind.SGAR)
        anct = factory.Trait(kind=OrganizationKind.ANCT, service_kind=ServiceKind.ANCT)

    kind = OrganizationKind.COMMUNE
    name = factory.Sequence(lambda n: f"Organisation {n}")
    territory = factory.SubFactory(TerritoryFactory)

    @factory.post_generation
    def perimeter(self, create, extracted, **kwargs):
        if create and extracted:
            self.perimeter.set(extracted)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    organization = factory.SubFactory(OrganizationFactory)
    role = MembershipRole.MEMBER


class StatePairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StatePair

    departement = factory.SubFactory(TerritoryFactory, departement=True)
    prefecture = factory.SubFactory(OrganizationFactory, prefecture=True)
    service = factory.SubFactory(OrganizationFactory, ddt=True)
