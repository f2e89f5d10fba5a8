from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import OperationalError, connection
from django.urls import get_resolver, reverse
from django.utils import timezone

from mec.core.http.page import Audience, page_mark
from mec.core.mail.models import Mail
from mec.territories.models import Territory
from mec.web.menu import SITE_MAP
from mec.web.public.status import service_status

pytestmark = pytest.mark.django_db

PAGES = ["home", "legal_notice", "privacy", "terms", "accessibility", "sitemap", "health", "components"]
LEGAL_WORDS = {
    "legal_notice": [["directeur", "directrice"], ["publication"], ["hébergeur", "hébergement"], ["éditeur"]],
    "privacy": [["@"], ["finalité"], ["durée de conservation"], ["sous-traitant"]],
    "accessibility": [["Défenseur des droits"], ["RGAA"], ["non conforme"], ["schéma pluriannuel"], ["plan d’action"]],
}
NOT_LISTED = {
    "public:contact_sent": "follows the contact form",
    "public:security_txt": "for machines",
    "public:robots_txt": "for machines",
    "public:territories": "for scripts",
    "public:components": "of the demonstration",
    "account:code": "a step of signing in",
    "projects:export": "downloaded from the list",
    "state:export": "downloaded from the list",
    "account:terms": "a step of signing in",
    "aids:deadlines_feed": "for diaries",
    "aids:alert_asked": "follows the form of an alert",
    "aids:embedded": "shown inside other sites",
}


def body(client, name):
    return client.get(reverse(f"public:{name}")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_public_page_opens_without_account_nor_query(client, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(0 if name != "health" else 8):
        response = client.get(reverse(f"public:{name}"))

    assert response.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_frame(client, name):
    html = body(client, name)

    assert (
        f'<a class="fr-footer__bottom-link" href="{reverse("public:accessibility")}">Accessibilité : non conforme'
        in html
    )
    for link in ("legal_notice", "privacy", "terms", "sitemap"):
        assert f'href="{reverse(f"public:{link}")}"' in html
    assert html.count("fr-header__brand ") == 1
    assert html.count('id="contenu" tabindex="-1"') == 1


def test_titles_are_unique_and_name_the_service(client):
    titles = [body(client, name).split("<title>")[1].split("</title>")[0] for name in PAGES]

    assert len(set(titles)) == len(PAGES)
    assert {title.split(" – ", 1)[1] for title in titles} == {"Le service – Mon Espace Collectivité"}


@pytest.mark.parametrize("name", LEGAL_WORDS)
def test_legal_page_has_the_words_that_it_owes(client, name):
    html = body(client, name).lower()

    assert [words for words in LEGAL_WORDS[name] if not any(word.lower() in html for word in words)] == []
    assert "[à compléter]" not in html


def test_legal_notice_names_its_host(client, settings):
    settings.HOSTING = "Hébergeur SAS, 1 rue du Port, 13002 Marseille, 04 00 00 00 00"

    assert settings.HOSTING in body(client, "legal_notice")
    assert settings.HOSTING in body(client, "privacy")


def test_terms_show_their_version(client, settings):
    settings.TERMS_VERSION = "2031-01"

    assert "Version 2031-01" in body(client, "terms")


def test_demonstration_says_so_on_every_page(client, settings):
    assert "Espace de démonstration" in body(client, "home")

    settings.DEMO = False
    assert "Espace de démonstration" not in body(client, "home")
    assert client.get(reverse("public:components")).status_code == 404


def test_failed_form_says_so_in_the_title(client):
    html = client.post(reverse("public:components"), {"email": "x"}).content.decode()

    assert "<title>Erreur\u00a0: Composants" in html


def test_site_map_shows_each_entry_once(client):
    html = body(client, "sitemap").split('<main id="contenu"')[1].split("</main>")[0]
    shown = [line.split('"')[0] for line in html.split('href="')[1:]]

    assert sorted(shown) == sorted(set(shown))
    assert reverse("public:legal_notice") in shown


def test_site_map_lists_every_page_that_has_an_address_of_its_own():
    listed = {entry.name for _, entries in SITE_MAP for entry in entries}

    assert sorted(_pages_without_parameters() - listed - NOT_LISTED.keys()) == []


def _pages_without_parameters():
    found = set()
    for prefix, patterns in _named(get_resolver()):
        for pattern in patterns:
            mark = page_mark(getattr(pattern, "callback", None))
            if mark and "GET" in mark.methods and not pattern.pattern.converters and mark.audience != Audience.DEMO:
                found.add(f"{prefix}:{pattern.name}")
    return found


def _named(resolver, namespace=""):
    yield namespace, [pattern for pattern in resolver.url_patterns if not hasattr(pattern, "url_patterns")]
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _named(pattern, pattern.namespace or namespace)


@time_machine.travel(datetime(2026, 11, 21, 15, 30, tzinfo=UTC), tick=False)
def test_security_txt_expires_within_a_year(client, settings):
    settings.SITE_URL = "https://mec.example"
    response = client.get("/.well-known/security.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        "Expires: 2027-05-20T00:00:00Z",
        "Preferred-Languages: fr, en",
        "Canonical: https://mec.example/.well-known/security.txt",
    ]


def test_robots_leave_the_demonstration_alone(client, settings):
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"

    settings.DEMO = False
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /sante/\n"


@pytest.mark.parametrize("typed", ["", "a" * 5000, "privas"])
def test_territories_answer_a_list_whatever_is_typed(client, typed):
    response = client.get(reverse("public:territories"), query_params={"q": typed})

    assert response.json() == []
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Auvergne", ["region"]), ("Ardèche", ["departement", "epci"]), ("France", []), ("arrondissement", [])],
)
def test_territories_are_those_where_a_project_may_lie(client, ardeche, typed, expected):
    found = client.get(reverse("public:territories"), query_params={"q": typed}).json()

    kinds = Territory.objects.filter(pk__in=[hit["id"] for hit in found]).values_list("kind", flat=True)
    assert sorted(kinds) == expected


@pytest.mark.parametrize("more", [{"query_params": {"format": "json"}}, {"headers": {"accept": "application/json"}}])
def test_health_speaks_to_machines(client, more):
    response = client.get("/sante/", **more)

    assert response.status_code == 200
    assert response.json()["base_de_donnees"] == "ok"
    assert response.json()["etat"] == "degrade"
    assert response.json()["travaux"]["workers"] == 0


@time_machine.travel(datetime(2026, 11, 21, 15, 30, tzinfo=UTC), tick=False)
def test_health_tells_of_mails_that_wait(client):
    mail = Mail.objects.create(to="a@b.fr", subject="s", text="t", key="k")
    Mail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - timedelta(hours=2))

    assert service_status().mails.late == 1
    assert "il y a 2\u00a0heures" in body(client, "health")


def test_health_survives_a_database_that_does_not_answer(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        page, figures = client.get("/sante/"), client.get("/sante/?format=json")

    assert (page.status_code, figures.status_code) == (503, 503)
    assert figures.json() == {
        "etat": "degrade",
        "base_de_donnees": "injoignable",
        "travaux": None,
        "courriels": None,
        "fichiers": None,
        "connexions": [],
    }


def test_static_addresses_are_our_own(client):
    html = body(client, "home")
    sources = [part.split('"')[0] for part in html.split('src="')[1:]]

    assert {urlsplit(source).netloc for source in sources} == {""}
