from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command

from mec.core.journal.queries import entries_of
from mec.offers.catalogue import Catalogue, shipped_catalogue
from mec.offers.entries import BeneficiaryEntry, OfferEntry, RequirementEntry, stored_entry
from mec.offers.enums import OfferStatus, Verb
from mec.offers.models import Offer
from mec.offers.services import CatalogueReport, UnknownTopicError, load_catalogue
from mec.taxonomy.services import load_topics
from tests.factories.offers import OfferFactory
from tests.factories.taxonomy import TopicFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db

ENTRY = OfferEntry(
    code="detr",
    slug="detr",
    kind="aide",
    need="financement",
    title="Financer un investissement",
    backer="etat",
    summary="Une subvention.",
    url="https://exemple.fr",
    source_name="CGCT",
    source_date=date(2026, 11, 2),
    topics=("friche",),
    phases=("etude", "operation"),
    beneficiaries=(BeneficiaryEntry("commune", population_max=20_000), BeneficiaryEntry("epci")),
    requirements=(RequirementEntry("Première condition.", "Oui ?"), RequirementEntry("Seconde condition.", "Oui ?")),
)


def catalogue(*entries):
    return Catalogue(backers={"etat": "L’État"}, offers=entries)


@pytest.fixture(autouse=True)
def _friche():
    TopicFactory(code="friche")


def test_load_writes_what_the_file_says():
    report = load_catalogue(catalogue=catalogue(ENTRY))

    offer = Offer.objects.get()
    assert report == CatalogueReport(added=["detr"])
    assert stored_entry(offer) == ENTRY
    assert offer.status == OfferStatus.PUBLISHED
    assert [entry.verb for entry in entries_of(offer)] == [Verb.ADDED]


def test_load_twice_changes_nothing_the_second_time():
    load_catalogue(catalogue=catalogue(ENTRY))
    before = Offer.objects.values().get()

    assert load_catalogue(catalogue=catalogue(ENTRY)) == CatalogueReport(unchanged=["detr"])
    assert Offer.objects.values().get() == before


def test_load_updates_what_the_file_changed():
    load_catalogue(catalogue=catalogue(ENTRY))
    changed = replace(ENTRY, summary="Une autre.", beneficiaries=(BeneficiaryEntry("region"),), phases=(), topics=())

    assert load_catalogue(catalogue=catalogue(changed)) == CatalogueReport(updated=["detr"])
    offer = Offer.objects.get()
    assert stored_entry(offer) == changed
    assert [entry.verb for entry in entries_of(offer)] == [Verb.ADDED, Verb.UPDATED]


@pytest.mark.parametrize("correct", ["summary", "beneficiary"])
def test_load_keeps_what_a_person_corrected(correct):
    load_catalogue(catalogue=catalogue(ENTRY))
    offer = Offer.objects.get()
    if correct == "summary":
        Offer.objects.update(summary="Corrigé par une personne.")
    else:
        offer.beneficiaries.filter(kind="commune").update(population_max=10_000)
    corrected = stored_entry(Offer.objects.get())

    assert load_catalogue(catalogue=catalogue(replace(ENTRY, summary="Une autre."))) == CatalogueReport(kept=["detr"])
    assert load_catalogue(catalogue=catalogue()) == CatalogueReport(kept=["detr"])
    assert stored_entry(Offer.objects.get()) == corrected


def test_load_withdraws_what_left_the_file_and_does_not_publish_it_again():
    load_catalogue(catalogue=catalogue(ENTRY))

    assert load_catalogue(catalogue=catalogue()) == CatalogueReport(withdrawn=["detr"])
    assert load_catalogue(catalogue=catalogue()) == CatalogueReport()
    load_catalogue(catalogue=catalogue(replace(ENTRY, summary="Une autre.")))
    assert Offer.objects.get().status == OfferStatus.WITHDRAWN


def test_load_leaves_alone_an_offer_that_never_came_from_a_file():
    own = OfferFactory()

    assert load_catalogue(catalogue=catalogue()) == CatalogueReport()
    own.refresh_from_db()
    assert own.status == OfferStatus.PUBLISHED


def test_load_puts_off_an_offer_until_its_territories_are_there():
    local = catalogue(replace(ENTRY, territories=("departement:974",)))

    assert load_catalogue(catalogue=local) == CatalogueReport(waiting=["detr"])
    assert Offer.objects.count() == 0

    TerritoryFactory(departement=True, code="974", name="La Réunion")
    assert load_catalogue(catalogue=local) == CatalogueReport(added=["detr"])
    assert load_catalogue(catalogue=local) == CatalogueReport(unchanged=["detr"])
    assert [territory.name for territory in Offer.objects.get().territories.all()] == ["La Réunion"]


def test_load_takes_the_departement_and_not_the_region_of_the_same_code():
    TerritoryFactory(region=True, code="44", name="Grand Est")
    TerritoryFactory(departement=True, code="44", name="Loire-Atlantique")

    load_catalogue(catalogue=catalogue(replace(ENTRY, territories=("region:44",))))

    assert [territory.name for territory in Offer.objects.get().territories.all()] == ["Grand Est"]


def test_load_recognises_what_an_earlier_release_wrote():
    """The digest of this sheet before `calendar_note` and `territories` existed."""
    assert ENTRY.digest() == "ed7d8e72abf520d253236951370965270534f2b6fd7d1d189f8405958ac6da23"


@pytest.mark.parametrize("change", [{"calendar_note": "Chaque année."}, {"territories": ("departement:974",)}])
def test_load_brings_a_new_field_to_an_offer_already_loaded(change):
    TerritoryFactory(departement=True, code="974")
    load_catalogue(catalogue=catalogue(ENTRY))

    assert load_catalogue(catalogue=catalogue(replace(ENTRY, **change))) == CatalogueReport(updated=["detr"])
    assert stored_entry(Offer.objects.get()) == replace(ENTRY, **change)


def test_load_refuses_an_unknown_topic_and_writes_nothing():
    with pytest.raises(UnknownTopicError, match="detr : inconnue"):
        load_catalogue(catalogue=catalogue(replace(ENTRY, topics=("inconnue",))))
    assert Offer.objects.count() == 0


LOCAL = [entry.code for entry in shipped_catalogue().offers if entry.territories]
"""Sheets that wait for the territories, which these tests do not load."""


def test_command_loads_everything_and_can_be_repeated(capsys):
    call_command("catalogue")
    loaded = len(shipped_catalogue().offers) - len(LOCAL)
    kept = "0 gardées telles que corrigées dans le service"
    waiting = f"{len(LOCAL)} en attente de leurs territoires"
    capsys.readouterr()
    call_command("catalogue")

    assert capsys.readouterr().out.splitlines() == [
        "Thématiques et offres livrées avec le service",
        "  thématiques : 0 ajoutées, 0 modifiées, 0 retirées",
        f"  offres : 0 ajoutées, 0 modifiées, {loaded} inchangées, 0 retirées, {kept}, {waiting}",
        f"  recherche : {loaded} offres",
        *(f"  {code} : chargez d’abord les territoires (mec territories), puis recommencez" for code in LOCAL),
    ]


def test_command_publishes_what_was_waiting_once_the_territories_are_there():
    call_command("catalogue")
    for kind, code in {key for entry in shipped_catalogue().offers for key in entry.territory_keys}:
        TerritoryFactory(kind=kind, code=code)

    call_command("catalogue")

    assert Offer.objects.count() == len(shipped_catalogue().offers)
    assert Offer.objects.filter(national=False, territories=None).count() == 0


def test_command_names_the_offers_that_it_left_alone(capsys):
    load_topics()
    load_catalogue()
    Offer.objects.filter(code="dsil").update(summary="Corrigé par une personne.")

    call_command("catalogue")

    assert (
        "  dsil : corrigée dans le service, la fiche livrée n’a pas été appliquée"
        in capsys.readouterr().out.splitlines()
    )
