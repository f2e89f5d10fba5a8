import json
import math
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.clients.aides_territoires.reading import read_items
from mec.clients.aides_territoires.shapes import Aid, AidType, Backer, Group, MalformedAid, parse_aid, unknown_keys
from tests.clients.aides_territoires.samples import FULL, sample

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_aid_has_every_field_of_the_contract():
    own = {"raw", "problems", "perimeter_id"}

    assert {field.name for field in fields(Aid)} == FULL.keys() | own
    assert unknown_keys(FULL) == set()


def test_values_are_typed():
    aid = parse_aid(FULL)

    assert aid.problems == ()
    assert aid.raw == FULL
    assert aid.submission_deadline == date(2026, 12, 31)
    assert aid.date_updated == datetime(2026, 2, 1, 7, tzinfo=UTC)
    assert (aid.subvention_rate_lower_bound, aid.subvention_rate_upper_bound) == (Decimal(20), Decimal("80.5"))
    assert aid.financers_full == (Backer(51, "Banque des Territoires", "https://a.test/logo.png"),)
    assert aid.aid_types_full == (AidType(1, "Subvention", Group(1, "Aide financière")),)
    assert aid.targeted_audiences == ("Commune", "Intercommunalité / Pays")
    assert (aid.short_title, aid.european_aid, aid.loan_amount, aid.is_live) == ("", "", None, True)


def test_aid_may_say_its_name_only():
    aid = parse_aid({"id": "7", "name": "Une aide"})

    assert (aid.id, aid.name, aid.problems) == (7, "Une aide", ())
    assert (aid.description, aid.financers, aid.start_date, aid.is_live) == ("", (), None, None)


def test_older_form_is_read_as_it_is():
    aid = parse_aid(
        {
            "id": 1,
            "name": "Aide",
            "perimeter": "CC des Coëvrons (EPCI)",
            "categories": ["Énergies / Déchets|Recyclage"],
            "date_created": "2021-09-20T16:25:50.778127+02:00",
            "short_title": "",
        }
    )

    assert (aid.perimeter, aid.perimeter_scale, aid.perimeter_id) == ("CC des Coëvrons (EPCI)", "", "")
    assert aid.categories == ("Énergies / Déchets|Recyclage",)
    assert aid.problems == ()


@pytest.mark.parametrize("value", [70973, "70973", "70973-lyon"])
def test_perimeter_of_newer_versions_is_kept(value):
    assert parse_aid(sample(1, perimeter_id=value)).perimeter_id == str(value)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("submission_deadline", "31/12", "submission_deadline␣: «␣31/12␣» n’est pas une date"),
        ("submission_deadline", "2026-02-30", "submission_deadline␣: «␣2026-02-30␣» n’est pas une date"),
        ("start_date", 20260101, "start_date␣: «␣20260101␣» n’est pas une date"),
        ("date_updated", "hier", "date_updated␣: «␣hier␣» n’est pas un instant"),
        ("date_created", {}, "date_created␣: «␣{}␣» n’est pas un instant"),
        ("loan_amount", "beaucoup", "loan_amount␣: «␣beaucoup␣» n’est pas un nombre"),
        ("loan_amount", float("inf"), "loan_amount␣: «␣inf␣» n’est pas un nombre"),
        ("loan_amount", "1e400", "loan_amount␣: «␣1e400␣» n’est pas un nombre"),
        (
            "date_created",
            "0001-01-01T00:00:00+14:00",
            "date_created␣: «␣0001-01-01T00:00:00+14:00␣» n’est pas un instant",
        ),
        ("loan_amount", True, "loan_amount␣: «␣True␣» n’est pas un nombre"),
        ("is_live", "oui", "is_live␣: «␣oui␣» n’est pas un oui ou un non"),
        ("description", ["a"], "description␣: «␣['a']␣» n’est pas un texte"),
        ("financers", "Région", "financers␣: «␣Région␣» n’est pas une liste"),
        ("financers", ["Région", 3], "financers␣: «␣3␣» n’est pas un texte"),
        ("financers_full", ["Région"], "financers_full␣: «␣Région␣» n’est pas un porteur d’aides"),
        ("financers_full", [{"id": "x", "name": "A"}], "financers_full.id␣: «␣x␣» n’est pas un identifiant"),
        ("aid_types_full", [{"group": 3}], "aid_types_full.group␣: «␣3␣» n’est pas un groupe"),
        ("aid_types_full", [{"group": {"id": []}}], "aid_types_full.group.id␣: «␣[]␣» n’est pas un identifiant"),
    ],
)
def test_bad_value_is_a_problem_and_the_rest_is_kept(name, value, problem):
    aid = parse_aid(sample(1, **{name: value}))

    assert aid.problems == (problem.replace("␣", "\u00a0"),)
    assert (aid.id, aid.name, aid.perimeter) == (1, "Aide n° 1", "France")


def test_long_value_is_cut_in_its_problem():
    (problem,) = parse_aid(sample(1, start_date="x" * 5000)).problems

    assert len(problem) < 120


def test_timestamp_without_offset_is_in_paris():
    assert parse_aid(sample(1, date_updated="2026-07-01T12:00:00")).date_updated == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "identifier"),
    [
        (None, None),
        ("une aide", None),
        ([], None),
        ({}, None),
        ({"name": "Aide"}, None),
        ({"id": "douze", "name": "Aide"}, None),
        ({"id": True, "name": "Aide"}, None),
        ({"id": -1, "name": "Aide"}, None),
        ({"id": 2**63, "name": "Aide"}, None),
        ({"id": "9" * 5000, "name": "Aide"}, None),
        ({"id": 12}, 12),
        ({"id": 12, "name": "  "}, 12),
        ({"id": 12, "name": ["Aide"]}, 12),
    ],
)
def test_aid_without_id_or_name_is_malformed(data, identifier):
    with pytest.raises(MalformedAid) as raised:
        parse_aid(data)

    assert (raised.value.id, raised.value.raw) == (identifier, data)
    assert raised.value.problems


@given(st.dictionaries(st.sampled_from(sorted(FULL)), JSON), JSON)
def test_whatever_comes_is_an_aid_or_is_malformed(changes, other):
    for data in (FULL | changes, other):
        try:
            aid = parse_aid(data)
        except MalformedAid:
            continue
        else:
            assert isinstance(aid.id, int)


def test_what_no_database_keeps_is_left_out_of_what_was_received():
    odd = {"note": math.inf, "liste": [math.nan, "\ud800", {"cl\x00é": 1.5}], "loan_amount": math.nan}

    aid = parse_aid(sample(1, **odd))

    assert (aid.raw["note"], aid.raw["liste"]) == ("inf", ["nan", "?", {"clé": 1.5}])
    assert json.loads(json.dumps(aid.raw, allow_nan=False)) == aid.raw
    assert aid.problems == ("loan_amount\u00a0: «\u00a0nan\u00a0» n’est pas un nombre",)


def test_values_without_end_are_malformed():
    deep = []
    for _ in range(5_000):
        deep = [deep]

    with pytest.raises(MalformedAid, match="sans fin"):
        parse_aid({"id": 1, "name": "Aide", "note": deep})


def test_reading_keeps_one_aid_for_each_id_and_the_last_wins():
    reading = read_items(
        [sample(1, name="Avant"), sample(2), sample(1, name="Après", nouveau=3), {"id": 3}, "rien", {}]
    )

    assert [(aid.id, aid.name) for aid in reading.aids] == [(1, "Après"), (2, "Aide n° 2")]
    assert [error.id for error in reading.malformed] == [3, None, None]
    assert (reading.seen, reading.unknown_keys) == ({1, 2, 3}, {"nouveau"})


def test_last_writing_of_an_aid_decides_whether_it_is_malformed():
    reading = read_items([sample(1), {"id": 1}, {"id": 2}, sample(2)])

    assert [aid.id for aid in reading.aids] == [2]
    assert [error.id for error in reading.malformed] == [1]
