import pytest

from mec.organizations.models import Organization, StatePair
from mec.organizations.queries import answering_by_departement, departements_without_pair
from mec.organizations.services import load_state_reference
from mec.territories.models import Territory
from mec.territories.services import apply_reference
from tests.factories.organizations import OrganizationFactory
from tests.factories.territories import subset

pytestmark = pytest.mark.django_db


def answering(departement):
    [(_, organizations)] = answering_by_departement([departement])
    return organizations


def names(departement):
    return [organization.name for organization in answering(departement)]


def test_load_state_reference_gives_each_departement_its_pair(ardeche):
    report = load_state_reference()
    assert (report.created, report.updated, report.kept) == (8, 0, 0)
    assert names(ardeche.ardeche) == [
        "Direction départementale des territoires de l’Ardèche",
        "Préfecture de l’Ardèche",
    ]
    service = StatePair.objects.get(departement=ardeche.ardeche).service
    assert (service.short_name, service.service_kind, list(service.perimeter.all())) == (
        "DDT",
        "ddt",
        [ardeche.ardeche],
    )
    assert list(departements_without_pair()) == []


def test_load_state_reference_makes_the_regional_and_national_services(ardeche):
    load_state_reference()
    sgar = Organization.objects.get(kind="service_regional")
    assert sgar.name == "Secrétariat général pour les affaires régionales d’Auvergne-Rhône-Alpes"
    assert list(sgar.perimeter.all()) == [ardeche.ara]
    anct = Organization.objects.get(kind="anct")
    assert (anct.name, anct.siren) == ("Agence nationale de la cohésion des territoires", "130026032")
    assert list(anct.perimeter.all()) == [ardeche.france]


def test_load_state_reference_twice_changes_nothing(ardeche):
    load_state_reference()
    before = list(Organization.objects.order_by("pk").values_list())
    again = load_state_reference()
    assert (again.changed, again.kept) == (False, 0)
    assert list(Organization.objects.order_by("pk").values_list()) == before


def test_load_state_reference_keeps_what_somebody_corrected(ardeche):
    load_state_reference()
    Organization.objects.filter(kind="prefecture", territory=ardeche.ardeche).update(name="Préfecture de Privas")
    StatePair.objects.filter(departement=ardeche.ain).update(service=None)
    assert load_state_reference().kept == 2
    assert names(ardeche.ardeche)[1] == "Préfecture de Privas"
    assert names(ardeche.ain) == ["Préfecture de l’Ain"]


def test_load_state_reference_updates_what_nobody_touched(ardeche):
    load_state_reference()
    Territory.objects.filter(pk=ardeche.ardeche.pk).update(name="Vivarais", liaison=2)
    assert load_state_reference().updated == 2
    assert names(ardeche.ardeche) == ["Direction départementale des territoires du Vivarais", "Préfecture du Vivarais"]


def test_load_state_reference_leaves_alone_the_service_that_somebody_made_first(ardeche):
    mine = OrganizationFactory(ddt=True, name="DDT de l’Ardèche", territory=ardeche.ardeche)
    assert load_state_reference().kept == 1
    mine.refresh_from_db()
    assert mine.name == "DDT de l’Ardèche"
    assert StatePair.objects.get(departement=ardeche.ardeche).service == mine


def test_load_state_reference_gives_two_islands_one_representation():
    apply_reference(subset(["97701", "97801", "98411", "98901"]))
    load_state_reference()
    islands = Territory.objects.filter(code__in=["977", "978"])
    assert [names(island) for island in islands] == [
        ["Représentation de l’État à Saint-Barthélemy et à Saint-Martin"]
    ] * 2
    representation = answering(islands[0])[0]
    assert set(representation.perimeter.all()) == set(islands)
    assert [departement.code for departement in departements_without_pair()] == ["989"]
    assert names(Territory.objects.get(code="989")) == ["Agence nationale de la cohésion des territoires"]
