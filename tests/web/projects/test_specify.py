"""« Préciser mon projet »: offered to a poor text, at most three questions, written on the sheet by those who may."""

from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from mec.core.journal.queries import entries_of
from mec.funding.models import CostLine
from mec.offers.index import rebuild_offer_index
from mec.offers.models import ExpenseRule
from mec.projects.enums import Verb
from mec.projects.models import Project
from mec.projects.services import content_of, edit_project
from mec.taxonomy.models import Topic
from mec.taxonomy.services import load_topics
from tests.factories.offers import OfferFactory
from tests.factories.projects import make_project
from tests.web.costs import cost

CLEAR = {"name": "Rénover l’école", "description": "Isoler la toiture de l’école et changer la chaudière au fioul."}


@pytest.fixture
def make(world, people):
    def make(**said):
        values = {"name": "Notre lavoir", "description": "Il est vieux."} | said
        return make_project(world.organizations["privas"], author=people["owner"], **values)

    return make


def url(project, page="specify"):
    return reverse(f"projects:{page}", args=[project.reference])


def text(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def sent(project, **changes):
    return {"version": project.version, "description": project.description, "question": ""} | changes


def fresh(project):
    return Project.objects.get(pk=project.pk)


class TestOffer:
    def test_poor_text_is_offered_to_be_specified_by_those_who_edit(self, as_owner, as_ddt, make):
        poor, clear = make(), make(**CLEAR)
        OfferFactory(every_topic=True)

        assert url(poor) in text(as_owner.get(url(poor, "recommendations")))
        assert url(poor) not in text(as_ddt.get(url(poor, "recommendations")))
        assert url(clear) not in text(as_owner.get(url(clear, "recommendations")))

    def test_clear_text_that_nothing_resembles_is_offered_too(self, as_owner, make):
        clear = make(**CLEAR)
        OfferFactory(title="Curer un fossé")
        rebuild_offer_index()

        assert url(clear) in text(as_owner.get(url(clear, "recommendations")))


class TestQuestions:
    def test_page_is_filled_in_with_what_is_known_and_guessed(self, as_owner, make):
        load_topics()
        project = make()

        page = as_owner.get(url(project))
        form = page.context["form"]
        assert "Il est vieux." in text(page)
        assert form["topics"].value() == [Topic.objects.get(code="patrimoine").pk]
        assert "Petit patrimoine" not in dict(form.fields["concepts"].choices).values()

    @pytest.mark.parametrize(
        ("rule", "asked"),
        [({"cost_min": 1}, "Combien coûtera le projet"), ({}, "une première dépense")],
    )
    def test_fact_asked_is_the_one_that_the_offers_lack(self, as_owner, make, rule, asked):
        offer = OfferFactory(every_topic=True, **rule)
        if not rule:
            ExpenseRule.objects.create(offer=offer, kind="travaux", included=True)

        assert asked in text(as_owner.get(url(make())))

    def test_page_asks_no_fact_that_settles_nothing(self, as_owner, make):
        assert "Ce qui départagerait" not in text(as_owner.get(url(make())))

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_offers(self, as_owner, make, count):
        project = make()
        OfferFactory.create_batch(count, every_topic=True, cost_min=1)
        as_owner.get(url(project))

        assert cost(as_owner, url(project)) == 16


class TestAnswers:
    def test_boxes_become_a_sentence_that_one_reads_before_it_is_written(self, as_owner, make):
        project = make()
        code, label = as_owner.get(url(project)).context["form"].fields["concepts"].choices[0]

        page = as_owner.post(url(project), sent(project, concepts=[code]))
        written = page.context["form"]["description"].value()
        assert "Relisez la description" in text(page)
        assert written.startswith("Il est vieux.\n\nLe projet concerne\u00a0: ")
        assert written.casefold().endswith(f"{label}.".casefold())
        assert fresh(project).description == "Il est vieux."

        response = as_owner.post(url(project), sent(project, description=f"{written} Oui."))
        assert response.headers["Location"] == url(project, "recommendations")
        assert fresh(project).description == f"{written} Oui."

    def test_topics_and_cost_are_written_on_the_sheet_and_in_its_history(self, as_owner, make):
        load_topics()
        project, topic = make(), Topic.objects.get(code="patrimoine")

        as_owner.post(url(project), sent(project, topics=[topic.pk], question="cout", cost="12 500"))

        assert (list(fresh(project).topics.all()), fresh(project).cost) == ([topic], Decimal(12_500))
        assert entries_of(project).filter(verb=Verb.EDITED).count() == 1

    def test_expense_is_a_line_of_the_costs_once(self, as_owner, make):
        project = make()
        line = {"key": uuid4(), "version": "1", "label": "Toiture", "kind": "travaux", "amount_ht": "12 500"}
        data = sent(project, question="depenses", **{f"depense-{name}": value for name, value in line.items()})

        for _ in range(2):
            assert as_owner.post(url(project), data).status_code == 302

        [added] = CostLine.objects.filter(project=project)
        assert (added.label, added.amount_ht) == ("Toiture", Decimal(12_500))

    def test_every_question_can_be_passed(self, as_owner, make):
        project = make()
        data = sent(project, question="depenses", **{"depense-key": uuid4(), "depense-version": "1"})

        assert as_owner.post(url(project), data).status_code == 302

        assert content_of(fresh(project)) == content_of(project)
        assert fresh(project).version == project.version
        assert not CostLine.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"question": "cout", "cost": "cher"}, "« cher » n’est pas un montant en euros"),
            ({"description": " "}, "Racontez votre projet en quelques lignes"),
            ({"question": "depenses", "depense-label": "Toiture"}, "Choisissez la nature de la dépense"),
            ({"concepts": ["inconnu"]}, "inconnu"),
            ({"topics": ["99999999"]}, "99999999"),
            ({"question": "autre"}, "autre"),
        ],
    )
    def test_bad_answer_is_told_and_nothing_is_lost_nor_written(self, as_owner, make, changes, words):
        project = make()

        page = text(as_owner.post(url(project), sent(project, description="Il fuit beaucoup.") | changes), 422)

        assert words in page.replace("\u00a0", " ")
        assert "description" in changes or "Il fuit beaucoup." in page
        assert fresh(project).description == "Il est vieux."

    def test_two_people_at_once_see_both_texts_then_keep_ones_own(self, as_owner, make, people):
        project = make()
        data = sent(project, description="Il fuit.")
        other = fresh(project)
        content = content_of(other)
        edit_project(
            other,
            expected_version=other.version,
            content=type(content)(**vars(content) | {"description": "Il est classé."}),
            actor=people["owner_admin"],
        )

        conflict = as_owner.post(url(project), data)
        page = text(conflict, 409)
        assert "Il est classé." in page
        assert "Il fuit." in page
        assert fresh(project).description == "Il est classé."

        as_owner.post(url(project), data | {"version": conflict.context["form"]["version"].value()})
        assert fresh(project).description == "Il fuit."
