"""The tab « Plan de financement »: lines of costs, their total, what the sheet says, what was removed."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from mec.funding.models import MOST_AMOUNT, MOST_LINES, CostLine
from mec.funding.queries import cost_lines_of
from mec.funding.services import edit_cost_line, remove_cost_line
from mec.offers.models import ExpenseRule, Offer
from mec.projects.enums import ProjectRole
from mec.projects.models import Project
from mec.projects.services import archive_project
from mec.recommendations.models import Recommendation
from mec.web.projects.funding.views import NO_LINE, SHEET_CHANGED, TOO_MANY
from tests.factories.funding import make_cost, make_cost_line
from tests.factories.offers import OfferFactory
from tests.factories.projects import add_member, make_draft, make_project
from tests.factories.recommendations import make_advice
from tests.web.costs import cost

NBSP, NNBSP = "\u00a0", "\u202f"


def url(project, page="funding", *args):
    return reverse(f"projects:{page}", args=[project.reference, *args])


def plain(words):
    return words.replace(NBSP, " ").replace(NNBSP, " ")


def text(response):
    return plain(response.content.decode())


def form(**changes):
    values = {"key": str(uuid4()), "version": "1", "label": "Toiture", "kind": "travaux", "amount_ht": "12 500,50"}
    return values | changes


@pytest.fixture
def line(project, people):
    return make_cost_line(project, author=people["owner"], note="Devis de mars")


class TestPlan:
    def test_empty_plan_says_why_it_is_worth_writing(self, as_owner, project):
        page = text(as_owner.get(url(project)))

        assert "les dépenses que vos aides ne paient pas seront signalées" in page
        assert "<table" not in page.split("Ce que coûte le projet")[1]

    def test_lines_and_total(self, as_owner, as_ddt, project, people, line):
        make_cost_line(project, author=people["owner"], label="Étude", kind="etudes", amount_ht=Decimal("1234.56"))

        for client in (as_owner, as_ddt):
            page = text(client.get(url(project)))
            for words in ("Isoler la toiture", "Devis de mars", "120 000 €", "Études et diagnostics", "121 234,56 €"):
                assert words in page

    def test_cost_of_the_page_does_not_grow_with_the_lines(self, as_owner, project, people):
        owner = people["owner"]
        remove_cost_line(make_cost_line(project, author=owner), actor=owner)
        make_cost_line(project, author=owner)
        assert cost(as_owner, url(project)) == 11

        for _ in range(2):
            remove_cost_line(make_cost_line(project, author=owner), actor=owner)
            make_cost_line(project, author=owner)
        assert cost(as_owner, url(project)) == 11

    @pytest.mark.parametrize("persona", ["invited", "ddt"])
    def test_reader_has_no_buttons(self, client_of, project, people, line, persona):
        add_member(project, people["invited"], ProjectRole.OBSERVER)
        remove_cost_line(make_cost_line(project, author=people["owner"], label="Mur"), actor=people["owner"])

        page = text(client_of(people[persona]).get(url(project)))

        assert "Isoler la toiture" in page
        for words in ("Retirer", "Modifier", "Ajouter", "Rétablir", "sur la fiche</button>"):
            assert words not in page

    def test_archived_plan_is_read_only(self, as_owner, project, people, line):
        archive_project(project, reason="Doublon", actor=people["owner"])

        page = text(as_owner.get(url(project)))
        assert "120 000 €" in page
        assert "Ajouter" not in page


class TestShares:
    @pytest.fixture
    def keep(self, project, people):
        def make(**said):
            offer = OfferFactory(**{"rate_max": 75} | said)
            ExpenseRule.objects.create(offer=offer, kind="travaux", included=False)
            ExpenseRule.objects.create(offer=offer, kind="etudes", included=True)
            make_advice(project, author=people["ddt"], offer=offer, need=offer.need)
            return offer

        return make

    def test_aid_says_what_it_would_give_and_the_line_that_it_does_not_pay_is_flagged(
        self, as_owner, as_ddt, project, people, line, keep
    ):
        keep(title="Aide aux études")
        make_cost_line(project, author=people["owner"], label="Étude", kind="etudes", amount_ht=Decimal(100_000))

        for client in (as_owner, as_ddt):
            page = text(client.get(url(project)))
            assert "Au plus 75 000 €, soit 75 % de 100 000 €" in page
            assert "Isoler la toiture (120 000 €) – Ne paie pas : travaux." in page
            row = page.split("Isoler la toiture")[1].split("</tr>")[0]
            assert "Non payée" in row
            assert "par « Aide aux études »" in row
            assert page.count("Non payée") == 1

    def test_without_a_line_the_cost_of_the_sheet_stands_for_all_and_says_so(self, as_owner, project, keep):
        keep()
        assert "Écrivez vos dépenses pour savoir ce qu’elle paierait" in text(as_owner.get(url(project)))

        Project.objects.filter(pk=project.pk).update(cost=Decimal(100_000))
        page = text(as_owner.get(url(project)))
        assert "Au plus 75 000 €, soit 75 % de 100 000 € si toutes les dépenses sont retenues" in page

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"amount_min": 90_000}, "C’est moins que son plancher de 90 000 €"),
            ({"amount_max": 20_000}, "Au plus 20 000 €, son plafond"),
            ({"rate_max": None}, "Montant inconnu : sa source ne donne ni taux ni plafond"),
        ],
    )
    def test_bounds_of_the_aid_are_told(self, as_owner, project, people, keep, said, words):
        keep(**said)
        make_cost_line(project, author=people["owner"], kind="etudes", amount_ht=Decimal(100_000))

        assert words in text(as_owner.get(url(project)))

    def test_aid_that_can_no_longer_be_asked_for_says_so_first(self, as_owner, project, keep):
        keep(title="Ouverte")
        assert "On ne peut plus la demander" not in text(as_owner.get(url(project)))

        keep(title="Close", closes_on=date(2022, 12, 31))
        page = text(as_owner.get(url(project)))
        assert "Elle est close depuis le 31 décembre 2022.</strong> On ne peut plus la demander aujourd’hui." in page

    def test_only_financial_aids_that_are_kept_are_counted(self, as_owner, project, people, line, keep):
        keep(title="Du conseil", need="ingenierie")
        withdrawn = keep(title="Retirée du catalogue")
        Offer.objects.filter(pk=withdrawn.pk).update(status="retiree")
        set_aside = keep(title="Mise de côté")
        Recommendation.objects.filter(offer=set_aside).update(state="non_applicable", refusal="hors_sujet")

        page = text(as_owner.get(url(project)))
        assert "Aucune aide financière n’est gardée dans ce projet" in page
        assert "Non payée" not in page

    def test_cost_of_the_page_does_not_grow_with_the_aids(self, as_owner, project, line, keep):
        keep()
        assert cost(as_owner, url(project)) == 13

        for _ in range(2):
            keep()
        assert cost(as_owner, url(project)) == 13


class TestAdd:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("12 500,50 €", "12500.50"),
            ("12500.5", "12500.50"),
            (f"12{NBSP}500{NBSP}€ HT", "12500.00"),
            (f"12{NNBSP}500", "12500.00"),
            ("12,5 k€", "12500.00"),
        ],
    )
    def test_amount_is_read_as_people_write_it(self, as_owner, project, typed, read):
        as_owner.post(url(project), form(amount_ht=typed))

        assert CostLine.objects.get().amount_ht == Decimal(read)

    def test_double_click_adds_one_and_says_the_total(self, as_owner, project):
        data = form()
        for _ in range(2):
            response = as_owner.post(url(project), data, follow=True)

        assert CostLine.objects.count() == 1
        assert "« Toiture » est ajoutée. Total : 12 500,50 € hors taxes." in text(response)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"label": " "}, "Dites ce que vous payez"),
            ({"label": "x" * 161}, "Ce texte dépasse 160 caractères"),
            ({"kind": ""}, "Choisissez la nature de la dépense"),
            ({"kind": "vacances"}, "Sélectionnez un choix valide"),
            ({"amount_ht": ""}, "Écrivez un montant, même approximatif"),
            ({"amount_ht": "cher"}, "« cher » n’est pas un montant en euros"),
            ({"amount_ht": "0"}, "écrivez une estimation, par exemple 12 500,50"),
            ({"amount_ht": str(MOST_AMOUNT + 1)}, "vérifiez le nombre de zéros"),
            ({"note": "x" * 301}, "Ce texte dépasse 300 caractères"),
        ],
    )
    def test_form_to_correct_says_why_and_keeps_the_rest(self, as_owner, project, changes, message):
        response = as_owner.post(url(project), form(**{"note": "Devis de mars"} | changes))

        assert response.status_code == 422
        assert message in text(response)
        assert changes.get("note", "Devis de mars") in text(response)
        assert not CostLine.objects.exists()

    def test_full_plan_says_so_and_loses_nothing(self, as_owner, project, people):
        CostLine.objects.bulk_create(
            CostLine(project=project, key=uuid4(), position=rank, created_by=people["owner"], **make_cost().columns())
            for rank in range(1, MOST_LINES + 1)
        )

        response = as_owner.post(url(project), form(note="Devis de mars"))

        assert response.status_code == 422
        assert plain(TOO_MANY) in text(response)
        assert "Devis de mars" in text(response)


class TestEdit:
    def test_form_holds_the_line_and_saves_it(self, as_owner, project, line):
        page = text(as_owner.get(url(project, "cost_line", line.pk)))
        assert 'value="120 000"' in page
        assert 'value="Devis de mars"' in page

        response = as_owner.post(url(project, "cost_line", line.pk), form(), follow=True)
        assert "« Toiture » est enregistrée. Total : 12 500,50 € hors taxes." in text(response)
        assert CostLine.objects.get().label == "Toiture"

    def test_conflict_shows_both_and_then_keeps_ones_own(self, as_owner, project, people, line):
        edit_cost_line(line, cost=make_cost(label="Toit rouge"), expected_version=1, actor=people["owner_admin"])

        response = as_owner.post(url(project, "cost_line", line.pk), form(label="Toit bleu"))
        page = text(response)
        assert response.status_code == 409
        assert "Toit rouge" in page
        assert 'value="Toit bleu"' in page
        assert CostLine.objects.get().label == "Toit rouge"

        as_owner.post(url(project, "cost_line", line.pk), form(label="Toit bleu", version="2"))
        assert CostLine.objects.get().label == "Toit bleu"

    def test_line_removed_meanwhile_may_be_added_anew(self, as_owner, project, people, line):
        remove_cost_line(line, actor=people["owner_admin"])

        response = as_owner.post(url(project, "cost_line", line.pk), form(label="Toit bleu"))
        page = text(response)
        assert response.status_code == 409
        assert f"{people['owner_admin']} a retiré cette dépense" in page
        assert 'value="Toit bleu"' in page
        assert f'<form method="post" action="{url(project)}"' in page

    def test_history_says_before_and_after(self, as_owner, as_ddt, project, line):
        as_owner.post(url(project, "cost_line", line.pk), form())

        page = text(as_ddt.get(url(project, "history")))
        assert "« Isoler la toiture » (travaux) : 120 000 € hors taxes" in page
        assert "montant hors taxes : 120 000 € → 12 500,50 €" in page
        assert "dépense : « Isoler la toiture » → « Toiture »" in page
        assert "précision : « Devis de mars » → rien" in page


class TestRemove:
    def test_removed_line_is_restored_from_the_page(self, as_owner, project, line):
        response = as_owner.post(url(project, "remove_cost_line", line.pk), follow=True)
        assert "« Isoler la toiture » est retirée" in text(response)
        assert "Dépenses retirées" in text(response)
        assert list(cost_lines_of(project)) == []

        response = as_owner.post(url(project, "restore_cost_line", line.pk), follow=True)
        assert "« Isoler la toiture » est rétablie" in text(response)
        assert "Dépenses retirées" not in text(response)
        assert list(cost_lines_of(project)) == [line]

    def test_full_plan_takes_nothing_back(self, as_owner, project, people, line):
        remove_cost_line(line, actor=people["owner"])
        CostLine.objects.bulk_create(
            CostLine(project=project, key=uuid4(), position=rank, created_by=people["owner"], **make_cost().columns())
            for rank in range(2, MOST_LINES + 2)
        )

        assert plain(TOO_MANY) in text(as_owner.post(url(project, "restore_cost_line", line.pk), follow=True))


class TestCostOfTheSheet:
    @pytest.fixture
    def priced(self, world, people):
        def make(sheet_cost):
            project = make_project(world.organizations["privas"], author=people["owner"], cost=sheet_cost)
            make_cost_line(project, author=people["owner"])
            return project

        return make

    @pytest.mark.parametrize(
        ("sheet_cost", "words"),
        [
            (None, "La fiche ne donne pas encore le coût du projet."),
            (Decimal(90000), "Le coût écrit sur la fiche est de 90 000 € ; vos lignes font 120 000 €."),
        ],
    )
    def test_another_cost_is_told_and_brought_in_line(self, as_owner, as_ddt, priced, sheet_cost, words):
        project = priced(sheet_cost)
        page = text(as_owner.get(url(project)))
        assert words in page
        assert "Écrire 120 000 € sur la fiche" in page
        assert words in text(as_ddt.get(url(project)))

        response = as_owner.post(url(project, "write_cost"), {"version": str(project.version)}, follow=True)
        assert "Le coût de la fiche est maintenant de 120 000 € hors taxes." in text(response)
        assert "C’est aussi le coût écrit sur la fiche." in text(response)
        assert Project.objects.get(pk=project.pk).cost == Decimal(120000)
        assert "coût :" in text(as_ddt.get(url(project, "history")))

    @pytest.mark.parametrize("version", ["1", "", "beaucoup", "9" * 30])
    def test_sheet_that_changed_keeps_its_cost(self, as_owner, priced, version):
        project = priced(Decimal(90000))

        response = as_owner.post(url(project, "write_cost"), {"version": version}, follow=True)

        assert plain(SHEET_CHANGED) in text(response)
        assert Project.objects.get(pk=project.pk).cost == Decimal(90000)

    def test_without_a_line_the_sheet_keeps_its_cost(self, as_owner, priced, people):
        project = priced(Decimal(90000))
        remove_cost_line(CostLine.objects.get(), actor=people["owner"])

        response = as_owner.post(url(project, "write_cost"), {"version": str(project.version)}, follow=True)

        assert plain(NO_LINE) in text(response)
        assert Project.objects.get(pk=project.pk).cost == Decimal(90000)

    def test_draft_takes_the_total_too(self, as_owner, world, people):
        draft = make_draft(world.organizations["privas"], author=people["owner"])
        make_cost_line(draft, author=people["owner"])

        as_owner.post(url(draft, "write_cost"), {"version": str(draft.version)})

        assert Project.objects.get(pk=draft.pk).cost == Decimal(120000)
