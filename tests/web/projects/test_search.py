"""Search the projects that one sees, and nothing of the others."""

import pytest

from mec.core.search.queries import search
from mec.projects.finding import LAST_PAGE, PAGE_SIZE, find_projects
from mec.projects.index import KIND
from mec.projects.models import Project
from mec.projects.services import discard_draft, post_state_message
from tests.factories.projects import make_draft, make_project
from tests.web.costs import cost

pytestmark = pytest.mark.django_db
PATH = "/projets/recherche/"


def named(world, name, *, owner="privas", author="owner", description="Rien de plus."):
    return make_project(world.organizations[owner], author=world.people[author], name=name, description=description)


def found(client, text, **more):
    response = client.get(PATH, {"q": text, **more})
    assert response.status_code == 200
    return [line.project for line in response.context["lines"]]


def test_words_find_the_name_the_text_the_owner_and_the_place(world, as_ddt):
    school = named(world, "Isoler l’école", description="Une chaudière neuve.")
    other = named(world, "Ouvrir une épicerie")

    assert found(as_ddt, "ecole") == found(as_ddt, "chaudières") == [school]
    assert set(found(as_ddt, "privas")) == {school, other}
    page = as_ddt.get(PATH, {"q": "ecole"}).content.decode()
    assert "<mark>école</mark>" in page


def test_nobody_finds_what_they_do_not_see(world, client_of):
    named(world, "Isoler l’école")
    named(world, "Isoler l’école", owner="bettant", author="foreign_owner")
    draft = make_draft(world.organizations["privas"], author=world.people["owner"], name="École secrète")

    counts = {
        name: len(found(client_of(person), "école")) for name, person in world.people.items() if name != "newcomer"
    }
    assert {name: count for name, count in counts.items() if count} == {
        "owner": 2,
        "owner_admin": 2,
        "foreign_owner": 1,
        "ddt": 1,
        "prefecture": 1,
        "foreign_ddt": 1,
        "regional": 2,
        "anct": 2,
    }
    assert draft not in found(client_of(world.people["ddt"]), "secrète")


def test_draft_leads_to_its_form_and_a_discarded_one_is_not_found(world, as_owner):
    draft = make_draft(world.organizations["privas"], author=world.people["owner"], name="Columbarium")
    assert f'href="/projets/{draft.reference}/modifier/"' in as_owner.get(PATH, {"q": "columbarium"}).content.decode()

    discard_draft(draft, actor=world.people["owner"])
    assert found(as_owner, "columbarium") == []


def test_state_zone_is_never_searched(world, people):
    project = named(world, "Isoler l’école")
    post_state_message(project, body="Zyzzyx prioritaire", key=project.key, actor=people["ddt"])

    assert search(KIND, "zyzzyx") == []


@pytest.mark.parametrize("spoken", ["{0}-{1}", "{0}{1}", " {0} {1} ", "n° {0}.{1}"])
def test_reference_leads_to_the_project(world, as_owner, spoken):
    project = named(world, "Isoler l’école")
    response = as_owner.get(PATH, {"q": spoken.format(*project.reference.split("-"))})
    assert response.url == f"/projets/{project.reference}/"


def test_reference_of_another_looks_like_no_reference(world, as_owner):
    project = named(world, "Isoler l’école", owner="bettant", author="foreign_owner")
    of_another = as_owner.get(PATH, {"q": project.reference})
    of_none = as_owner.get(PATH, {"q": "0000-0000"})
    assert of_another.status_code == of_none.status_code == 200
    assert "ne porte cette référence" in of_another.content.decode()
    assert of_another.content.decode().replace(project.reference, "0000-0000").count("0000-0000") == (
        of_none.content.decode().count("0000-0000")
    )


def test_misspelt_word_finds_its_neighbour_and_says_so(world, as_ddt):
    school = named(world, "Un columbarium")
    response = as_ddt.get(PATH, {"q": "colombarium"})
    assert [line.project for line in response.context["lines"]] == [school]
    assert "les orthographes les plus proches" in response.content.decode()


@pytest.mark.parametrize(("text", "said"), [("", "Dites quelques mots"), ("xylophone", "Aucun projet ne correspond")])
def test_empty_page_says_why(world, as_ddt, text, said):
    named(world, "Isoler l’école")
    assert said in as_ddt.get(PATH, {"q": text}).content.decode()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a" * 10_000, "' OR 1=1 --", "NEAR(a b)", "😀", "\ud800", "% _ \\", "école*"]
)
def test_any_text_is_answered(world, as_ddt, text):
    named(world, "Isoler l’école <script>alert(1)</script>")
    response = as_ddt.get(PATH, {"q": text.encode("utf-8", "replace").decode()})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9999", "²"])
def test_any_page_number_is_answered(as_ddt, number):
    assert as_ddt.get(PATH, {"q": "école", "page": number}).status_code == 200


def test_pages_follow_each_other(world, as_ddt):
    made = {named(world, f"École {rank}").pk for rank in range(PAGE_SIZE + 3)}
    first, second = found(as_ddt, "école"), found(as_ddt, "école", page=2)

    assert (len(first), len(second)) == (PAGE_SIZE, 3)
    assert {project.pk for project in first + second} == made
    assert "page=2" in as_ddt.get(PATH, {"q": "école"}).content.decode()
    assert not find_projects(world.people["ddt"], "école", number=LAST_PAGE + 9).more


def test_search_costs_the_same_for_one_and_three(world, as_ddt):
    named(world, "École une")
    one = cost(as_ddt, f"{PATH}?q=ecole")
    named(world, "École deux")
    named(world, "École trois")
    assert Project.objects.count() == 3
    assert one == cost(as_ddt, f"{PATH}?q=ecole") == 10


def test_search_box_is_on_every_page_of_who_is_signed_in(client, as_ddt):
    assert 'role="search" id="recherche"' not in client.get("/").content.decode()
    assert 'role="search" id="recherche"' in as_ddt.get("/pilotage/").content.decode()
    assert 'value="piscine"' in as_ddt.get(PATH, {"q": "piscine"}).content.decode()
