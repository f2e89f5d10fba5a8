"""Aides-territoires comes in, changes, and goes: the catalogue follows."""

import os
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import CommandError, call_command

from mec.clients.aides_territoires import AidesTerritoires, read_items
from mec.clients.aides_territoires.client import door_to
from mec.clients.aides_territoires.fake import KEY, URL, FakeAidesTerritoires
from mec.core.journal.queries import entries_of
from mec.integrations.aides_territoires.services import ShrunkListError, fail_import, import_aids
from mec.integrations.health import ConnectorState, connectors_health
from mec.integrations.tasks import read_aides_territoires
from mec.offers.enums import OfferStatus, Verb
from mec.offers.finding import Wanted, find_offers
from mec.offers.models import ExternalRecord, ImportRun, Offer
from mec.offers.queries import offer_by_slug, published_offers
from mec.taxonomy.services import load_topics
from mec.territories.models import Perimeter
from tests.clients.aides_territoires.samples import sample
from tests.factories.offers import BackerFactory

pytestmark = pytest.mark.django_db
REAL = Path(os.environ.get("MEC_REFERENCE_DATA", "absent")) / "real" / "aides-473-2021.json"


@pytest.fixture(autouse=True)
def _topics():
    load_topics()


def run(*items, complete=True, **options):
    return import_aids(read_items(items), complete=complete, **options)


def test_aids_are_published_found_and_told_to_the_journal():
    report = run(sample(1, name="Rénover une école"), sample(2))
    offer = Offer.objects.get(code="at-1")
    assert (report.read, report.added) == (2, 2)
    assert offer.external.raw["name"] == "Rénover une école"
    assert [entry.verb for entry in entries_of(offer)] == [Verb.ADDED]
    assert find_offers(Wanted(text="rénover école")).offers[0].code == "at-1"


def test_same_list_a_second_time_changes_nothing():
    run(sample(1), sample(2))
    before = list(Offer.objects.order_by("pk").values())
    records = list(ExternalRecord.objects.order_by("pk").values())
    report = run(sample(1), sample(2))
    assert (report.added, report.updated, report.unchanged, report.ended) == (0, 0, 2, 0)
    assert list(Offer.objects.order_by("pk").values()) == before
    assert list(ExternalRecord.objects.order_by("pk").values()) == records


def test_changed_aid_is_updated():
    run(sample(1))
    assert run(sample(1, submission_deadline="2027-06-30")).updated == 1
    assert Offer.objects.get().closes_on.isoformat() == "2027-06-30"


def test_aid_that_left_the_list_is_no_longer_open_and_is_still_read():
    run(sample(1), sample(2), sample(3), sample(4))
    assert run(sample(1), sample(2), sample(3)).ended == 1
    gone = Offer.objects.get(code="at-4")
    assert gone.status == OfferStatus.ENDED
    assert gone not in published_offers()
    assert offer_by_slug(gone.slug, user=None) == gone
    assert run(sample(1), sample(2), sample(3), sample(4)).updated == 1
    gone.refresh_from_db()
    assert gone.status == OfferStatus.PUBLISHED


def test_partial_reading_closes_nothing():
    run(sample(1), sample(2))
    assert run(sample(1), complete=False).ended == 0
    assert Offer.objects.filter(status=OfferStatus.PUBLISHED).count() == 2


def test_malformed_aid_is_reported_and_keeps_what_it_was():
    run(sample(1), sample(2))
    report = run(sample(1), sample(2, name=""))
    assert report.ended == 0
    assert report.malformed == ["aide 2\u00a0: Il manque name."]


def test_list_that_shrank_too_much_stops_before_anything_is_written():
    run(*(sample(number) for number in range(1, 11)))
    with pytest.raises(ShrunkListError):
        run(*(sample(number, name="Autre") for number in range(1, 7)))
    assert published_offers().filter(title="Autre").count() == 0
    assert "de 10 à 6" in ImportRun.objects.order_by("-pk")[0].error
    assert run(*(sample(number) for number in range(1, 7)), accept_drop=True).ended == 4


def test_first_complete_list_may_not_close_what_a_file_brought():
    run(*(sample(number) for number in range(1, 11)), complete=False)
    for items in ([], [sample(1)]):
        with pytest.raises(ShrunkListError):
            run(*items)
    assert published_offers().count() == 10
    assert run(sample(1), accept_drop=True).ended == 9


@pytest.mark.parametrize("complete", [True, False])
def test_aid_that_says_it_is_not_live_is_not_open(complete):
    run(sample(1), sample(2))
    again = [sample(1), sample(2, is_live=False), sample(3, is_live=False)]
    assert (run(*again, complete=complete).ended, published_offers().get().code) == (1, "at-1")
    report = run(*again, complete=complete)
    assert (report.added, report.updated, report.ended) == (0, 0, 0)
    assert run(sample(1), sample(2), sample(3, is_live=False), complete=complete).updated == 1


def test_aid_that_a_person_corrected_is_kept():
    run(sample(1))
    Offer.objects.update(summary="Corrigé par une personne.")
    report = run(sample(1, submission_deadline="2027-06-30"))
    assert (report.kept, report.updated) == (1, 0)
    assert Offer.objects.get().summary == "Corrigé par une personne."


def test_backer_that_we_name_keeps_its_name():
    BackerFactory(code="banque-des-territoires", name="Banque des Territoires (Caisse des dépôts)")
    run(sample(1))
    assert Offer.objects.get().backer.name == "Banque des Territoires (Caisse des dépôts)"


def test_perimeter_that_nobody_knows_is_created_once_and_left_as_an_operator_filled_it():
    aid = {"perimeter": "PETR du Pays Lauragais", "perimeter_scale": "Ad-hoc"}
    run(sample(1, **aid), sample(2, **aid))
    Perimeter.objects.filter(code__startswith="at-").update(known=True)
    run(sample(1, **aid), sample(2, **aid))
    perimeter = Perimeter.objects.get(code__startswith="at-")
    assert (perimeter.name, perimeter.known, perimeter.offers.count()) == ("PETR du Pays Lauragais", True, 2)


def test_report_names_what_found_no_place_and_unknown_keys():
    report = run(sample(1, recurrence="Parfois"), sample(2, recurrence="Parfois", nouveaute=1))
    assert report.problems == ["champ inconnu\u00a0: nouveaute", "recurrence\u00a0: Parfois (2)"]
    assert ImportRun.objects.get().problems == report.problems


def test_client_and_importer_go_together(settings):
    settings.AIDES_TERRITOIRES_URL = URL
    fake = FakeAidesTerritoires(aids=[sample(number) for number in range(1, 151)])
    cache = LocMemCache(str(uuid4()), {})
    door = replace(door_to(URL, cache=cache), connect=fake.connect, resolve=fake.resolve)
    client = AidesTerritoires(url=URL, key=KEY, door=door, cache=cache, sleep=pytest.fail)
    assert import_aids(client.read_aids(), complete=True).added == 150


def test_job_does_nothing_without_a_key():
    read_aides_territoires.call()
    assert not ImportRun.objects.exists()


class TestHealth:
    def state(self):
        return connectors_health()[0].etat

    def test_without_a_key_the_connection_is_off(self):
        assert self.state() == ConnectorState.OFF

    def test_with_a_key_it_waits_then_is_up_to_date(self, settings):
        settings.AIDES_TERRITOIRES_API_KEY = "clé"
        assert self.state() == ConnectorState.WAITING
        run(sample(1))
        assert self.state() == ConnectorState.OK

    def test_two_days_without_a_complete_reading_are_late(self, settings, time_machine):
        settings.AIDES_TERRITOIRES_API_KEY = "clé"
        time_machine.move_to("2026-11-20T03:00:00+01:00")
        run(sample(1))
        time_machine.move_to("2026-11-22T04:00:00+01:00")
        fail_import("Aides-territoires ne répond pas.")
        health = connectors_health()[0]
        assert (health.etat, health.erreur) == (ConnectorState.LATE, "Aides-territoires ne répond pas.")


def test_command_refuses_a_file_that_is_none(tmp_path):
    path = tmp_path / "aides.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="n’est pas du JSON lisible"):
        call_command("import-aids", path)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason="MEC_REFERENCE_DATA ne mène pas aux aides de 2021")
def test_real_aids_load_whole_and_twice(capsys):
    call_command("import-aids", REAL)
    first = capsys.readouterr().out
    before = list(Offer.objects.order_by("pk").values())
    call_command("import-aids", REAL)
    assert "473 aides lues, 473 ajoutées, 0 modifiées" in first
    assert "categories\u00a0: Urbanisme / logement / aménagement|Cimetières (4)" in first
    assert "473 aides lues, 0 ajoutées, 0 modifiées, 473 inchangées" in capsys.readouterr().out
    assert list(Offer.objects.order_by("pk").values()) == before
