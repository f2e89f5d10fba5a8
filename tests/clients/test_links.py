from dataclasses import replace

import pytest

from mec.clients.http import PinnedTransport
from mec.clients.links import ANYWHERE, LinkState, probe
from tests.clients.servers import door_to, respond, serving


def site_of(pages):
    """Answer as `pages` says: path → bytes, or method and path → bytes."""

    def answer(link, path, ended):
        link.sendall(pages.get(path, respond("404 Not Found")))

    return answer


def door(site, **options):
    return replace(door_to(site.port, methods=ANYWHERE.methods), **options)


def probed(answers, path="/", **options):
    with serving(site_of(answers)) as site:
        found = probe(f"http://site.test:{site.port}{path}", door=door(site, **options))
    return found, site


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("200 OK", LinkState.ALIVE),
        ("204 No Content", LinkState.ALIVE),
        ("404 Not Found", LinkState.GONE),
        ("410 Gone", LinkState.GONE),
        ("401 Unauthorized", LinkState.UNKNOWN),
        ("403 Forbidden", LinkState.UNKNOWN),
        ("429 Too Many Requests", LinkState.UNKNOWN),
        ("500 Internal Server Error", LinkState.UNKNOWN),
        ("503 Service Unavailable", LinkState.UNKNOWN),
        ("304 Not Modified", LinkState.UNKNOWN),
        ("302 Found", LinkState.UNKNOWN),
    ],
)
def test_status_says_whether_the_page_is_there(status, state):
    found, _ = probed({"/": respond(status)})

    assert (found.state, found.status) == (state, int(status[:3]))


def test_head_is_enough_for_a_page_that_answers():
    _, site = probed({"/": respond(Content_Length=10**9)})

    assert site.paths == ["HEAD /"]


@pytest.mark.parametrize("refusal", [respond("405 Method Not Allowed"), respond("404 Not Found"), b""])
def test_page_that_does_not_know_head_is_asked_with_get(refusal):
    answers = [refusal, respond(body=b"x")]
    with serving(lambda link, path, ended: link.sendall(answers.pop(0))) as site:
        found = probe(f"http://site.test:{site.port}/", door=door(site))

    assert (found.state, site.paths) == (LinkState.ALIVE, ["HEAD /", "GET /"])


def test_redirections_are_followed_and_said():
    pages = {"/": respond("301 Moved", Location="/a"), "/a": respond("302 Found", Location="b"), "/b": respond()}
    found, site = probed(pages)

    assert (found.state, found.reached) == (LinkState.ALIVE, f"http://site.test:{site.port}/b")


def test_page_that_moved_to_nowhere_is_gone():
    found, _ = probed({"/": respond("301 Moved", Location="/perdue")})

    assert found.state == LinkState.GONE


def test_fourth_redirection_is_not_followed():
    found, site = probed({"/": respond("302 Found", Location="/")})

    assert (found.state, len(site.requests)) == (LinkState.UNKNOWN, 4)


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://autre.test/", "file:///etc/passwd", "javascript:alert(1)", "//a:b@site.test/"],
)
def test_redirection_to_where_the_door_does_not_open_is_refused(location):
    found, site = probed({"/": respond("302 Found", Location=location)})

    assert (found.state, len(site.requests)) == (LinkState.REFUSED, 1)


def test_redirection_that_does_not_read_is_unknown():
    found, _ = probed({"/": respond("302 Found", Location="http://[::1")})

    assert found.state == LinkState.UNKNOWN


@pytest.mark.parametrize("url", ["", "mailto:a@b.fr", "http://127.0.0.1/", "https://[::1]/", "https://a.fr:22/"])
def test_address_that_is_not_of_the_public_web_is_refused(url):
    assert probe(url).state == LinkState.REFUSED


def test_redirection_from_a_public_address_to_this_machine_is_refused():
    """The door of the link checker itself, whose resolver sends one name to the outside and the other one home."""
    addresses = {"dehors.test": ["93.184.215.14"], "dedans.test": ["10.0.0.1"]}
    with serving(respond("302 Found", Location="http://dedans.test/")) as site:

        class Near(PinnedTransport):
            def build_connection_pool_key_attributes(self, request, verify, cert=None):
                host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
                return host | {"host": "127.0.0.1", "port": site.port}, pool

        found = probe(
            "http://dehors.test/",
            door=replace(ANYWHERE, resolve=lambda host, port: addresses[host], connect=Near),
        )

    assert (found.state, found.reached, len(site.requests)) == (LinkState.REFUSED, "http://dedans.test/", 1)


def test_name_that_is_not_known_is_unreachable():
    def unknown(host, port):
        raise OSError(host)

    assert probe("https://perdu.test/", door=replace(ANYWHERE, resolve=unknown)).state == LinkState.UNREACHABLE
