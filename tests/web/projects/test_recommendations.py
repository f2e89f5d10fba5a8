"""The tab of recommendations: advice, answers, being put in touch; nothing typed is lost, nothing is done twice."""

from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.offers.index import rebuild_offer_index
from mec.projects.enums import ProjectRole
from mec.projects.models import ProjectMember
from mec.recommendations.catalogue import forget_catalogue
from mec.recommendations.models import Introduction, ProposalList, Recommendation
from mec.recommendations.services import accept_introduction, rematch, withdraw_advice
from mec.recommendations.weights import VERSION
from tests.factories.appointments import make_desk
from tests.factories.offers import BackerFactory, OfferFactory
from tests.factories.projects import add_member
from tests.factories.recommendations import make_advice, make_introduction
from tests.web.costs import cost

HOSTILE = "<script>alert(1)</script><b>\u202e"


def url(project, page="recommendations", *args):
    return reverse(f"projects:{page}", args=[project.reference, *args])


def text(response):
    return unescape(response.content.decode())


def refuse(client, path, **changes):
    data = {"decision": "non_applicable", "version": "0", "refusal": "pas_eligible", "refusal_text": ""}
    return client.post(path, data | changes)


class TestList:
    def test_human_advice_comes_first_signed_and_dated(self, as_owner, project, people):
        OfferFactory(title="Une offre du calcul", every_topic=True)
        due = timezone.localdate() + timedelta(days=30)
        make_advice(project, author=people["ddt"], due_on=due, contact_name="Ana", contact_email="ana@exemple.fr")

        page = text(as_owner.get(url(project)))

        assert page.index("Conseillé par Ddt Matrice, Ddt, le") < page.index("Une offre du calcul")
        assert "À faire avant le" in page
        assert "mailto:ana@exemple.fr" in page

    def test_summary_counts_what_each_band_holds(self, as_owner, project):
        OfferFactory.create_batch(3, every_topic=True)

        assert "Trouvé pour ce projet\u00a0: 3 utiles." in text(as_owner.get(url(project)))

    def test_many_needs_show_the_best_of_each_and_one_need_shows_everything(self, as_owner, project):
        OfferFactory.create_batch(7, every_topic=True, need="financement")

        def shown(page):
            return [len(fold.lines) for need in page.context["board"].needs for fold in need.folds]

        everything = as_owner.get(url(project))
        fold = next(fold for need in everything.context["board"].needs for fold in need.folds)

        assert (shown(everything), fold.label) == ([5], "7 utiles")
        assert f'href="{fold.more_url}">Voir tout\u00a0: 7 utiles</a>' in text(everything)
        assert shown(as_owner.get(fold.more_url)) == [7]

    def test_answered_offers_leave_the_bands_for_their_group(self, as_owner, project):
        studied, refused = (
            OfferFactory(title="Étudiée", every_topic=True),
            OfferFactory(title="Refusée", every_topic=True),
        )
        as_owner.post(url(project, "offer", studied.slug), {"decision": "en_cours", "version": "0"})
        refuse(as_owner, url(project, "offer", refused.slug))

        board = as_owner.get(url(project)).context["board"]

        assert ([str(row) for row in board.in_progress], [str(row) for row in board.refused]) == (
            ["Étudiée"],
            ["Refusée"],
        )
        assert board.found.total == 0
        assert "Vous avez répondu à tout ce que le catalogue propose ici." in text(as_owner.get(url(project)))

    def test_filters_narrow_by_need_and_by_answer(self, as_owner, project, people):
        make_advice(project, author=people["ddt"], need="expertise")
        OfferFactory(every_topic=True, need="financement")

        by_need = as_owner.get(url(project), {"besoin": "expertise"}).context["board"]
        by_state = as_owner.get(url(project), {"etat": "faite"}).context["board"]
        unknown = as_owner.get(url(project), {"besoin": "argent", "etat": "x"}).context["board"]

        assert (len(by_need.advice), [lines.need for lines in by_need.needs]) == (1, ["expertise"])
        assert by_state.is_empty
        several = as_owner.get(url(project), {"besoin": ["financement", "ingenierie"]}).context["board"]
        assert [lines.need for lines in several.needs] == ["ingenierie", "financement"]
        assert several.state_choices[1].url.endswith("?etat=a_etudier&besoin=ingenierie&besoin=financement")
        assert (len(unknown.advice), len(unknown.needs), unknown.is_filtered) == (1, 3, False)

    def test_reader_who_does_not_decide_has_no_button(self, as_ddt, client_of, project, people):
        offer = OfferFactory(every_topic=True)
        observer = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))

        for client in (as_ddt, observer):
            for page in (url(project), url(project, "offer", offer.slug)):
                assert 'value="en_cours"' not in text(client.get(page)).split("<main")[1].replace(
                    '<input type="hidden" name="decision" value="en_cours">', ""
                )

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_whatever_its_length(self, as_owner, project, people, count):
        for number in range(count):
            make_advice(project, author=people["ddt"], offer=OfferFactory())
            make_introduction(project, asker=people["owner"])
            offer = OfferFactory(every_topic=True)
            OfferFactory(every_topic=True)
            state = "en_cours" if number else "faite"
            as_owner.post(url(project, "offer", offer.slug), {"decision": state, "version": "0"})
        assert cost(as_owner, url(project)) == 17

    def test_offers_that_came_to_study_first_are_new_for_a_fortnight(self, as_owner, project):
        def publish(title):
            OfferFactory(title=title)
            rebuild_offer_index()
            forget_catalogue()

        def new_ones():
            lines = [line for need in as_owner.get(url(project)).context["board"].needs for line in need.first]
            return sorted(line.line.offer.title for line in lines if line.is_new)

        publish("Isoler une école")
        assert new_ones() == []
        rematch([project.pk])
        assert new_ones() == []
        publish("Isoler l’école du village")
        assert new_ones() == ["Isoler l’école du village"]
        rematch([project.pk])

        assert new_ones() == ["Isoler l’école du village"]
        assert text(as_owner.get(url(project))).count(">Nouveau</p>") == 1
        fortnight_ago = (timezone.localdate() - timedelta(days=15)).isoformat()
        came = {pk: day and fortnight_ago for pk, day in ProposalList.objects.get().came.items()}
        ProposalList.objects.update(came=came)
        assert new_ones() == []

    def test_page_says_when_it_was_computed_and_by_which_version(self, as_owner, project):
        assert "liste gardée" not in text(as_owner.get(url(project)))
        with time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC)):
            rematch([project.pk])

        page = text(as_owner.get(url(project)))

        assert f"Calculé aujourd’hui par la version {VERSION} du" in page
        assert "Dernière liste gardée le 21 novembre 2026." in page

    def test_history_says_what_was_told_of_offers(self, as_owner, project):
        rematch([project.pk])
        for number in range(6):
            OfferFactory(title=f"Isoler une école {number}", need="financement" if number % 2 else "ingenierie")
        rebuild_offer_index()
        forget_catalogue()
        rematch([project.pk])

        page = text(as_owner.get(url(project, "history")))

        assert "signale du nouveau sur les aides de ce projet" in page
        assert "À étudier d’abord\u00a0: Isoler une école" in page
        assert "1 de plus" in page

    def test_hostile_text_is_inert_everywhere(self, as_owner, project, people):
        advice = make_advice(
            project,
            author=people["ddt"],
            message=HOSTILE,
            resource_title=HOSTILE,
            contact_name=HOSTILE,
            contact_organization=HOSTILE,
            contact_phone=HOSTILE[:30],
        )
        asked = make_introduction(project, asker=people["owner"], to=HOSTILE, message=HOSTILE)
        refuse(as_owner, url(project, "recommendation", advice.pk), refusal_text=HOSTILE, version="1")

        for page in (
            url(project),
            url(project, "recommendation", advice.pk),
            url(project, "history"),
            reverse("projects:introduction", args=[asked.pk]),
        ):
            assert "<script>alert" not in as_owner.get(page).content.decode()


class TestDecision:
    @pytest.fixture
    def offer(self):
        return OfferFactory(title="DETR", every_topic=True)

    def test_a_click_studies_and_says_where_it_went(self, as_owner, project, offer):
        response = as_owner.post(
            url(project, "offer", offer.slug), {"decision": "en_cours", "version": "0"}, follow=True
        )

        assert "«\u00a0DETR\u00a0» est en cours d’étude" in text(response)
        row = Recommendation.objects.get()
        assert row.reasons[0] == {"verdict": "oui", "text": "Ouverte à toutes les thématiques."}

    def test_people_who_receive_about_this_very_offer_are_named_to_the_collectivite(
        self, as_owner, as_ddt, people, world, project, offer
    ):
        desk = make_desk(world.organizations["ddt"], host=people["ddt"], offers=[offer])
        address = f'href="{reverse("appointments:desk", args=[desk.pk])}?projet={project.reference}"'

        assert address in text(as_owner.get(url(project, "offer", offer.slug)))
        assert address not in text(as_ddt.get(url(project, "offer", offer.slug)))
        assert address not in text(as_owner.get(url(project, "offer", OfferFactory(every_topic=True).slug)))

    def test_refusal_without_reason_says_so_in_the_form(self, as_owner, project, offer):
        response = refuse(as_owner, url(project, "offer", offer.slug), refusal="")

        assert response.status_code == 422
        assert "Dites pourquoi vous écartez cette proposition" in text(response)
        assert not Recommendation.objects.exists()

    def test_another_reason_keeps_what_was_chosen_and_asks_which(self, as_owner, project, offer):
        response = refuse(as_owner, url(project, "offer", offer.slug), refusal="autre")

        assert response.status_code == 422
        assert "quelle est cette autre raison" in text(response)
        assert 'value="autre" id="id_refusal_7" checked' in text(response)

    @pytest.mark.parametrize("data", [{"decision": "oui"}, {"version": "x"}, {"refusal": "jamais"}])
    def test_values_that_do_not_exist_are_refused(self, as_owner, project, offer, data):
        assert refuse(as_owner, url(project, "offer", offer.slug), **data).status_code == 422

    def test_second_of_two_people_is_told_what_the_first_answered(self, as_owner, client_of, people, project, offer):
        refuse(client_of(people["owner_admin"]), url(project, "offer", offer.slug))

        response = as_owner.post(url(project, "offer", offer.slug), {"decision": "en_cours", "version": "0"})

        assert response.status_code == 409
        page = text(response)
        assert "Owner_admin Matrice a répondu\u00a0: écartée (nous n’y avons pas droit)" in page
        assert "Vous aviez choisi\u00a0: en cours" in page
        assert Recommendation.objects.get().state == "non_applicable"

    def test_answer_is_in_the_timeline_with_its_reason(self, as_owner, as_ddt, project, offer):
        refuse(as_owner, url(project, "offer", offer.slug), refusal_text="Trop grands")

        assert "DETR – écartée – nous n’y avons pas droit – Trop grands" in text(as_ddt.get(url(project, "history")))

    def test_word_for_the_team_is_changed_then_taken_away(self, as_owner, as_ddt, people, project, offer):
        path = url(project, "offer", offer.slug)
        as_owner.post(path, {"decision": "en_cours", "version": "0"})

        def write(note, version):
            return as_owner.post(path, {"decision": "en_cours", "version": version, "note": note}, follow=True)

        def written():
            row = Recommendation.objects.get()
            return row.note, row.note_by, row.note_at is None, row.state

        assert "Le mot pour l’équipe est enregistré." in text(write("Karine s’en occupe.", 2))
        assert "Karine s’en occupe." in text(as_ddt.get(path))
        assert "Enregistrer ce mot" not in text(as_ddt.get(path))
        assert write("a" * 1001, 3).status_code == 422
        as_owner.post(path, {"decision": "faite", "version": "3"})
        assert written() == ("Karine s’en occupe.", people["owner"], False, "faite")
        assert "Le mot pour l’équipe est retiré." in text(write(" ", 4))
        assert written() == ("", None, True, "en_cours")

    def test_fields_of_others_cannot_be_written(self, as_owner, project, people, offer):
        advice = make_advice(project, author=people["ddt"])

        as_owner.post(
            url(project, "recommendation", advice.pk),
            {
                "decision": "en_cours",
                "version": "1",
                "message": "Volé",
                "author": people["owner"].pk,
                "source": "calculee",
            },
        )

        advice.refresh_from_db()
        assert (advice.message, advice.author) == ("Commencez par la toiture.", people["ddt"])


class TestAdvice:
    def data(self, **changes):
        return {"key": str(uuid4()), "version": "1", "message": "Appelez le CAUE.", "need": "ingenierie"} | changes

    def test_advice_reaches_the_members_once(self, as_ddt, project, people):
        form = self.data()
        for _ in range(2):
            as_ddt.post(url(project, "advise"), form)
        drain()

        told = Notification.objects.filter(entry__verb="recommandation.conseillee")
        assert [notification.recipient for notification in told] == [people["owner"]]
        assert Recommendation.objects.count() == 1
        assert "Appelez le CAUE." in Mail.objects.get(to="owner@matrice.fr").text

    def test_search_keeps_what_was_typed_and_proposes_the_offers(self, as_ddt, project):
        offer = OfferFactory(title="Reconvertir une friche")
        rebuild_offer_index()
        form = self.data(action="chercher", offer_search="friche", message="Mes mots", due_on="2030-01-01")

        page = text(as_ddt.post(url(project, "advise"), form))

        assert "1 réponse à «\u00a0friche\u00a0»" in page
        assert "Mes mots" in page
        assert 'value="2030-01-01"' in page
        assert f'value="{offer.pk}"' in page
        assert not Recommendation.objects.exists()

    def test_chosen_offer_is_advised(self, as_ddt, project):
        offer = OfferFactory()
        as_ddt.post(url(project, "advise"), self.data(offer=str(offer.pk)))

        assert Recommendation.objects.get().offer == offer

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"message": " "}, "Écrivez votre conseil"),
            ({"message": "x" * 5_001}, "dépasse 5 000 caractères"),
            ({"resource_title": "Guide", "resource_url": "http://exemple.fr"}, "doit commencer par https://"),
            ({"resource_title": "Guide", "resource_url": "ftp://exemple.fr"}, "doit commencer par https://"),
            ({"resource_url": "https://exemple.fr"}, "Donnez un titre à cette ressource"),
            ({"contact_email": "ana"}, "Cette adresse électronique n’est pas complète"),
            ({"due_on": "2020-01-01"}, "Cette date est passée"),
            ({"due_on": "demain"}, "Cette date n’existe pas"),
        ],
    )
    def test_what_is_wrong_is_said_and_kept(self, as_ddt, project, changes, message):
        response = as_ddt.post(url(project, "advise"), self.data(**changes))

        assert response.status_code == 422
        assert message in text(response).replace("\u202f", " ").replace("\u00a0", " ")
        assert not Recommendation.objects.exists()

    def test_offer_that_a_colleague_advised_is_refused_with_the_name(self, as_ddt, project, people):
        offer = OfferFactory()
        make_advice(project, author=people["prefecture"], offer=offer)

        response = as_ddt.post(url(project, "advise"), self.data(offer=str(offer.pk)))

        assert response.status_code == 422
        assert "Prefecture Matrice, Prefecture a déjà conseillé cette offre" in text(response)

    def test_author_edits_and_a_stale_form_shows_both_texts(self, as_ddt, project, people):
        advice = make_advice(project, author=people["ddt"])
        edit = url(project, "edit_advice", advice.pk)
        assert as_ddt.post(edit, self.data(message="Un")).status_code == 302

        response = as_ddt.post(edit, self.data(message="Deux"))

        assert response.status_code == 409
        assert {"Un", "Deux"} <= {
            word.strip() for word in text(response).replace("<", "\n").replace(">", "\n").split("\n")
        }
        assert as_ddt.post(edit, self.data(message="Deux", version="2")).status_code == 302
        assert Recommendation.objects.get().message == "Deux"

    @pytest.mark.parametrize("with_offer", [True, False])
    def test_taken_back_twice_is_taken_back_once(self, as_ddt, as_owner, project, people, with_offer):
        advice = make_advice(project, author=people["ddt"], offer=OfferFactory() if with_offer else None)
        for _ in range(2):
            response = as_ddt.post(url(project, "withdraw_advice", advice.pk))

        assert response.status_code == 302
        assert "Commencez par la toiture." not in text(as_owner.get(url(project)))

    def test_adviser_hears_what_became_of_the_advice(self, as_owner, project, people):
        advice = make_advice(project, author=people["ddt"])
        refuse(as_owner, url(project, "recommendation", advice.pk), version="1", refusal_text="Voir avec l’EPCI")
        drain()

        told = Notification.objects.get(entry__verb="recommandation.suivie")
        assert told.recipient == people["ddt"]
        assert "Voir avec l’EPCI" in told.body

    def test_decision_on_an_advice_just_taken_back_finds_nothing(self, as_owner, project, people):
        advice = make_advice(project, author=people["ddt"])
        withdraw_advice(advice, actor=people["ddt"])

        assert as_owner.get(url(project, "recommendation", advice.pk)).status_code == 404


class TestIntroduction:
    @pytest.fixture
    def offer(self):
        return OfferFactory(backer=BackerFactory(name="Cerema"), need="ingenierie", kind="service", every_topic=True)

    @pytest.fixture
    def asked(self, project, people, offer):
        return make_introduction(project, asker=people["owner"], offer=offer, to="Cerema", message="Un pont fissuré")

    def path(self, introduction):
        return reverse("projects:introduction", args=[introduction.pk])

    def test_asker_is_told_before_who_will_see_what(self, as_owner, project, offer):
        reached = text(as_owner.get(url(project, "introduce"), {"aide": offer.slug}))
        relayed = text(as_owner.get(url(project, "introduce"), {"avec": "Le CAUE"}))

        assert "La personne qui accepte devient conseillère du projet" in reached
        assert "L’État local" in relayed
        assert 'value="Le CAUE"' in relayed

    def test_request_to_a_service_with_people_reaches_them_and_nobody_else_outside(
        self, as_owner, project, offer, people
    ):
        form = {"key": str(uuid4()), "message": "Un pont fissuré"}
        for _ in range(2):
            as_owner.post(f"{url(project, 'introduce')}?aide={offer.slug}", form)
        drain()

        assert Introduction.objects.get().to_contact == "Cerema"
        told = {note.recipient.email for note in Notification.objects.filter(entry__verb__contains="mise_en_relation")}
        assert told == {"invited@matrice.fr", "expert@matrice.fr"}

    def test_request_to_a_service_without_people_reaches_the_state_that_relays(self, as_owner, as_ddt, project, people):
        form = {"key": str(uuid4()), "to": "Le CAUE", "kind": "expertise", "message": "Bonjour"}
        as_owner.post(url(project, "introduce"), form)
        drain()
        asked = Introduction.objects.get()

        told = Notification.objects.filter(entry__verb="mise_en_relation.demandee")
        assert {note.recipient for note in told} == {people["ddt"], people["prefecture"]}
        as_ddt.post(self.path(asked), {"action": "relayee", "words": "Par téléphone"})
        drain()
        assert "Par téléphone" in Notification.objects.get(entry__verb="mise_en_relation.relayee").body

    def test_recipient_reads_the_request_and_nothing_else_until_accepting(self, client_of, people, project, asked):
        expert = client_of(people["expert"])

        page = text(expert.get(self.path(asked)))

        assert "Un pont fissuré" in page
        assert "Isoler l’école." not in page
        assert expert.get(url(project, "detail")).status_code == 404
        assert expert.post(self.path(asked), {"action": "acceptee", "words": ""}).status_code == 302
        assert expert.get(url(project, "detail")).status_code == 200

    def test_colleague_who_answers_too_late_keeps_the_words(self, client_of, people, asked):
        accept_introduction(asked, answer="", actor=people["expert"])

        response = client_of(people["invited"]).post(self.path(asked), {"action": "refusee", "words": "Pas possible"})

        assert response.status_code == 409
        assert "Quelqu’un a répondu avant vous" in text(response)
        assert "Pas possible" in text(response)

    def test_same_offer_asked_again_leads_to_the_request(self, as_owner, project, offer, asked):
        response = as_owner.post(
            f"{url(project, 'introduce')}?aide={offer.slug}", {"key": str(uuid4()), "message": "Encore"}
        )
        assert response.url == self.path(asked)

    @pytest.mark.parametrize(
        "data", [{"words": "Oui"}, {"action": "demandee"}, {"action": "x"}, {"action": "refusee", "words": "x" * 2_001}]
    )
    def test_answer_that_means_nothing_is_refused(self, client_of, people, asked, data):
        assert client_of(people["expert"]).post(self.path(asked), data).status_code == 422

    @pytest.mark.parametrize(
        ("changes", "message"), [({"to": " "}, "Dites avec qui"), ({"message": ""}, "Écrivez ce que vous attendez")]
    )
    def test_request_that_lacks_something_says_what(self, as_owner, project, changes, message):
        form = {"key": str(uuid4()), "to": "Le CAUE", "kind": "expertise", "message": "Bonjour"} | changes

        response = as_owner.post(url(project, "introduce"), form)

        assert response.status_code == 422
        assert message in text(response)

    def test_outcome_is_told_by_the_project(self, as_owner, people, asked):
        accept_introduction(asked, answer="Oui", actor=people["expert"])

        as_owner.post(self.path(asked), {"action": "aboutie", "words": "Diagnostic signé"})

        assert "Diagnostic signé" in text(as_owner.get(self.path(asked)))

    @pytest.mark.parametrize("count", [1, 3])
    def test_received_requests_cost_the_same_whatever_their_number(self, client_of, people, project, count):
        for _ in range(count):
            backer = BackerFactory(name="Cerema")
            make_introduction(project, asker=people["owner"], offer=OfferFactory(backer=backer))
        client = client_of(people["expert"])

        assert cost(client, reverse("projects:introductions")) == 4

    def test_refused_request_made_nobody_a_member(self, client_of, people, asked):
        client_of(people["expert"]).post(self.path(asked), {"action": "refusee", "words": ""})

        assert not ProjectMember.objects.filter(user=people["expert"]).exists()
