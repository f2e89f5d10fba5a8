from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command

from mec.core.journal.queries import entries_of
from mec.offers.catalogue import BeneficiaryEntry, Catalogue, OfferEntry, RequirementEntry, stored_entry
from mec.offers.enums import OfferStatus, Verb
from mec.offers.models import Offer
from mec.offers.services import CatalogueReport, UnknownTopicError, load_catalogue
from mec.taxonomy.services import load_topics
from tests.factories.offers import OfferFactory
from tests.factories.taxonomy import TopicFactory

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


def test_load_refuses_an_unknown_topic_and_writes_nothing():
    with pytest.raises(UnknownTopicError, match="detr : inconnue"):
        load_catalogue(catalogue=catalogue(replace(ENTRY, topics=("inconnue",))))
    assert Offer.objects.count() == 0


def test_command_loads_everything_and_can_be_repeated(capsys):
    call_command("catalogue")
    call_command("catalogue")

    second = capsys.readouterr().out.splitlines()[4:]
    assert second == [
        "Thématiques et offres livrées avec le service",
        "  thématiques : 0 ajoutées, 0 modifiées, 0 retirées",
        "  offres : 0 ajoutées, 0 modifiées, 20 inchangées, 0 retirées, 0 gardées telles que corrigées dans le service",
        "  recherche : 20 offres",
    ]


def test_command_names_the_offers_that_it_left_alone(capsys):
    load_topics()
    load_catalogue()
    Offer.objects.filter(code="dsil").update(summary="Corrigé par une personne.")

    call_command("catalogue")

    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "  dsil : corrigée dans le service, la fiche livrée n’a pas été appliquée"
