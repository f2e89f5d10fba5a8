import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from mec.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 -- Django reads them here
from mec.core.http import Audience, page
from tests.strict import StrictClient
from tests.web.public.observatory import policy, score

FAILURES = {
    "400": BadRequest("no"),
    "403": PermissionDenied(),
    "404": Http404(),
    "500": RuntimeError("broken"),
    "503": OperationalError("gone"),
}


def failing(exception):
    @csrf_exempt
    @page(audience=Audience.PUBLIC, methods=("GET", "POST"))
    def view(request):
        raise exception

    return view


@page(audience=Audience.PUBLIC)
def plain(request):
    return JsonResponse({})


urlpatterns = [
    path("", include("mec.config.urls")),
    path("plain/", plain),
    *[path(f"fail/{code}/", failing(exception)) for code, exception in FAILURES.items()],
]


@pytest.fixture
def https(settings):
    """The settings that an https address of the site brings."""
    settings.ROOT_URLCONF = __name__
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    client = StrictClient(raise_request_exception=False)
    return lambda address, **more: client.get(address, secure=True, **more)


PAGES = [
    "/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/accessibilite/",
    "/sante/",
    "/connexion/",
    "/demonstration/composants/",
    "/plain/",
    "/absent/",
    *[f"/fail/{code}/" for code in FAILURES],
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_observatory_score_of_every_page(https, address):
    assert score(https(address)) >= 130


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_policy_allows_nothing_unsafe(https, address):
    directives = policy(https(address))

    assert directives["default-src"] == ["'none'"]
    assert [
        source for sources in directives.values() for source in sources if "unsafe" in source or "*" in source
    ] == []


def test_answer_to_an_unknown_host_has_the_headers_too(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = StrictClient(raise_request_exception=False).get("/", headers={"host": "attacker.example"})

    assert response.status_code == 400
    assert policy(response)["default-src"] == ["'none'"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_redirection_to_https_has_the_headers_too(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = StrictClient().get("/")

    assert response.status_code == 301
    assert policy(response)["default-src"] == ["'none'"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'"),
        ("Content-Security-Policy", ""),
        ("Strict-Transport-Security", "max-age=60"),
    ],
)
def test_score_falls_when_a_header_is_weakened(https, header, value):
    response = https("/plain/")
    before = score(response)
    response.headers[header] = value

    assert score(response) < before
