"""The list of aids inside other people's sites."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.factories.offers import OfferFactory

pytestmark = pytest.mark.django_db
EMBEDDED = "/integration/aides/"


def text(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_list_may_be_framed_by_anybody_and_leaves_no_cookie(client):
    response = client.get(EMBEDDED)

    assert "frame-ancestors *;" in response.headers["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in response.headers
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not response.cookies


@pytest.mark.parametrize("path", ["/", "/aides/", "/aides/integrer/", "/inconnue/", "/connexion/", "/aides/inconnue/"])
def test_every_other_page_refuses_to_be_framed(client, path):
    response = client.get(path)

    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_one_view_alone_may_be_framed(client):
    offer = OfferFactory()
    framed = {
        name
        for name, args in (
            *((name, ()) for name in ("aids:list", "aids:services", "aids:embed", "aids:embedded", "aids:deadlines")),
            *((name, (offer.slug,)) for name in ("aids:detail", "aids:eligibility", "aids:report")),
        )
        if "X-Frame-Options" not in client.get(reverse(name, args=args)).headers
    }

    assert framed == {"aids:embedded"}


def test_list_is_the_same_whoever_is_signed_in(client, client_of, people):
    OfferFactory()

    seen = [text(reader.get(EMBEDDED)) for reader in (client, client_of(people["owner"]), client_of(people["staff"]))]

    assert len(set(seen)) == 1


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_asks_one_query(client, item_count, django_assert_num_queries):
    for _ in range(item_count):
        OfferFactory()
    client.get(EMBEDDED)

    with django_assert_num_queries(1):
        html = text(client.get(EMBEDDED))

    assert html.count("<li>") == item_count


def test_list_takes_the_filters_of_the_catalogue_and_says_its_source(client, settings):
    settings.SITE_URL = "https://mec.exemple"
    paid, _ = OfferFactory(need="financement"), OfferFactory(need="expertise", kind="service", title="Un avis")

    html = text(client.get(EMBEDDED, {"besoin": "financement"}))

    assert f'href="https://mec.exemple/aides/{paid.slug}/"' in html
    assert "Un avis" not in html
    assert "Source\u00a0: Mon Espace Collectivité, catalogue du" in html
    assert 'href="https://mec.exemple/aides/?besoin=financement"' in html
    links = re.findall(r"<a [^>]*>", html)
    assert all('target="_blank" rel="noopener"' in link and "– nouvelle fenêtre" in link for link in links)


def test_list_is_light_and_loads_nothing_but_its_style(client):
    for _ in range(12):
        OfferFactory()

    html = text(client.get(EMBEDDED))

    assert len(html) < 12_000
    assert html.count("<li>") == 10
    assert "<script" not in html
    assert re.findall(r'<link rel="stylesheet" href="([^"]*)"', html) == ["/static/aids/embedded.css"]


def test_empty_list_says_so(client):
    assert "Aucune aide ne répond aujourd’hui" in text(client.get(EMBEDDED, {"q": "zzyzx"}))


def test_page_gives_the_code_of_the_current_search(client, settings):
    settings.SITE_URL = "https://mec.exemple"

    html = client.get("/aides/integrer/", {"besoin": "financement", "q": '"><b>'}).content.decode()

    code = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
    assert code.startswith(
        '<iframe src="https://mec.exemple/integration/aides/?q=%22%3E%3Cb%3E&amp;besoin=financement" title="Aides aux'
    )
    assert "&quot;&gt;&lt;b&gt;" in code
    assert code.endswith("</iframe>")


def test_catalogue_leads_to_the_code_with_its_filters(client):
    assert 'href="/aides/integrer/?besoin=financement"' in text(client.get("/aides/", {"besoin": "financement"}))
