"""Report a blocker, see what may lift it, say what lifted it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mec.offers.enums import Need, OfferKind
from mec.offers.index import rebuild_offer_index
from mec.projects.enums import BlockerKind, PhaseStatus, ProjectRole
from mec.projects.models import Blocker, Project
from mec.projects.services import resolve_blocker
from tests.factories.offers import BeneficiaryFactory, OfferFactory
from tests.factories.projects import add_member, make_blocker, make_project
from tests.web.costs import cost


def url(page, project, *args):
    return reverse(f"projects:{page}", args=[project.reference, *args])


def form(**changes):
    values = {
        "key": str(uuid4()),
        "kind": "financement",
        "description": "Le reste à charge est trop élevé.",
        "since": timezone.localdate().isoformat(),
    }
    return values | changes


@pytest.fixture
def blocker(project, people):
    return make_blocker(project, author=people["owner"])


@pytest.fixture
def offers(db):
    """For the school: an aid about it, an aid about nothing, and help in engineering."""
    school = OfferFactory(title="Rénover l’école", need=Need.FUNDING, kind=OfferKind.AID, national=True)
    other = OfferFactory(title="Curer une rivière", need=Need.FUNDING, kind=OfferKind.AID, national=True)
    advice = OfferFactory(title="Conseil pour isoler une école", need=Need.ENGINEERING, kind=OfferKind.SERVICE)
    fillers = [OfferFactory(title=title) for title in ("Planter des haies", "Ouvrir un musée", "Réparer un pont")]
    for offer in (school, other, advice, *fillers, OfferFactory(title="Équiper une caserne")):
        BeneficiaryFactory(offer=offer, kind="commune")
    rebuild_offer_index()
    return school, other, advice


class TestReport:
    def test_double_click_opens_one_and_lands_on_what_may_help(self, as_owner, project):
        data = form()
        for _ in range(2):
            response = as_owner.post(url("report_blocker", project), data, follow=True)

        blocker = Blocker.objects.get()
        assert response.request["PATH_INFO"] == url("blocker", project, blocker.pk)
        assert "Ce qui peut vous débloquer" in response.content.decode()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"kind": ""}, "Choisissez ce qui ressemble le plus"),
            ({"description": " "}, "Décrivez le blocage en une phrase"),
            ({"description": "x" * 2_001}, "pour 2\u202f000 au plus"),
            ({"since": "2999-01-01"}, "Cette date est à venir"),
            ({"since": "0026-01-01"}, "Cette date est trop ancienne"),
            ({"since": "hier"}, "Cette date ne se lit pas"),
        ],
    )
    def test_form_to_correct_says_why_and_keeps_the_text(self, as_owner, project, changes, message):
        response = as_owner.post(url("report_blocker", project), form(**changes))
        page = response.content.decode()

        assert response.status_code == 422
        assert message in page
        assert changes.get("description", "Le reste à charge est trop élevé.") in page
        assert not Blocker.objects.exists()

    def test_french_date_is_read(self, as_owner, project):
        as_owner.post(url("report_blocker", project), form(since="05/01/2026"))

        assert Blocker.objects.get().since.isoformat() == "2026-01-05"

    def test_marking_the_project_is_proposed_to_editors_alone(self, as_owner, as_ddt, project):
        assert "Marquer le projet comme bloqué" in as_owner.get(url("report_blocker", project)).content.decode()
        assert "Marquer le projet comme bloqué" not in as_ddt.get(url("report_blocker", project)).content.decode()

        as_ddt.post(url("report_blocker", project), form(mark_blocked="on"))
        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.IN_PROGRESS
        as_owner.post(url("report_blocker", project), form(mark_blocked="on"))
        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.BLOCKED

    def test_sheet_shows_the_clock_and_who_said_it(self, as_ddt, project, blocker):
        page = as_ddt.get(url("detail", project)).content.decode()

        assert "Bloqué depuis 12\u00a0jours" in page
        assert "Signalé par Owner Matrice" in page

    def test_observer_reads_without_buttons(self, client_of, project, people, blocker):
        client = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))

        for page in (url("detail", project), url("blockers", project), url("blocker", project, blocker.pk)):
            text = client.get(page).content.decode()
            assert "Le reste à charge est trop élevé." in text
            assert "blocages/signaler/" not in text
            assert "/lever/" not in text


class TestHelp:
    def test_funding_blocker_yields_the_expected_aid_first_with_its_reasons(self, as_owner, project, people, offers):
        blocker = make_blocker(project, author=people["owner"], kind=BlockerKind.FUNDING)

        page = as_owner.get(url("blocker", project, blocker.pk)).content.decode()

        section = page.split("Ce qui peut vous débloquer")[1]
        first = section.split("mec-list__item")[1]
        assert "Rénover l’école" in first
        assert "Votre projet parle de" in first
        assert "Parce que vous avez signalé un blocage de financement." in section.split("mec-list__item")[0]
        assert "Conseil pour isoler une école" not in section
        assert "Curer une rivière" not in section

    def test_words_of_the_blocker_bring_what_answers_them(self, as_owner, project, people, offers):
        blocker = make_blocker(project, author=people["owner"], description="Il faut curer la rivière avant tout.")

        page = as_owner.get(url("blocker", project, blocker.pk)).content.decode()

        assert "Curer une rivière" in page.split("Ce qui peut vous débloquer")[1]

    def test_link_leads_to_the_recommendations_of_that_need(self, as_owner, project, people, offers):
        make_blocker(project, author=people["owner"])

        page = as_owner.get(url("recommendations", project) + "?besoin=financement").content.decode()
        assert "Rénover l’école" in page
        assert "Conseil pour isoler une école" not in page
        everything = as_owner.get(url("recommendations", project) + "?besoin=inconnu").content.decode()
        assert "Conseil pour isoler une école" in everything

    def test_lifted_blocker_asks_for_nothing(self, as_owner, project, people, blocker, offers):
        resolve_blocker(blocker, resolution="Trouvé", actor=people["owner"])

        assert "Ce qui peut vous débloquer" not in as_owner.get(url("blocker", project, blocker.pk)).content.decode()
        assert "Parce que vous avez signalé" not in as_owner.get(url("recommendations", project)).content.decode()


class TestResolve:
    def test_lifting_says_what_did_it_and_stops_the_clock(self, as_ddt, project, blocker):
        response = as_ddt.post(
            url("resolve_blocker", project, blocker.pk), {"resolution": "La DETR couvre."}, follow=True
        )
        page = response.content.decode()

        assert "Levé après 12\u00a0jours" in page
        assert "La DETR couvre." in page
        assert "La DETR couvre." in as_ddt.get(url("history", project)).content.decode()

    def test_lifting_without_a_word_is_a_form_to_correct(self, as_owner, project, blocker):
        response = as_owner.post(url("resolve_blocker", project, blocker.pk), {"resolution": ""})

        assert response.status_code == 422
        assert "Dites en une phrase" in response.content.decode()

    def test_second_of_two_people_is_told_and_keeps_their_text(self, as_owner, project, people, blocker):
        resolve_blocker(blocker, resolution="Un don du département.", actor=people["ddt"])

        response = as_owner.post(url("resolve_blocker", project, blocker.pk), {"resolution": "La DETR couvre."})
        page = response.content.decode()

        assert response.status_code == 409
        assert "Ddt Matrice a levé ce blocage avant vous" in page
        assert "Un don du département." in page
        assert "La DETR couvre." in page

    def test_resuming_is_proposed_when_nothing_else_blocks(self, as_owner, project, people):
        first = make_blocker(project, author=people["owner"], mark_blocked=True)
        second = make_blocker(project, author=people["owner"])
        assert "Le projet repart" not in as_owner.get(url("resolve_blocker", project, first.pk)).content.decode()
        resolve_blocker(second, resolution="Trouvé", actor=people["owner"])
        assert "Le projet repart" in as_owner.get(url("resolve_blocker", project, first.pk)).content.decode()

        as_owner.post(url("resolve_blocker", project, first.pk), {"resolution": "Trouvé", "resume": "on"})
        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.IN_PROGRESS

    def test_reopening_is_undone_from_the_page(self, as_owner, project, people, blocker):
        resolve_blocker(blocker, resolution="Trouvé", actor=people["owner"])
        page = as_owner.get(url("blocker", project, blocker.pk)).content.decode()
        read = page.split('name="resolved_at" value="')[1].split('"')[0]

        response = as_owner.post(url("reopen_blocker", project, blocker.pk), {"resolved_at": read}, follow=True)

        assert "Bloqué depuis 12\u00a0jours" in response.content.decode()

    def test_reopening_what_changed_says_so(self, as_owner, project, people, blocker):
        resolve_blocker(blocker, resolution="Trouvé", actor=people["owner"])
        earlier = (timezone.now() - timedelta(days=1)).isoformat()

        response = as_owner.post(url("reopen_blocker", project, blocker.pk), {"resolved_at": earlier}, follow=True)

        assert "Quelqu’un vient de lever ce blocage à nouveau" in response.content.decode()
        assert not Blocker.objects.get().is_open


@pytest.mark.parametrize("count", [1, 3])
def test_blockers_cost_the_same_whatever_their_number(as_owner, world, people, count):
    project = make_project(world.organizations["privas"], author=people["owner"])
    for _ in range(count):
        make_blocker(project, author=people["owner"])
        resolve_blocker(make_blocker(project, author=people["owner"]), resolution="Trouvé", actor=people["ddt"])

    assert cost(as_owner, url("blockers", project)) == 8
    assert cost(as_owner, url("detail", project)) == 10


def test_sheet_leads_to_lifted_blockers_once_there_are_some(as_owner, project, people):
    link = "Voir les blocages levés"
    shown = [link in as_owner.get(url("detail", project)).content.decode()]
    resolve_blocker(make_blocker(project, author=people["owner"]), resolution="Trouvé", actor=people["owner"])
    shown.append(link in as_owner.get(url("detail", project)).content.decode())

    assert shown == [False, True]
