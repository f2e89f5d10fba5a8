import pytest

from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization
from mec.organizations.services import NotACollectiviteError, ensure_collectivite
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from mec.territories.services import apply_reference
from tests.factories.territories import subset

pytestmark = pytest.mark.django_db

CODES = ("07186", "76351", "75056", "93066", "2A004", "2B033", "97209", "97801", "67482", "97611", "98411", "29155")


@pytest.fixture
def places():
    apply_reference(subset(CODES))


def collectivite(kind, code):
    organization = ensure_collectivite(Territory.objects.get(kind=kind, code=code))
    return organization.kind, organization.name, organization.territory.kind, organization.territory.code


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("commune", "07186", ("commune", "Commune de Privas", "commune", "07186")),
        ("commune", "76351", ("commune", "Commune du Havre", "commune", "76351")),
        (
            "epci",
            "200071413",
            ("epci", "Communauté d’agglomération Privas Centre Ardèche", "epci", "200071413"),
        ),
        ("ept", "200057867", ("etablissement_local", "Plaine Commune", "ept", "200057867")),
        ("departement", "07", ("departement", "Département de l’Ardèche", "departement", "07")),
        ("region", "84", ("region", "Région Auvergne-Rhône-Alpes", "region", "84")),
        ("commune", "75056", ("commune", "Ville de Paris", "commune", "75056")),
        ("departement", "75", ("commune", "Ville de Paris", "commune", "75056")),
        ("departement", "67", ("departement", "Collectivité européenne d’Alsace", "departement", "67")),
        ("departement", "2B", ("com", "Collectivité de Corse", "region", "94")),
        ("region", "02", ("com", "Collectivité territoriale de Martinique", "departement", "972")),
        ("region", "06", ("departement", "Département de Mayotte", "departement", "976")),
        ("commune", "97801", ("com", "Collectivité de Saint-Martin", "departement", "978")),
    ],
)
def test_ensure_collectivite_makes_the_authority_of_a_territory(places, kind, code, expected):
    assert collectivite(kind, code) == expected


def test_ensure_collectivite_fills_what_the_referential_knows(places):
    organization = ensure_collectivite(territory=Territory.objects.get(kind="epci", code="200071413"))
    assert (organization.short_name, organization.siren) == ("CA Privas Centre Ardèche", "200071413")


def test_ensure_collectivite_asked_again_returns_the_same_as_people_renamed_it(places):
    privas = Territory.objects.get(kind="commune", code="07186")
    first = ensure_collectivite(privas)
    Organization.objects.filter(pk=first.pk).update(name="Ville de Privas")
    assert ensure_collectivite(privas) == first
    assert ensure_collectivite(privas).name == "Ville de Privas"
    assert Organization.objects.filter(kind=OrganizationKind.COMMUNE).count() == 1


def test_ensure_collectivite_gives_one_authority_to_both_territories_of_corse(places):
    assert ensure_collectivite(Territory.objects.get(kind="departement", code="2A")) == ensure_collectivite(
        Territory.objects.get(kind="region", code="94")
    )


@pytest.mark.parametrize(
    ("kind", "code"),
    [("pays", "FR"), ("arrondissement", "072"), ("departement", "984"), ("commune", "98411")],
)
def test_ensure_collectivite_refuses_what_nobody_governs(places, kind, code):
    with pytest.raises(NotACollectiviteError):
        ensure_collectivite(Territory.objects.get(kind=kind, code=code))


def test_island_without_epci_is_a_commune_all_the_same(places):
    assert collectivite(TerritoryKind.COMMUNE, "29155")[0] == "commune"
