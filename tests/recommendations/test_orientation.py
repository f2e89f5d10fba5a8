"""Qui peut m’aider? Somebody, at every stage and in every département, and nobody whose perimeter is elsewhere."""

import pytest
from django.db import transaction

from mec.offers.services import load_catalogue
from mec.organizations.models import Organization, StatePair
from mec.organizations.services import load_state_reference
from mec.recommendations.catalogue import current_catalogue, forget_catalogue
from mec.recommendations.orientation import orient
from mec.taxonomy.enums import Phase
from mec.taxonomy.services import load_topics
from mec.territories.enums import OVERSEAS_CODES, TerritoryKind
from mec.territories.models import Territory
from mec.territories.places import Place
from mec.territories.queries import chains_of
from mec.territories.services import apply_reference
from tests.factories.offers import OfferFactory, OfferPhaseFactory
from tests.factories.territories import subset, whole_reference

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _country(django_db_setup, django_db_blocker):
    """One commune of each département of the referential, all their State services, and the shipped catalogue."""
    first_of = {line.departement: line.code for line in reversed(whole_reference().communes)}
    with django_db_blocker.unblock(), transaction.atomic():
        apply_reference(subset(tuple(first_of.values())))
        load_state_reference()
        load_topics()
        load_catalogue()
        yield
        transaction.set_rollback(True)
        forget_catalogue()


def place(territory):
    within = {outer for _, outer, partial in chains_of([territory]) if not partial}
    return Place(territory.pk, territory.name, frozenset(within))


def shown(found):
    return [
        *found.engineering,
        *found.expertise,
        *(offer for desk in found.funding for offer in desk.offers),
    ]


def test_every_stage_of_every_departement_has_a_named_contact_or_says_whom_to_write_to():
    departements = list(Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT))
    without = {}
    assert len(departements) >= 101
    assert {departement.code for departement in departements} & set(OVERSEAS_CODES)

    for departement in departements:
        (contact,) = orient("", (place(departement),), [departement]).state
        assert contact.services, departement
        assert all(service.name for service in contact.services)
        if contact.fallback:
            without[departement.code] = contact.fallback
        for phase in Phase:
            found = orient(phase, (place(departement),), [departement])
            assert found.state == [contact]
            assert all(offer.contact or offer.backer for offer in shown(found))

    for text in without.values():
        assert text.startswith("Aucun référent n’est désigné ici")
        assert "à l’ANCT" in text or "à l’Agence nationale de la cohésion des territoires" in text


def test_departement_that_loses_its_pair_says_whom_to_write_to():
    departement = Territory.objects.get(kind=TerritoryKind.DEPARTEMENT, code="07")
    StatePair.objects.filter(departement=departement).delete()

    (contact,) = orient("idee", (place(departement),), [departement]).state

    assert contact.fallback.startswith(
        "Aucun référent n’est désigné ici (Ardèche)\u00a0: écrivez au secrétariat général"
    )
    assert contact.fallback.endswith(", à défaut à l’ANCT.")

    Organization.objects.filter(kind="service_regional", territory__code="84").update(kind="operateur")
    (contact,) = orient("idee", (place(departement),), [departement]).state
    assert contact.fallback.endswith("écrivez à l’Agence nationale de la cohésion des territoires.")


def test_nothing_is_shown_outside_its_perimeter_nor_outside_its_stage():
    """Each service lies in one département and serves one stage: it shows there and then, and nowhere else."""
    departements = list(Territory.objects.filter(kind=TerritoryKind.DEPARTEMENT).order_by("code"))[::15]
    alone = {}
    for departement in departements:
        for phase in Phase:
            offer = OfferFactory(national=False, need="ingenierie", kind="service")
            offer.territories.add(departement)
            OfferPhaseFactory(offer=offer, phase=phase)
            alone[departement, phase] = offer.code

    for departement in departements:
        for phase in Phase:
            found = orient(phase, (place(departement),), [departement])
            local = [offer.code for offer in shown(found) if offer.code in alone.values()]
            assert local == [alone[departement, phase]]


@pytest.mark.parametrize("count", [1, 3])
def test_orientation_costs_the_same_whatever_the_catalogue(count, django_assert_num_queries):
    departement = Territory.objects.get(kind=TerritoryKind.DEPARTEMENT, code="07")
    places = (place(departement),)
    shipped = len(shown(orient("idee", places, [departement])))
    OfferFactory.create_batch(count)
    current_catalogue()

    with django_assert_num_queries(2):
        found = orient("idee", places, [departement])

    assert len(shown(found)) == shipped + count
