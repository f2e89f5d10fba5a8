"""The matrix itself: on views made to be right, then wrong in each way."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from mec.accounts.models import User
from mec.core.http import Audience, page
from tests.matrix.expectations import Cell, UnreadableMatrixError, cells
from tests.matrix.personas import NAMES, PERSONAS, World, build_world
from tests.matrix.register import register_defects, routes
from tests.matrix.requests import accepted_strangers, objects_of, unguarded_posts, wrong_answers

FRAME = "<!doctype html><html lang='fr'><head><title>T</title></head><body><h1>T</h1>{}</body></html>"


def page_of(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(FRAME.format(text), status=status)


@page(audience=Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    return page_of("accueil")


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    owner = request.user.memberships.filter(organization__name="Privas").exists()
    if reference == "P-1" and owner:
        return page_of("fiche")
    return page_of("introuvable", 404)


@page(audience=Audience.SIGNED_IN)
def telling(request: HttpRequest, reference: str) -> HttpResponse:
    return page_of("introuvable" if reference == "P-9" else "interdit", 404)


@csrf_exempt
@page(audience=Audience.SIGNED_IN, methods=["POST"])
def unguarded(request: HttpRequest) -> HttpResponse:
    User.objects.create_user("trace@matrice.fr")
    return page_of("écrit")


@page(audience=Audience.ENTERING)
def terms(request: HttpRequest) -> HttpResponse:
    return page_of("conditions")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page_of("jeton absent", 403)


def unmarked(request: HttpRequest) -> HttpResponse:
    return page_of("sans marque")


ESSAI = (
    [
        path("", home, name="home"),
        path("fiches/<str:reference>/", sheet, name="sheet"),
        path("bavarde/<str:reference>/", telling, name="telling"),
        path("ouverte/", unguarded, name="unguarded"),
    ],
    "essai",
)
ACCOUNT = ([path("conditions/", terms, name="terms"), path("connexion/", home, name="sign_in")], "account")
urlpatterns = [path("essai/", include(ESSAI)), path("compte/", include(ACCOUNT))]

MEMBERS = ["owner", "owner_admin"]
ENTRANCE = ["anonymous", "newcomer"]
HOME = {"path": "/essai/", "audience": "public", "methods": ["GET"], "GET": 200}
NOBODY = {"302": ENTRANCE, "else": 404}
SHEET = {
    "path": "/essai/fiches/<str:reference>/",
    "audience": "signed_in",
    "methods": ["GET", "POST"],
    "object": "fiche",
    "GET": {"own": {"302": ENTRANCE, "200": MEMBERS, "else": 404}, "other": NOBODY, "absent": NOBODY},
    "POST": {"own": {"302": ENTRANCE, "200": MEMBERS, "else": 404}, "other": NOBODY, "absent": NOBODY},
}
TELLING = {
    "path": "/essai/bavarde/<str:reference>/",
    "methods": ["GET"],
    "object": "fiche",
    "GET": {"own": NOBODY, "other": NOBODY, "absent": NOBODY},
}
BUILDERS = {
    "fiche": lambda world: {
        "own": {"reference": "P-1"},
        "other": {"reference": "P-2"},
        "absent": {"reference": "P-9"},
    }
}

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def world(db, settings) -> World:
    settings.CSRF_FAILURE_VIEW = f"{__name__}.csrf_failure"
    return build_world()


def cell_of(name: str, declared: dict, method: str, variant: str) -> Cell:
    found = {(cell.method, cell.variant): cell for cell in cells({name: declared}, NAMES)}
    return found[method, variant]


def test_right_register_has_no_defect():
    served = [route for route in routes(__name__) if route.name in ("essai:home", "essai:sheet")]

    assert register_defects(served, {"essai:home": HOME, "essai:sheet": SHEET}) == []


def test_register_names_unknown_stale_changed_and_unmarked_routes():
    class Unmarked:
        urlpatterns = [
            path("rien/", unmarked, name="rien"),
            path("anonyme/", home),
            path("accueil/", home, name="home"),
        ]

    defects = register_defects(routes(Unmarked), {"parti": HOME, "home": HOME | {"path": "/autre/"}})

    assert defects == [
        "/anonyme/ has no name",
        "rien has no @page mark",
        "tests/matrix.toml names a route that is not served: parti",
        "home: path is '/accueil/', tests/matrix.toml says '/autre/'",
    ]


def test_register_gives_the_table_to_paste():
    defects = register_defects([route for route in routes(__name__) if route.name == "essai:sheet"], {})

    assert "".join(defects) == (
        "tests/matrix.toml has no table for\n"
        '["essai:sheet"]\npath = "/essai/fiches/<str:reference>/"\naudience = "signed_in"\n'
        'methods = ["GET", "POST"]\nGET = \nPOST = '
    )


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"200": ["personne"], "else": 404}, "nobody is called personne"),
        ({"200": ["owner"], "404": ["owner"], "else": 302}, "owner has two statuses"),
        ({"200": [name for name in NAMES if name != "ddt"]}, "says nothing of ddt"),
    ],
)
def test_expectation_that_is_not_one_status_per_persona_is_refused(expected, message):
    with pytest.raises(UnreadableMatrixError, match=message):
        cells({"essai:home": HOME | {"GET": expected}}, NAMES)


def test_method_without_expectation_is_refused():
    with pytest.raises(UnreadableMatrixError, match="essai:home says nothing of POST"):
        cells({"essai:home": HOME | {"methods": ["GET", "POST"]}}, NAMES)


def test_object_without_all_its_variants_is_refused():
    with pytest.raises(UnreadableMatrixError, match="says nothing of the objects other, absent"):
        cells({"essai:sheet": SHEET | {"GET": {"own": 200}}}, NAMES)


def test_archived_is_read_by_the_same_and_written_by_nobody():
    assert (
        cell_of("essai:sheet", SHEET, "GET", "archived").statuses
        == cell_of("essai:sheet", SHEET, "GET", "own").statuses
    )
    written = cell_of("essai:sheet", SHEET, "POST", "archived").statuses
    assert {name: written[name] for name in ("owner", "anonymous", "newcomer", "neighbour")} == {
        "owner": 403,
        "anonymous": 302,
        "newcomer": 302,
        "neighbour": 404,
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_deleted_is_as_absent_unless_the_table_says_otherwise(method):
    kept = SHEET | {method: SHEET[method] | {"deleted": {"302": ENTRANCE, "200": ["owner"], "else": 404}}}

    assert (
        cell_of("essai:sheet", SHEET, method, "deleted").statuses
        == cell_of("essai:sheet", SHEET, method, "absent").statuses
    )
    assert cell_of("essai:sheet", kept, method, "deleted").statuses["owner"] == 200


def test_addresses_that_are_not_of_a_project_have_no_archives():
    elsewhere = SHEET | {"path": "/essai/fiches/<int:pk>/"}

    assert {cell.variant for cell in cells({"essai:sheet": elsewhere}, NAMES)} == {"own", "other", "absent"}


@pytest.mark.parametrize("variant", ["own", "other", "absent"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_right_answers_pass(world, method, variant):
    cell = cell_of("essai:sheet", SHEET, method, variant)

    assert wrong_answers(cell, SHEET, objects_of(SHEET, BUILDERS, world), world) == []


def test_wrong_answers_are_named(world):
    declared = SHEET | {"GET": SHEET["GET"] | {"own": {"302": ENTRANCE, "200": [*MEMBERS, "ddt"], "else": 404}}}

    wrong = wrong_answers(
        cell_of("essai:sheet", declared, "GET", "own"), declared, objects_of(declared, BUILDERS, world), world
    )

    assert wrong == [
        "GET /essai/fiches/P-1/ as ddt (own): 404, expected 200",
        "HEAD /essai/fiches/P-1/ as ddt (own): 404, expected 200",
    ]


def test_foreign_object_that_does_not_look_absent_is_named(world):
    cell = cell_of("essai:telling", TELLING, "GET", "other")

    found = wrong_answers(cell, TELLING, objects_of(TELLING, BUILDERS, world), world)

    assert len(found) == len(PERSONAS)
    assert "as ddt (other): not the 404 of an object that does not exist" in "\n".join(found)


def test_post_without_token_is_refused(world):
    assert unguarded_posts("essai:sheet", objects_of(SHEET, BUILDERS, world), world) == []


def test_post_that_takes_no_token_is_named_and_undone(world):
    found = unguarded_posts("essai:unguarded", {"": {}}, world)

    assert len(found) == len(PERSONAS) + 2
    assert User.objects.filter(email="trace@matrice.fr").count() == 0


def test_undeclared_methods_are_refused(world):
    assert accepted_strangers("essai:home", HOME, {"": {}}, world) == []


def test_declared_methods_are_not_undeclared(world):
    assert accepted_strangers("essai:sheet", SHEET | {"methods": []}, {"": {"reference": "P-1"}}, world) == [
        "GET /essai/fiches/P-1/: 200, expected 405",
        "POST /essai/fiches/P-1/: 200, expected 405",
    ]
