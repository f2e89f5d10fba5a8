import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from uuid import uuid4

import pytest
import requests
import time_machine
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

from mec.clients.aides_territoires import (
    AidesTerritoires,
    IncompleteReadingError,
    KeyRefusedError,
    MalformedAid,
    configured,
)
from mec.clients.aides_territoires.client import BACK_OFF, LONGEST_WAIT, MOST_PAGES, TOKEN_LIFE, door_to
from mec.clients.aides_territoires.fake import KEY, URL, FakeAidesTerritoires, said
from mec.clients.aides_territoires.referentials import Category, Choice, Perimeter, Theme
from mec.clients.aides_territoires.shapes import Group
from mec.clients.errors import (
    OutboundContentError,
    OutboundError,
    OutboundPausedError,
    OutboundRefusedError,
    OutboundStatusError,
    OutboundTimeoutError,
    OutboundUnreachableError,
)
from mec.core.text import clean_html
from tests.clients.aides_territoires.samples import sample

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
UNAUTHORIZED = said({"code": 401, "message": "Invalid JWT Token"}, 401)
UNAVAILABLE = said({}, 503)


def samples(numbers):
    return [sample(number) for number in numbers]


@pytest.fixture
def fake():
    return FakeAidesTerritoires(aids=samples(range(1, 251)))


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(fake, waits):
    return client_of(fake, sleep=waits.append)


def client_of(fake, *, cache=None, **options):
    cache = cache or LocMemCache(str(uuid4()), {})
    door = replace(door_to(URL, cache=cache), connect=fake.connect, resolve=fake.resolve)
    return AidesTerritoires(**{"url": URL, "key": KEY, "door": door, "cache": cache, "sleep": pytest.fail} | options)


def ids(reading):
    return [aid.id for aid in reading.aids]


def pages(fake):
    return [request.url.split("?")[1] for request in fake.requests if "?" in request.url]


class TestReading:
    def test_three_pages_of_one_size_are_the_whole_list(self, client, fake, waits):
        reading = client.read_aids()

        assert ids(reading) == list(range(1, 251))
        assert reading.malformed == ()
        assert pages(fake) == [f"page={number}&itemsPerPage=100" for number in (1, 2, 3)]
        assert waits == []

    @pytest.mark.parametrize("size", [0, 1, 100, 101, 200])
    def test_list_of_any_size_is_read_whole(self, client, fake, size):
        fake.aids = samples(range(size))

        assert ids(client.read_aids()) == list(range(size))

    def test_aid_that_stands_twice_is_one_and_the_last_wins(self, client, fake):
        fake.aids[150] = sample(7, name="Plus récente")
        fake.announced = 249

        reading = client.read_aids()

        assert len(reading.aids) == 249
        assert {aid.id: aid.name for aid in reading.aids}[7] == "Plus récente"

    def test_key_that_is_missing_or_new_changes_nothing_else(self, client, fake):
        fake.aids[0] = {"id": 1, "name": "Aide", "nouvelle_cle": {"a": 1}}

        reading = client.read_aids()

        assert (reading.aids[0].description, reading.unknown_keys) == ("", {"nouvelle_cle"})
        assert len(reading.aids) == 250

    def test_aid_that_does_not_read_is_said_and_the_others_are_read(self, client, fake):
        fake.aids[:4] = [{"id": 1}, "rien", None, sample(4, submission_deadline="31/12")]

        reading = client.read_aids()

        assert [error.id for error in reading.malformed] == [1, None, None]
        assert reading.aids[0].problems == ("submission_deadline\u00a0: «\u00a031/12\u00a0» n’est pas une date",)
        assert reading.seen == {1, *range(4, 251)}

    def test_hostile_html_comes_as_received_and_is_cleaned_to_be_shown(self, client, fake):
        hostile = '<p onclick="x()">Un<script>alert(1)</script></p><a href="javascript:x()">a</a>'
        fake.aids = [sample(1, description=hostile)]

        (aid,) = client.read_aids().aids

        assert aid.raw["description"] == aid.description == hostile
        assert clean_html(aid.description) == '<p>Un</p><a rel="noopener nofollow">a</a>'

    def test_list_that_shrinks_while_it_is_read_is_read_again(self, client, fake):
        """Without the second reading, aid 101 would slip from the second page to the first one, already read."""

        def shrink(number):
            if number == 2 and len(fake.aids) == 250:
                del fake.aids[0]
                fake.next_day()

        fake.before_page = shrink
        reading = client.read_aids()

        assert ids(reading) == list(range(2, 251))
        assert len(pages(fake)) == 5 + 1

    def test_list_that_grows_while_it_is_read_is_read_again(self, client, fake):
        def grow(number):
            if number == 2 and len(fake.aids) == 250:
                fake.aids.insert(0, sample(999))
                fake.next_day()

        fake.before_page = grow

        assert set(ids(client.read_aids())) == {999, *range(1, 251)}

    def test_list_that_keeps_changing_is_accepted_if_none_is_missing(self, client, fake):
        def grow(number):
            if number == 2:
                fake.aids.append(sample(1000 + len(fake.aids)))

        fake.before_page = lambda number: (fake.next_day(), grow(number))

        assert len(client.read_aids().aids) == 252

    def test_list_that_keeps_shrinking_is_incomplete(self, client, fake):
        def shrink(number):
            fake.next_day()
            if number == 2:
                del fake.aids[0]

        fake.before_page = shrink
        with pytest.raises(IncompleteReadingError, match="249 aides annoncées, il en manque 1"):
            client.read_aids()

    def test_list_shorter_than_announced_is_incomplete(self, client, fake):
        fake.announced = 260

        with pytest.raises(IncompleteReadingError, match="260 aides annoncées, il en manque 10"):
            client.read_aids()
        assert len(pages(fake)) == 6

    def test_pages_kept_under_another_size_are_noticed(self, client, fake):
        """Another client asked for the first page by 50: the day's page 1 holds 50 aids, page 2 starts at the 101st."""
        token = json.loads(ask(fake, "POST", "/api/connexion/", {"X-AUTH-TOKEN": KEY})[2])["token"]
        ask(fake, "GET", "/api/aids/?page=1&itemsPerPage=50", {"Authorization": f"Bearer {token}"})

        with pytest.raises(IncompleteReadingError, match="il en manque 50"):
            client.read_aids()

    def test_list_that_goes_on_elsewhere_is_not_read(self, client, fake):
        fake.next_url = "https://ailleurs.test"

        with pytest.raises(OutboundContentError, match="autre site"):
            client.read_aids()
        assert {request.url.split("/")[2] for request in fake.requests} == {"aides.test"}

    @pytest.mark.parametrize(
        "following", ["https://[", 3, ["a"], "//ailleurs.test/", "https://aides.test@ailleurs.test"]
    )
    def test_next_page_that_does_not_read_is_not_followed(self, client, fake, following):
        fake.faults = [said({"count": 250, "next": following, "results": []})]

        with pytest.raises(OutboundContentError):
            client.read_aids()

    @pytest.mark.parametrize("following", ["/api/aids/?page=2", "http://aides.test/api/aids/?page=2"])
    def test_next_page_of_the_same_host_is_asked_under_its_own_address(self, client, fake, following):
        fake.faults = [said({"count": 250, "next": following, "results": samples(range(1, 101))})]

        assert len(client.read_aids().aids) == 250
        assert {request.url.partition(":")[0] for request in fake.requests} == {"https"}

    def test_list_without_end_is_stopped(self, client, fake):
        fake.aids = samples(range(MOST_PAGES * 100 + 1))

        with pytest.raises(IncompleteReadingError, match=f"dépasse {MOST_PAGES} pages"):
            client.read_aids()

    def test_page_past_the_end_ends_the_list(self, client, fake):
        fake.faults = [said({"count": 0, "next": f"{URL}/api/aids/?page=2", "results": []})]

        assert client.read_aids().aids == ()

    def test_reading_that_lasts_is_stopped(self, fake, waits):
        clock = count(0, 1000)
        client = client_of(fake, sleep=waits.append, clock=lambda: next(clock))

        with pytest.raises(IncompleteReadingError, match="trente minutes"):
            client.read_aids()

    @pytest.mark.parametrize(
        "answer",
        [
            (200, {}, b"<html>maintenance</html>"),
            (200, {}, b'{"count": 250, "results": ['),
            (200, {}, b""),
            said({"token": "jeton.1.x"}),
            said({"count": "250", "results": []}),
            said({"count": 250, "results": {}}),
            said(None),
            said("texte"),
        ],
    )
    def test_answer_of_another_shape_is_named(self, client, fake, answer):
        fake.faults = [answer]

        with pytest.raises(OutboundContentError):
            client.read_aids()

    @pytest.mark.parametrize("status", [302, 400, 403, 404, 500])
    def test_refusal_is_said_at_once(self, client, fake, waits, status):
        fake.faults = [said({}, status, Location="https://ailleurs.test/")]

        with pytest.raises(OutboundStatusError, match=str(status)):
            client.read_aids()
        assert waits == []


def ask(fake, method, path, headers):
    return fake.answer(requests.Request(method, URL + path, headers=headers).prepare())


class TestToken:
    def test_key_goes_to_one_address_and_the_token_to_the_others(self, client, fake):
        client.read_aids()

        assert fake.paths() == ["POST /api/connexion/", *["GET /api/aids/"] * 3]
        assert [request.headers.get("X-AUTH-TOKEN") for request in fake.requests] == [KEY, None, None, None]
        assert [request.headers.get("Authorization") for request in fake.requests] == [None, *["Bearer jeton.1.x"] * 3]

    def test_token_is_shared_and_kept_less_than_a_day(self, fake, tmp_path):
        cache = FileBasedCache(str(tmp_path), {})
        with time_machine.travel(NOW, tick=False):
            client_of(fake, cache=cache).by_id(1)
            client_of(fake, cache=cache).by_id(1)
        with time_machine.travel(NOW + timedelta(seconds=TOKEN_LIFE - 1), tick=False):
            client_of(fake, cache=FileBasedCache(str(tmp_path), {})).by_id(1)
        assert fake.paths().count("POST /api/connexion/") == 1

        with time_machine.travel(NOW + timedelta(seconds=TOKEN_LIFE + 1), tick=False):
            client_of(fake, cache=cache).by_id(1)
        assert fake.paths().count("POST /api/connexion/") == 2

    def test_another_key_has_another_token(self, fake):
        cache = LocMemCache(str(uuid4()), {})
        client_of(fake, cache=cache).by_id(1)

        with pytest.raises(KeyRefusedError):
            client_of(fake, cache=cache, key="autre").by_id(1)

    def test_key_that_is_refused_is_said_without_it(self, fake):
        with pytest.raises(KeyRefusedError, match="MEC_AIDES_TERRITOIRES_KEY") as raised:
            client_of(fake, key="cle-fausse").read_aids()

        assert "cle-fausse" not in str(raised.value)
        assert fake.paths() == ["POST /api/connexion/"]

    def test_token_that_expired_is_replaced_once_without_waiting(self, client, fake, waits):
        client.by_id(1)
        fake.expire_tokens()

        assert ids(client.read_aids()) == list(range(1, 251))
        assert (fake.paths().count("POST /api/connexion/"), waits) == (2, [])

    def test_good_token_refused_now_and_then_is_shown_again_after_a_while(self, client, fake, waits):
        fake.faults = [UNAUTHORIZED, UNAUTHORIZED, UNAUTHORIZED]

        assert client.by_id(1).id == 1
        assert (fake.paths().count("POST /api/connexion/"), waits) == (2, [1, 2])

    def test_tokens_that_are_always_refused_end_in_an_error(self, client, fake, waits):
        fake.faults = [UNAUTHORIZED] * 10

        with pytest.raises(OutboundStatusError, match="401"):
            client.by_id(1)
        assert (fake.paths().count("POST /api/connexion/"), waits) == (2, list(BACK_OFF))

    @pytest.mark.parametrize(
        "answer", [said({}), said([]), said({"token": 3}), said({"token": "a\r\nX: 1"}), (200, {}, b"")]
    )
    def test_connexion_that_gives_no_token_is_named(self, client, fake, answer):
        fake.sign_in_faults = [answer]

        with pytest.raises(OutboundContentError):
            client.by_id(1)

    def test_key_and_token_are_in_no_log_and_no_writing(self, client, fake, caplog):
        caplog.set_level(logging.DEBUG)
        fake.faults = [UNAVAILABLE, UNAUTHORIZED]
        client.by_id(1)

        assert not any(secret in caplog.text + repr(client) for secret in (KEY, "jeton."))

    def test_key_of_an_odd_writing_is_refused_in_french(self, fake):
        with pytest.raises(OutboundRefusedError, match="en-tête"):
            client_of(fake, key="clé\n").by_id(1)


class TestPatience:
    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_busy_service_is_asked_again_after_a_while(self, client, fake, waits, status):
        fake.faults = [said({}, status)] * 3

        assert len(client.read_aids().aids) == 250
        assert waits == [1, 2, 4]

    @pytest.mark.parametrize("fault", [requests.ReadTimeout("trop long"), requests.ConnectionError("coupée")])
    def test_service_that_does_not_answer_is_asked_again(self, client, fake, waits, fault):
        fake.faults = [fault, fault]

        assert client.by_id(1).id == 1
        assert waits == [1, 2]

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (UNAVAILABLE, OutboundStatusError),
            (requests.ReadTimeout("trop long"), OutboundTimeoutError),
            (requests.ConnectionError("coupée"), OutboundUnreachableError),
        ],
    )
    def test_fourth_failure_is_an_error_and_the_fifth_a_pause(self, client, fake, waits, fault, error):
        fake.faults = [fault] * 20

        with pytest.raises(error):
            client.by_id(1)
        with pytest.raises(OutboundPausedError):
            client.by_id(1)

        assert (fake.paths().count("GET /api/aids/by-id/1/"), waits) == (5, [1, 2, 4, 1])

    @pytest.mark.parametrize(
        ("said_wait", "waited"),
        [
            ("7", 7),
            ("0", 1),
            ("86400", LONGEST_WAIT),
            ("9" * 400, LONGEST_WAIT),
            ("bientôt", 1),
            ("-5", 1),
            (format_datetime(NOW + timedelta(seconds=20)), 20),
            (format_datetime(NOW - timedelta(days=1)), 1),
            (format_datetime(NOW + timedelta(days=1)), LONGEST_WAIT),
        ],
    )
    def test_wait_that_the_service_asks_for_is_kept_up_to_a_minute(self, client, fake, waits, said_wait, waited):
        client.by_id(1)
        fake.faults = [said({}, 429, Retry_After=said_wait.encode("ascii", "replace").decode())]

        with time_machine.travel(NOW, tick=False):
            client.by_id(1)

        assert waits == [waited]

    def test_connexion_is_asked_again_too(self, client, fake, waits):
        fake.sign_in_faults = [UNAVAILABLE, requests.ReadTimeout("trop long")]

        assert client.by_id(1).id == 1
        assert waits == [1, 2]


class TestOtherLists:
    def test_aid_is_found_by_its_id_whatever_its_status(self, client, fake):
        fake.aids = [sample(12, is_live=False), {"id": 13}]

        assert client.by_id(12).is_live is False
        assert client.by_id(99) is None
        with pytest.raises(MalformedAid):
            client.by_id(13)

    def test_perimeters(self, client, fake):
        row = {"id": "70973-lyon", "text": "Lyon (Commune - 69001)", "name": "Lyon", "scale": "Commune"}
        fake.lists["/api/perimeters/"] = [row | {"zipcodes": ["69001"], "code": "69123"}, {"name": "Sans id"}, "rien"]

        found = client.perimeters(q="Lyon & co", insees="69123")

        assert found == (Perimeter("70973-lyon", "Lyon", "Lyon (Commune - 69001)", "Commune", "69123", ("69001",)),)
        assert pages(fake) == ["q=Lyon+%26+co&insees=69123&page=1&itemsPerPage=100"]

    def test_themes(self, client, fake):
        eau = {"id": 1, "name": "Eau potable", "slug": "eau-potable"}
        fake.lists["/api/themes/"] = [{"id": 1, "name": "Eau", "slug": "eau", "categories": [eau, None]}, {"id": None}]

        assert client.themes() == (Theme(1, "Eau", "eau", (Category(1, "Eau potable", "eau-potable"),)),)

    @pytest.mark.parametrize("name", ["audiences", "types", "steps", "destinations", "recurrences"])
    def test_referentials(self, client, fake, name):
        full = {"id": 1, "name": "Aide financière"}
        fake.lists[f"/api/aids/{name}/"] = [
            {"id": "grant", "slug": "grant", "name": "Subvention", "type_full": full},
            {"id": "loan", "name": "Prêt"},
            {"name": "Sans slug"},
        ]

        assert client.referential(name) == (
            Choice("grant", "Subvention", Group(1, "Aide financière")),
            Choice("loan", "Prêt", None),
        )

    def test_programs_are_read_by_pages(self, client, fake):
        fake.lists["/api/programs/"] = [
            *({"id": number, "name": "P", "slug": "p", "perimeter": None} for number in range(130)),
            {"name": "Sans id"},
        ]

        assert [program.id for program in client.programs()] == list(range(130))

    def test_backers(self, client, fake):
        row = {"id": "12-ademe", "slug": "ademe", "text": "ADEME", "logo": None, "group": {"id": 2, "name": "État"}}
        fake.lists["/api/backers/"] = [row, {}]

        (backer,) = client.backers(q="ademe")

        assert (backer.id, backer.name, backer.perimeter, backer.group) == ("12-ademe", "ADEME", "", Group(2, "État"))

    def test_list_without_an_envelope_is_read(self, client, fake):
        fake.faults = [said([{"id": 1, "name": "P", "slug": "p"}])]

        assert [program.id for program in client.programs()] == [1]

    def test_list_that_is_not_there_is_said(self, client):
        with pytest.raises(OutboundError, match="404"):
            client.themes()


class TestSettings:
    def test_without_a_key_the_connection_is_not_configured(self, settings):
        settings.AIDES_TERRITOIRES_API_KEY = ""

        assert configured() is None

    def test_settings_say_whom_to_ask(self, settings):
        settings.AIDES_TERRITOIRES_API_KEY = KEY
        settings.AIDES_TERRITOIRES_URL = URL

        client = configured()

        assert (client.url, client.key, client.door.origins) == (URL, KEY, {URL})

    def test_address_in_the_clear_is_refused(self, settings):
        settings.AIDES_TERRITOIRES_API_KEY = KEY
        settings.AIDES_TERRITOIRES_URL = "http://aides.test"

        with pytest.raises(OutboundRefusedError, match="https"):
            configured().check()

    def test_check_says_whether_the_connection_works(self, client, fake):
        client.by_id(1)

        assert client.check() == 250
        assert fake.paths().count("POST /api/connexion/") == 2


class TestFake:
    """The fake has the ways of the service that a client may stumble on."""

    @pytest.fixture
    def bearer(self, fake):
        token = json.loads(ask(fake, "POST", "/api/connexion/", {"X-AUTH-TOKEN": KEY})[2])["token"]
        return {"Authorization": f"Bearer {token}"}

    def test_key_sent_elsewhere_gets_a_token_instead_of_the_resource(self, fake):
        assert json.loads(ask(fake, "GET", "/api/aids/", {"X-AUTH-TOKEN": KEY})[2]).keys() == {"token"}

    def test_page_size_is_ignored(self, fake, bearer):
        page = json.loads(ask(fake, "GET", "/api/aids/?page=1&page_size=10", bearer)[2])

        assert (len(page["results"]), page["count"]) == (50, 250)

    def test_size_is_bounded(self, fake, bearer):
        assert len(json.loads(ask(fake, "GET", "/api/aids/?size=1000", bearer)[2])["results"]) == 100

    def test_page_past_the_end_is_empty(self, fake, bearer):
        page = json.loads(ask(fake, "GET", "/api/aids/?page=9", bearer)[2])

        assert (page["results"], page["next"], page["previous"][-6:]) == ([], None, "page=8")

    def test_page_is_kept_for_the_day_whatever_its_size(self, fake, bearer):
        ask(fake, "GET", "/api/aids/?page=1&itemsPerPage=20", bearer)

        assert len(json.loads(ask(fake, "GET", "/api/aids/?page=1&itemsPerPage=100", bearer)[2])["results"]) == 20
        fake.next_day()
        assert len(json.loads(ask(fake, "GET", "/api/aids/?page=1&itemsPerPage=100", bearer)[2])["results"]) == 100

    @pytest.mark.parametrize(
        ("headers", "message"),
        [
            ({}, "JWT Token not found"),
            ({"Authorization": "Bearer invente"}, "Invalid JWT Token"),
            ({"X-AUTH-TOKEN": "fausse"}, "User not found"),
        ],
    )
    def test_refusals_say_what_the_service_says(self, fake, headers, message):
        status, _, body = ask(fake, "GET", "/api/aids/", headers)

        assert (status, json.loads(body)["message"]) == (401, message)

    def test_expired_token_is_said(self, fake, bearer):
        fake.expire_tokens()

        assert json.loads(ask(fake, "GET", "/api/aids/", bearer)[2])["message"] == "Expired JWT Token"
