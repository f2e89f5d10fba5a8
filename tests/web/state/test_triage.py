"""Giving, giving back and ranking from the pages: one click, a page that asks, a colleague who was faster."""

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from mec.conversations.queries import messages_of
from mec.organizations.models import Membership
from mec.projects.enums import Priority, Verb
from mec.projects.models import Assignment, Project, RoutingRule
from mec.projects.queries import current_assignment
from mec.projects.services import Ranking, set_priority, take_charge
from tests.factories.projects import make_project

INBOX = "/pilotage/a-traiter/"
BATCH = "/pilotage/lot/"
UNDO = "/pilotage/annuler/"


def words(response):
    """The page with plain spaces, each one alone."""
    return " ".join(response.content.decode().split())


def url(name, project):
    return reverse(f"state:{name}", args=[project.reference])


def value(world, service, person=None):
    """What the choice of a receiver sends."""
    return f"{world.organizations[service].pk}-{world.people[person].pk if person else ''}"


@pytest.fixture
def rule(world, people):
    ddt = world.organizations["ddt"]
    return RoutingRule.objects.create(organization=ddt, target=ddt, agent=people["ddt"])


class TestAccept:
    def test_suggestion_is_accepted_in_one_click_and_taken_back_in_another(self, as_ddt, project, people, rule):
        data = {"rule": rule.pk, "agent": people["ddt"].pk, "suite": INBOX}

        page = as_ddt.post(url("accept", project), data, follow=True)

        assert page.redirect_chain[-1][0] == INBOX
        assert (current_assignment(project).agent, current_assignment(project).rule) == (people["ddt"], rule)
        assert "Vous avez pris en charge « École »" in words(page)
        assert "Annuler l’affectation de « École »" in words(page)
        assert "est comme avant" in words(as_ddt.post(UNDO, {"suite": INBOX}, follow=True))
        assert current_assignment(project) is None
        assert "trop tard" in words(as_ddt.post(UNDO, follow=True))

    def test_suggestion_that_changed_meanwhile_is_shown_anew(self, as_ddt, project, people, rule, world):
        RoutingRule.objects.filter(pk=rule.pk).update(agent=None)

        page = as_ddt.post(url("accept", project), {"rule": rule.pk, "agent": people["ddt"].pk}, follow=True)

        assert "regardez la nouvelle suggestion" in words(page)
        assert not Assignment.objects.exists()

    def test_suggestion_accepted_after_a_colleague_names_who_was_faster(self, as_ddt, project, people, rule):
        take_charge(project, actor=people["prefecture"])

        page = as_ddt.post(url("accept", project), {"rule": rule.pk, "agent": people["ddt"].pk}, follow=True)

        assert "Prefecture Matrice (Prefecture) a déjà pris ce projet en charge" in words(page)
        assert Assignment.objects.get().agent == people["prefecture"]

    def test_way_back_to_another_site_is_not_followed(self, as_ddt, project, people, rule):
        data = {"rule": rule.pk, "agent": people["ddt"].pk, "suite": "https://exemple.fr/"}
        assert as_ddt.post(url("accept", project), data).url == INBOX


class TestAssign:
    def test_page_gives_to_a_person_with_a_word_for_her(self, as_ddt, project, world, people):
        data = {"receiver": value(world, "prefecture", "prefecture"), "note": "Le maire attend", "instead_of": ""}

        page = as_ddt.post(url("assign", project), data, follow=True)

        assert "est confié à Prefecture Matrice (Prefecture)" in words(page)
        assert [message.body for message in messages_of(project.state_thread_id)] == ["Le maire attend"]

    def test_page_offers_nobody_from_elsewhere(self, as_ddt, project, world):
        page = as_ddt.get(url("assign", project)).content.decode()
        assert value(world, "foreign_ddt", "foreign_ddt") not in page

        answer = as_ddt.post(url("assign", project), {"receiver": value(world, "foreign_ddt", "foreign_ddt")})
        assert answer.status_code == 422
        assert not Assignment.objects.exists()

    def test_second_of_two_agents_reads_who_won_and_keeps_her_choice(self, as_ddt, client_of, project, world, people):
        choice = value(world, "ddt", "ddt")
        client_of(people["prefecture"]).post(
            url("assign", project), {"receiver": value(world, "prefecture", "prefecture"), "instead_of": ""}
        )

        answer = as_ddt.post(url("assign", project), {"receiver": choice, "note": "Pour moi", "instead_of": ""})

        assert answer.status_code == 409
        assert "Prefecture Matrice (Prefecture) suit ce projet depuis" in words(answer)
        assert "Pour moi" in words(answer)
        assert f'<option value="{choice}" selected>' in answer.content.decode()
        assert current_assignment(project).agent == people["prefecture"]

        seen = current_assignment(project).pk
        as_ddt.post(url("assign", project), {"receiver": choice, "instead_of": seen})
        assert current_assignment(project).agent == people["ddt"]

    def test_undo_of_a_reassignment_gives_back_to_who_had_it(self, as_ddt, project, world, people):
        first = take_charge(project, actor=people["prefecture"])
        as_ddt.post(url("assign", project), {"receiver": value(world, "ddt", "ddt"), "instead_of": first.pk})

        as_ddt.post(UNDO)

        assert current_assignment(project).agent == people["prefecture"]

    def test_undo_after_somebody_changed_it_changes_nothing(self, as_ddt, project, world, people):
        as_ddt.post(url("take_charge", project))
        mine = current_assignment(project)
        Assignment.objects.filter(pk=mine.pk).update(ended_at=mine.taken_at)
        other = take_charge(Project.objects.get(), actor=people["prefecture"])

        assert "rien n’a été annulé" in words(as_ddt.post(UNDO, follow=True))
        assert current_assignment(project) == other

    def test_collectivite_reads_who_follows_and_since_when(self, as_ddt, as_owner, project, world):
        as_ddt.post(url("assign", project), {"receiver": value(world, "prefecture", "prefecture")})

        assert "Prefecture Matrice (Prefecture)" in words(as_owner.get(f"/projets/{project.reference}/"))

    def test_project_is_given_back_with_a_confirmation(self, as_ddt, project, people):
        taken = take_charge(project, actor=people["ddt"])
        assert "Rendre ce projet" in words(as_ddt.get(url("release", project)))

        page = as_ddt.post(url("release", project), {"expected": taken.pk, "reason": ""}, follow=True)

        assert "attend de nouveau une personne" in words(page)
        assert current_assignment(project) is None

    def test_giving_back_what_passed_to_a_colleague_names_her(self, as_ddt, project, people):
        stale = take_charge(project, actor=people["ddt"])
        Assignment.objects.filter(pk=stale.pk).update(ended_at=stale.taken_at)
        take_charge(Project.objects.get(), actor=people["prefecture"])

        page = as_ddt.post(url("release", project), {"expected": stale.pk}, follow=True)
        assert "Prefecture Matrice (Prefecture) a déjà pris ce projet en charge" in words(page)


class TestPriority:
    def test_priority_is_changed_from_a_list_and_taken_back(self, as_ddt, project):
        page = as_ddt.post(url("quick_priority", project), {"level": "1", "seen": "4", "suite": INBOX}, follow=True)

        assert "Priorité de « École » : haute." in words(page)
        assert Project.objects.get().priority == Priority.HIGH
        as_ddt.post(UNDO)
        assert Project.objects.get().priority == Priority.UNSET

    def test_putting_aside_from_a_list_asks_why(self, as_ddt, project):
        page = as_ddt.post(url("quick_priority", project), {"level": "5", "seen": "4"}, follow=True)
        assert "Pourquoi" in words(page)
        assert Project.objects.get().priority == Priority.UNSET

        data = {"level": "5", "reason": "", "seen_level": "4", "seen_reason": ""}
        refused = as_ddt.post(url("priority", project), data)
        assert (refused.status_code, "la raison est obligatoire" in words(refused)) == (422, True)

        as_ddt.post(url("priority", project), data | {"reason": "Hors sujet"})
        assert (Project.objects.get().priority, Project.objects.get().priority_reason) == (Priority.ASIDE, "Hors sujet")

    def test_second_of_two_priorities_reads_both(self, as_ddt, project, people):
        rank = Ranking(Priority.HIGH, "Urgent")
        set_priority(project, to=rank, instead_of=Ranking(Priority.UNSET), actor=people["prefecture"])

        data = {"level": "3", "reason": "Peut attendre", "seen_level": "4", "seen_reason": ""}
        answer = as_ddt.post(url("priority", project), data)

        assert answer.status_code == 409
        assert "Enregistré : priorité haute, « Urgent »" in words(answer)
        assert "Peut attendre</textarea>" in words(answer)
        assert Project.objects.get().priority == Priority.HIGH

    def test_stale_list_says_what_a_colleague_chose(self, as_ddt, project, people):
        set_priority(project, to=Ranking(Priority.HIGH), instead_of=Ranking(Priority.UNSET), actor=people["prefecture"])

        page = as_ddt.post(url("quick_priority", project), {"level": "3", "seen": "4"}, follow=True)
        assert "Quelqu’un d’autre a changé cette priorité : haute" in words(page)
        assert Project.objects.get().priority == Priority.HIGH

    def test_collectivite_reads_a_priority_only_once_shared(self, as_ddt, as_owner, project):
        sheet = f"/projets/{project.reference}/"
        data = {"level": "1", "reason": "Une école froide", "seen_level": "4", "seen_reason": ""}
        as_ddt.post(url("priority", project), data)
        assert "Une école froide" not in words(as_owner.get(sheet))

        seen = {"seen_level": "1", "seen_reason": "Une école froide"}
        as_ddt.post(url("priority", project), data | seen | {"shared": "on"})
        assert "donne à ce projet une priorité haute : Une école froide" in words(as_owner.get(sheet))

    @pytest.mark.parametrize("extra", [{"owner": "1"}, {"state": "brouillon"}, {"cost": "1"}, {"priority_shared": "1"}])
    def test_fields_that_are_not_of_the_form_change_nothing(self, as_ddt, project, extra):
        before = Project.objects.values("owner", "state", "cost", "priority_shared", "version").get()

        as_ddt.post(
            url("priority", project), {"level": "1", "reason": "", "seen_level": "4", "seen_reason": "", **extra}
        )

        assert Project.objects.values("owner", "state", "cost", "priority_shared", "version").get() == before

    def test_over_long_reason_is_kept_and_said(self, as_ddt, project):
        data = {"level": "1", "reason": "é" * 501, "seen_level": "4", "seen_reason": ""}
        answer = as_ddt.post(url("priority", project), data)
        assert (answer.status_code, "elle en compte 501" in words(answer), "é" * 501 in words(answer)) == (
            422,
            True,
            True,
        )


class TestBatch:
    @pytest.fixture(autouse=True)
    def _each_is_a_decision_of_its_own(self):
        """At most fifty: each has its right, its lock and its line of the journal."""
        with zeal_ignore():
            yield

    @pytest.fixture
    def three(self, world, people):
        owner = world.organizations["privas"]
        return [make_project(owner, author=people["owner"], name=f"Projet {number}") for number in range(3)]

    def test_several_are_taken_at_once_and_those_of_others_are_said(self, as_ddt, three, people):
        take_charge(three[0], actor=people["prefecture"])

        data = {"action": "prendre", "projet": [project.reference for project in three]}
        page = as_ddt.post(BATCH, data, follow=True)

        assert "2 projets pris en charge et 1 déjà pris en charge par Prefecture Matrice (Prefecture)." in words(page)
        assert Assignment.objects.filter(agent=people["ddt"], ended_at=None).count() == 2

    def test_several_are_given_through_a_page_that_lists_them(self, as_ddt, three, world, people):
        chosen = {"action": "affecter", "projet": [project.reference for project in three]}
        page = as_ddt.post(BATCH, chosen)
        assert (page.status_code, "Affecter 3 projets" in words(page)) == (200, True)

        done = as_ddt.post(BATCH, chosen | {"receiver": value(world, "prefecture", "prefecture")}, follow=True)

        assert "3 projets affectés." in words(done)
        assert Assignment.objects.filter(agent=people["prefecture"]).count() == 3

    def test_several_are_ranked_but_for_what_was_shared(self, as_ddt, three, people):
        shared = Ranking(Priority.HIGH, "Dit à la commune", shared=True)
        set_priority(three[0], to=shared, instead_of=Ranking(Priority.UNSET), actor=people["ddt"])
        chosen = {"action": "prioriser", "projet": [project.reference for project in three]}

        assert as_ddt.post(BATCH, chosen | {"level": "5", "reason": ""}).status_code == 422
        done = as_ddt.post(BATCH, chosen | {"level": "3", "reason": ""}, follow=True)

        assert "2 projets classés." in words(done)
        assert list(Project.objects.order_by("pk").values_list("priority", flat=True)) == [1, 3, 3]

    def test_projects_of_elsewhere_are_as_if_absent(self, as_ddt, three, world, people):
        other = make_project(world.organizations["bettant"], author=people["foreign_owner"])

        page = as_ddt.post(BATCH, {"action": "prendre", "projet": [other.reference, "0000-0000"]}, follow=True)

        assert "0 projet pris en charge" in words(page)
        assert not Assignment.objects.exists()

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"action": "prendre"}, "Cochez d’abord"),
            ({"action": "supprimer", "projet": ["1"]}, "Cochez d’abord"),
            ({"action": "prendre", "projet": [str(number) for number in range(51)]}, "Au plus 50 projets"),
        ],
    )
    def test_nothing_too_much_or_unknown_is_said(self, as_ddt, data, said):
        assert said in words(as_ddt.post(BATCH, data, follow=True))


class TestRouting:
    ROUTING = "/pilotage/routage/"

    def test_line_is_added_tried_changed_and_deleted(self, as_ddt, world, people):
        data = {"topic": "", "territory": "", "receiver": value(world, "ddt", "ddt")}
        page = as_ddt.post(self.ROUTING, data, follow=True)
        assert "La règle est ajoutée : toutes les thématiques, tout le périmètre → Ddt Matrice" in words(page)

        tried = as_ddt.get(f"{self.ROUTING}?essai=1&topic=&place=")
        assert "Un projet sans thématique serait proposé à <strong>Ddt Matrice</strong>" in words(tried)

        edit = reverse("state:rule_edit", args=[RoutingRule.objects.get().pk])
        changed = as_ddt.post(edit, data | {"receiver": value(world, "prefecture")}, follow=True)
        assert "La règle est modifiée : toutes les thématiques, tout le périmètre → Prefecture" in words(changed)

        delete = reverse("state:rule_delete", args=[RoutingRule.objects.get().pk])
        assert "Supprimer cette règle" in words(as_ddt.get(delete))
        assert "La règle est supprimée" in words(as_ddt.post(delete, follow=True))
        assert not RoutingRule.objects.exists()

    def test_second_line_for_the_same_projects_says_which_one_there_is(self, as_ddt, rule, world):
        answer = as_ddt.post(self.ROUTING, {"topic": "", "territory": "", "receiver": value(world, "prefecture")})

        assert answer.status_code == 422
        assert "Une règle dit déjà où vont ces projets : toutes les thématiques" in words(answer)

    def test_place_that_is_not_found_is_said_and_kept(self, as_ddt, world):
        data = {"topic": "", "territory": "<b>Nulle part</b>", "receiver": value(world, "ddt")}
        answer = as_ddt.post(self.ROUTING, data)

        assert answer.status_code == 422
        assert "Aucun territoire de votre périmètre" in words(answer)
        assert "<b>Nulle part" not in words(answer)

    def test_member_reads_the_table_that_an_administrator_keeps(self, as_ddt, rule, people, world):
        other = people["staff"]
        Membership.objects.create(user=other, organization=world.organizations["ddt"], role="administrateur")

        assert "Ajouter une règle" not in words(as_ddt.get(self.ROUTING))
        data = {"topic": "", "territory": "", "receiver": value(world, "prefecture")}
        assert as_ddt.post(self.ROUTING, data).status_code == 403
        assert as_ddt.post(reverse("state:rule_delete", args=[rule.pk])).status_code == 403

    def test_each_of_one_s_services_has_its_table(self, as_ddt, people, world):
        Membership.objects.create(user=people["ddt"], organization=world.organizations["prefecture"])

        page = as_ddt.get(f"{self.ROUTING}?service={world.organizations['prefecture'].pk}")
        assert page.context["service"] == world.organizations["prefecture"]
        assert as_ddt.get(f"{self.ROUTING}?service={world.organizations['foreign_ddt'].pk}").status_code == 404


def test_history_tells_members_who_follows_and_nothing_of_an_internal_rank(as_ddt, as_owner, project, world):
    as_ddt.post(url("assign", project), {"receiver": value(world, "prefecture", "prefecture")})
    as_ddt.post(url("quick_priority", project), {"level": "1", "seen": "4"})

    page = words(as_owner.get(f"/projets/{project.reference}/historique/"))

    assert "a confié le suivi du projet" in page
    assert "À Prefecture Matrice (Prefecture)" in page
    assert Verb.PRIORITY_SET.label not in page
    assert Verb.PRIORITY_SET.label in words(as_ddt.get(f"/projets/{project.reference}/historique/"))
