"""Writing a project: saved as one types, never lost, sent once."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from mec.organizations.enums import COLLECTIVITE_KINDS
from mec.organizations.models import Organization
from mec.projects.enums import ProjectRole, ProjectState
from mec.projects.models import Project
from mec.taxonomy.queries import active_topics, main_topics
from mec.taxonomy.services import load_topics
from mec.territories.services import apply_reference
from tests.factories.projects import add_member, make_draft
from tests.factories.territories import ARDECHE_CODES, subset

NEW = "/projets/nouveau/"


@pytest.fixture
def places(world):
    """The real names of the world's territories, as people search them."""
    apply_reference(subset(ARDECHE_CODES))


@pytest.fixture
def draft(world):
    return make_draft(world.organizations["privas"], author=world.people["owner"])


def sheet(world, **changes):
    return {
        "key": str(uuid4()),
        "version": "1",
        "name": "École",
        "territories": [world.territories["privas"].pk],
        "description": "Isoler l’école.",
        "phase": "etude",
        "action": "enregistrer",
    } | changes


def edit_url(project):
    return reverse("projects:edit", args=[project.reference])


def test_new_project_is_filled_from_the_organization_and_names_its_recipients(as_owner):
    page = as_owner.get(NEW).content.decode()

    assert "Privas" in page
    assert "data-mec-recipients>Envoyer" in page
    assert not Project.objects.exists()


def test_new_project_without_collectivite_says_whom_to_ask(client_of, people):
    page = client_of(people["expert"]).get(NEW).content.decode()

    assert "rattaché à aucune collectivité" in page
    assert reverse("organizations:join") in page


def test_state_agent_is_led_to_the_projects_of_the_territory(as_ddt):
    page = as_ddt.get(NEW).content.decode()

    assert "Les collectivités écrivent leurs projets" in page
    assert f'href="{reverse("state:board")}">Voir les projets' in page


@pytest.mark.parametrize(
    ("person", "starts", "leads_to"),
    [("owner", True, ["projects:new"]), ("ddt", False, ["state:board"]), ("expert", False, [])],
)
def test_my_projects_offer_to_start_one_only_to_those_who_can(client_of, people, person, starts, leads_to):
    page = client_of(people[person]).get("/projets/").content.decode()

    assert re.findall('class="fr-btn" href="([^"]*)"', page) == [reverse(name) for name in leads_to]
    assert ("fr-icon-add-line" in page) is starts


def test_draft_is_saved_whatever_is_missing(as_owner, world):
    response = as_owner.post(NEW, sheet(world, name="", description="", phase="", territories=[]), follow=True)

    assert Project.objects.get().state == ProjectState.DRAFT
    assert "Votre brouillon est enregistré" in response.content.decode()


def test_draft_leads_to_the_aids_that_it_already_has(as_owner, world):
    page = as_owner.post(NEW, sheet(world), follow=True)
    address = reverse("projects:recommendations", args=[Project.objects.get().reference])

    assert f'href="{address}"' in page.content.decode()
    assert as_owner.get(address).status_code == 200
    assert "Voir les aides proposées" not in as_owner.get(NEW).content.decode()


def test_autosave_answers_the_next_version_and_address(as_owner, world):
    response = as_owner.post(NEW, sheet(world, action="auto"))

    project = Project.objects.get()
    answer = response.json()
    assert (answer["version"], answer["action"]) == (1, edit_url(project))


def test_autosave_of_the_same_form_writes_one_draft(as_owner, world):
    form = sheet(world, action="auto")
    first = as_owner.post(NEW, form).json()
    second = as_owner.post(NEW, form | {"version": first["version"], "name": "École des Tilleuls"}).json()

    assert [project.name for project in Project.objects.all()] == ["École des Tilleuls"]
    assert second["version"] == 2


def test_draft_survives_sign_out(as_owner, client_of, people, world):
    as_owner.post(NEW, sheet(world, action="auto", description="Des mots"))
    as_owner.post("/deconnexion/")

    listed = client_of(people["owner"]).get("/projets/").content.decode()
    assert edit_url(Project.objects.get()) in listed
    assert "Des mots" in client_of(people["owner"]).get(edit_url(Project.objects.get())).content.decode()


def test_sending_leads_to_the_page_that_says_who_was_told(as_owner, world):
    response = as_owner.post(NEW, sheet(world, action="envoyer"), follow=True)

    assert Project.objects.get().state == ProjectState.SUBMITTED
    page = response.content.decode()
    assert "est envoyé" in page
    assert "plus de 10 jours ouvrés" in page


def test_sending_twice_sends_once(as_owner, world):
    form = sheet(world, action="envoyer")
    addresses = [as_owner.post(NEW, form).url for _ in range(2)]

    sent = reverse("projects:sent", args=[Project.objects.get().reference])
    assert addresses == [sent, sent]


def test_contributor_edits_a_draft_without_a_button_to_send_it(client_of, draft, people):
    client = client_of(add_member(draft, people["invited"], ProjectRole.CONTRIBUTOR))

    assert 'value="envoyer"' not in client.get(edit_url(draft)).content.decode()
    assert "Supprimer le brouillon" not in client.get("/projets/").content.decode()


def test_declared_topic_is_kept_and_shown_to_the_state(as_owner, client_of, people, world):
    load_topics()
    topic = main_topics()[0]
    as_owner.post(NEW, sheet(world, action="envoyer", topics=[topic.pk]))

    assert [found.code for found in Project.objects.get().topics.all()] == [topic.code]
    assert topic.label in client_of(people["ddt"]).get("/pilotage/a-traiter/").content.decode()


def test_sending_an_incomplete_draft_names_each_field_and_keeps_the_text(as_owner, world):
    response = as_owner.post(NEW, sheet(world, action="envoyer", name="", phase=""))
    page = response.content.decode()

    assert response.status_code == 422
    assert "2 points à corriger" in page
    assert "Donnez un nom à votre projet" in page
    assert "Isoler l’école." in page
    assert Project.objects.get().description == "Isoler l’école."
    assert "<title>Erreur" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "x" * 151}, "150"),
        ({"description": "x" * 20_001}, "20000"),
        ({"phase": "inconnue"}, "inconnue"),
    ],
)
def test_bad_values_are_refused_and_stay_on_the_page(as_owner, world, changes, message):
    response = as_owner.post(NEW, sheet(world, **changes))

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Project.objects.exists()


def test_hostile_text_is_shown_as_text(as_owner, world):
    hostile = "<script>alert(1)</script>"
    as_owner.post(NEW, sheet(world, action="envoyer", name=hostile, description=hostile))
    reference = Project.objects.get().reference

    for page in ("", "modifier/", "echanges/", "recommandations/", "historique/", "membres/"):
        assert hostile not in as_owner.get(f"/projets/{reference}/{page}").content.decode()


def test_typed_place_that_tells_one_is_added(as_owner, draft, world, places):
    as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), action="chercher", territory_search="vals"))

    assert {territory.name for territory in draft.territories.all()} == {"Privas", "Vals-les-Bains"}


def test_typed_place_that_tells_several_is_offered(as_owner, draft, world, places):
    response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), territory_search="privas"))
    page = response.content.decode()

    assert response.status_code == 200
    assert f'value="{world.territories["capca"].pk}"' in page
    assert [territory.name for territory in draft.territories.all()] == ["Privas"]


def test_typed_place_that_does_not_exist_says_so(as_owner, draft, world, places):
    response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), territory_search="Xyzzy"))

    assert response.status_code == 422
    assert "Aucun lieu ne répond à « Xyzzy »" in response.content.decode()


@pytest.mark.parametrize("value", ["²", "9" * 5_000, "-1", "1 OR 1=1"])
def test_place_that_is_no_place_is_refused_with_the_form(as_owner, draft, world, value):
    response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), territories=[value]))

    assert response.status_code == 422
    assert [territory.name for territory in draft.territories.all()] == ["Privas"]


def test_older_version_shows_both_texts_and_writes_nothing(as_owner, draft, world):
    as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La sienne"))
    response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La mienne"))
    page = response.content.decode()

    assert response.status_code == 409
    assert "La sienne" in page
    assert "La mienne" in page
    assert Project.objects.get().name == "La sienne"


def test_conflict_page_sent_again_keeps_what_it_shows(as_owner, draft, world):
    as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La sienne"))
    as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La mienne", version="2"))

    assert Project.objects.get().name == "La mienne"


def test_autosave_of_an_older_version_is_a_conflict(as_owner, draft, world):
    as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La sienne"))
    response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), name="La mienne", action="auto"))

    assert (response.status_code, response.json()) == (409, {"version": 2})


def test_posted_fields_of_others_change_nothing(as_owner, draft, world):
    stranger = world.organizations["bettant"]
    as_owner.post(
        edit_url(draft),
        sheet(
            world,
            key=str(draft.key),
            owner=stranger.pk,
            state="transmis",
            reference="1111-1111",
            demo="on",
            created_by=world.people["ddt"].pk,
        ),
    )

    after = Project.objects.get()
    assert (after.owner, after.state, after.reference, after.demo, after.created_by) == (
        draft.owner,
        ProjectState.DRAFT,
        draft.reference,
        False,
        draft.created_by,
    )


def test_new_project_for_another_collectivite_is_refused(as_owner, world):
    response = as_owner.post(NEW, sheet(world, owner=world.organizations["bettant"].pk))

    assert response.status_code == 422
    assert not Project.objects.exists()


def test_agent_of_several_collectivites_chooses_which_carries(client_of, people, world):
    agent = people["epci_agent"]
    world.organizations["vals"].memberships.create(user=agent)
    client = client_of(agent)

    assert "Pour quelle collectivité" in client.get(NEW).content.decode()
    client.post(NEW, sheet(world, owner=world.organizations["vals"].pk))
    assert Project.objects.get().owner == world.organizations["vals"]


def test_discarded_draft_leaves_the_list_and_comes_back(as_owner, draft):
    for _click in range(2):
        response = as_owner.post(reverse("projects:discard", args=[draft.reference]))
        assert response.url == reverse("projects:deleted", args=[draft.reference])
    as_owner.get(reverse("projects:deleted", args=[draft.reference]))
    assert draft.name not in as_owner.get("/projets/").content.decode()
    assert draft.name in as_owner.get("/projets/?voir=supprimes").content.decode()

    as_owner.post(reverse("projects:restore", args=[draft.reference]))
    assert Project.objects.get().state == ProjectState.DRAFT


class TestFurther:
    """What helps to go further than the four questions."""

    @pytest.fixture
    def topics(self):
        load_topics()
        return list(active_topics())

    def test_everything_is_kept_and_shown(self, as_owner, draft, world, topics):
        form = sheet(
            world,
            key=str(draft.key),
            topics=[topics[0].pk, topics[3].pk],
            cost="250 000,50 €",
            starts_on="01/09/2026",
            ends_on="2027-12-31",
            action="envoyer",
        )
        as_owner.post(edit_url(draft), form)

        project = Project.objects.get()
        assert (project.cost, project.starts_on, project.ends_on) == (
            Decimal("250000.50"),
            date(2026, 9, 1),
            date(2027, 12, 31),
        )
        page = plain(as_owner.get(reverse("projects:detail", args=[project.reference])))
        assert "250 000,50 €" in page
        assert "du 1er septembre 2026 au 31 décembre 2027" in page
        assert topics[3].label in page

        again = as_owner.get(edit_url(project)).content.decode()
        assert 'value="2026-09-01"' in again
        assert again.count(" checked") == 4, "the place, the phase, two thématiques"

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"cost": "beaucoup"}, "cost", "« beaucoup » n’est pas un montant"),
            ({"cost": "0"}, "cost", "doit dépasser 0 €"),
            ({"cost": "1\x00"}, "cost", "n’est pas un montant"),
            ({"cost": "9" * 5_000}, "cost", "n’est pas un montant"),
            ({"starts_on": "31/02/2026"}, "starts_on", "par exemple 31/12/2026"),
            ({"starts_on": "2027-01-01", "ends_on": "2026-01-01"}, "ends_on", "vient avant le début"),
            ({"topics": ["1", "x"]}, "topics_0", "x"),
        ],
    )
    def test_wrong_answer_names_its_field_and_keeps_the_rest(self, as_owner, draft, world, changes, field, message):
        form = sheet(world, key=str(draft.key), description="Deux heures de travail") | changes
        response = as_owner.post(edit_url(draft), form)
        page = plain(response)

        assert response.status_code == 422
        assert message in page
        assert f'href="#id_{field}"' in page
        assert "Deux heures de travail" in page
        assert '<details class="mec-details mec-further" open>' in page
        assert Project.objects.get().cost is None

    def test_six_topics_are_one_too_many(self, as_owner, draft, world, topics):
        response = as_owner.post(
            edit_url(draft), sheet(world, key=str(draft.key), topics=[topic.pk for topic in topics[:6]])
        )
        assert response.status_code == 422
        assert "Vous avez coché 6 thématiques" in response.content.decode()

    def test_conflict_shows_these_answers_too(self, as_owner, draft, world):
        as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), cost="100"))
        response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), cost="200"))

        assert response.status_code == 409
        assert "100 €" in plain(response)
        assert 'value="200"' in plain(response)

    @pytest.mark.parametrize(
        ("places", "warned"), [(["bettant"], True), (["capca"], False), (["bettant", "ardeche"], False)]
    )
    def test_owner_that_lies_elsewhere_is_told(self, as_owner, draft, world, places, warned):
        chosen = [world.territories[name].pk for name in places]
        response = as_owner.post(edit_url(draft), sheet(world, key=str(draft.key), territories=chosen), follow=True)

        assert ("n’est dans aucun des lieux choisis" in response.content.decode()) == warned

    @pytest.mark.parametrize("kind", sorted(COLLECTIVITE_KINDS))
    def test_collectivite_of_any_kind_carries_a_project(self, client_of, world, kind):
        owner = Organization.objects.create(kind=kind, name="Porteur")
        user = world.people["fresh"]
        owner.memberships.create(user=user)
        client = client_of(user)

        assert client.get(NEW).status_code == 200
        client.post(NEW, sheet(world, owner=owner.pk, action="envoyer"))
        assert (Project.objects.get().owner, Project.objects.get().state) == (owner, ProjectState.SUBMITTED)


def plain(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
