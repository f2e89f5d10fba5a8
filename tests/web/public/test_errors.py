import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.urls import include, path

from mec.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 -- Django reads them here
from mec.core.access import MissingRightError
from mec.core.http import Audience, page
from tests.strict import StrictClient

STORY = "Rénover l’école <du village>"


class Permission(TextChoices):
    ANSWER = "test.answer", "répondre au nom de la DDT"


def _view(exception):
    @page(audience=Audience.PUBLIC, methods=("GET", "POST"))
    def view(request):
        if exception is None:
            return HttpResponse(request.POST["story"])
        raise exception

    return view


urlpatterns = [
    path("", include("mec.config.urls")),
    path("hidden/", _view(Http404("it exists"))),
    path("refused/", _view(PermissionDenied())),
    path("right/", _view(MissingRightError(Permission.ANSWER))),
    path("broken/", _view(RuntimeError("broken"))),
    path("gone/", _view(OperationalError("gone"))),
    path("accepted/", _view(None)),
]


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return StrictClient(raise_request_exception=False)


def text(response):
    return response.content.decode()


@pytest.mark.django_db
def test_absent_and_hidden_answer_alike(visitor):
    absent, hidden = visitor.get("/never-was/"), visitor.get("/hidden/")

    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert text(absent) == text(hidden)
    assert "Cette page est introuvable" in text(absent)


@pytest.mark.django_db
def test_missing_right_is_named(visitor):
    response = visitor.get("/right/")

    assert response.status_code == 403
    assert "répondre au nom de la DDT" in text(response)


@pytest.mark.django_db
def test_refusal_without_a_named_right(visitor):
    response = visitor.get("/refused/")

    assert response.status_code == 403
    assert "Cette action ne vous est pas ouverte" in text(response)


def test_failure_needs_no_database_and_offers_the_text_again(visitor):
    response = visitor.post("/broken/?page=2", {"story": STORY, "step": "idee"})

    assert response.status_code == 500
    assert "Rénover l’école &lt;du village&gt;</textarea>" in text(response)
    assert '<input type="hidden" name="step" value="idee">' in text(response)
    assert 'action="/broken/?page=2"' in text(response)


def test_failure_of_a_reading_offers_nothing_to_send(visitor):
    assert "<form" not in text(visitor.get("/broken/"))


def test_lost_database_is_a_temporary_absence(visitor):
    response = visitor.post("/gone/", {"story": STORY})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Rénover l’école" in text(response)


@pytest.mark.django_db
def test_too_long_a_text_is_refused_in_words(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = visitor.post("/accepted/", "story=" + "a" * 200, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "Cet envoi est trop lourd" in text(response)


@pytest.mark.django_db
def test_too_many_fields_are_refused(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    assert visitor.post("/accepted/", {"a": "1", "b": "2", "story": "3"}).status_code == 400


@pytest.mark.django_db
def test_expired_form_shows_the_text_and_does_not_send_it_again(settings):
    settings.ROOT_URLCONF = __name__
    client = StrictClient(enforce_csrf_checks=True)
    response = client.post("/accepted/", {"story": STORY, "csrfmiddlewaretoken": "a b"})

    assert response.status_code == 403
    assert text(response).count("<textarea") == 1
    assert "Rénover l’école &lt;du village&gt;</textarea>" in text(response)
    assert 'action="/accepted/"' not in text(response)
