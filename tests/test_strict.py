import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from zeal.errors import NPlusOneError

from mec.core.http import Audience, page
from mec.core.journal.models import Entry
from mec.organizations.models import StatePair
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory
from tests.strict import StrictClient, UncleanHtmlError, WriteInGetError, html_defects

checks_pages = pytest.mark.skipif(settings.PAGES_WERE_CHECKED, reason="a run on another engine checks the pages")
PAGE = "<!doctype html><html lang='fr'><head><title>Titre</title></head><body><h1>Titre</h1>{}</body></html>"


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    get_user_model().objects.create_user("ecrit@exemple.fr")
    return HttpResponse("écrit", content_type="text/plain")


@page(audience=Audience.PUBLIC)
def keep_in_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("vu", content_type="text/plain")


@page(audience=Audience.PUBLIC)
def unclean(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.format("<p style='color:red'>non</p>"))


@page(audience=Audience.PUBLIC)
def list_one_by_one(request: HttpRequest) -> HttpResponse:
    names = [territory.state_pair.prefecture_id for territory in Territory.objects.order_by("code")]
    return HttpResponse(str(names), content_type="text/plain")


urlpatterns = [
    path("un-par-un/", list_one_by_one),
    path("ecrire/", write),
    path("session/", keep_in_session),
    path("sale/", unclean),
]


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_template_with_undefined_variable_fails():
    with pytest.raises(AssertionError, match="undefined variable: nom"):
        render("<p>{{ nom }}</p>")


def test_template_with_undefined_variable_in_a_condition_passes():
    assert render("{% if nom %}oui{% else %}non{% endif %}") == "non"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_get_that_writes_fails(client: StrictClient):
    with pytest.raises(WriteInGetError, match="accounts_user"):
        client.get("/ecrire/")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_get_that_writes_its_session_passes(client: StrictClient):
    assert client.get("/session/").status_code == 200


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_post_that_writes_passes(client: StrictClient):
    assert client.post("/ecrire/").status_code == 200


@checks_pages
@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_page_with_one_query_per_row_fails(client: StrictClient):
    for code in ("07", "01", "26"):
        departement = Territory.objects.create(kind=TerritoryKind.DEPARTEMENT, code=code, name=code)
        StatePair.objects.create(departement=departement)

    with pytest.raises(NPlusOneError, match="state_pair"):
        client.get("/un-par-un/")


@checks_pages
@override_settings(ROOT_URLCONF=__name__)
def test_unclean_page_fails(client: StrictClient):
    with pytest.raises(UncleanHtmlError, match="<p> has style="):
        client.get("/sale/")


@pytest.mark.parametrize(
    ("body", "defects"),
    [
        ("", []),
        ("<svg><title>Dessin</title></svg>", []),
        ('<script type="application/json">{}</script>', []),
        ("<script src='/a.js'></script>", []),
        ("<p id='a'>1</p><p id='a'>2</p>", ["Two elements have the id a"]),
        ("<h1>Deux</h1>", ["2 h1 instead of one"]),
        ("<button onclick='x()'>x</button>", ["<button> has onclick="]),
        ("<script>x()</script>", ["Inline <script>"]),
        ("<a href=' JavaScript:x()'>x</a>", ["<a> href= runs JavaScript"]),
        ("<p>{{ nom }}</p>", ["Unrendered template code: {{"]),
    ],
)
def test_page_defects_are_named(body, defects):
    assert html_defects(PAGE.format(body)) == defects


def test_malformed_html_is_a_defect():
    assert html_defects(PAGE.format("<p><div></p>")) != []


def test_page_without_frame_is_named():
    assert html_defects("<p>nu</p>")[-4:] == ["No doctype", "html has no lang=fr", "0 h1 instead of one", "No title"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_transactional_test_empties_the_journal_and_keeps_it_append_only(turn):
    assert Entry.objects.count() == 0
    entry = Entry.objects.create(
        recorded_at=timezone.now(),
        verb="essai",
        object_type="essai",
        object_id=1,
        subject_type="essai",
        subject_id=1,
        sequence=1,
        audience="essai",
    )
    with pytest.raises(DatabaseError, match="append-only"):
        entry.delete()
