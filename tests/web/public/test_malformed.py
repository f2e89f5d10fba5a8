"""What no browser sends is refused or read as text, never an error of the service."""

import pytest

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/projets/%00/",
        "/invitations/a%00b/",
        "/aides/?q=a%00",
        "/territoires/?q=%00",
        "/demonstration/courriels/?adresse=%00",
    ],
)
def test_nul_in_an_address_is_refused(client_of, address):
    response = client_of(UserFactory()).get(address)

    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/projets/%ff%fe/", 404),
        ("/aides/%ff/", 404),
        ("/aides/?q=%ff%fe", 200),
        ("/aides/?besoin=%ff&thematique=%ff&page=%ff", 200),
        ("/territoires/?q=%ff%F0%9F%92%A9", 200),
        ("/projets/?apres=%ff", 200),
        ("/notifications/?apres=../../etc", 200),
        ("/connexion/?next=//%ff", 302),
    ],
)
def test_bytes_that_are_not_text_are_read_as_text(client_of, address, status):
    assert client_of(UserFactory()).get(address).status_code == status


@pytest.mark.parametrize("field", ["next", "csrfmiddlewaretoken"])
def test_nul_in_a_form_is_an_error_of_the_form_or_ignored(client, field):
    response = client.post("/connexion/", {"email": "a@exemple.fr", field: "a\x00b"})
    assert response.status_code in (200, 302)


def test_ten_thousand_fields_are_refused(client):
    response = client.post("/connexion/", {f"champ-{number}": "1" for number in range(10_000)})
    assert response.status_code == 400


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json"])
def test_body_that_is_not_what_it_says_is_refused_or_read_as_empty(client, content_type):
    response = client.post("/connexion/", data=b"\xff\xfe{", content_type=content_type)
    assert response.status_code in (400, 422)


def test_cookie_that_is_not_text_is_a_visitor_without_session(client):
    client.cookies.load({"mec_session": "\x7f'; DROP TABLE"})
    assert client.get("/").status_code == 200
