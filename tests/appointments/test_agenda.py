"""The calendar of an appointment: what a calendar reads, and what nobody can slip into it."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from mec.appointments.agenda import agenda_of
from mec.appointments.models import Booking, Desk
from mec.appointments.queries import with_details
from mec.appointments.services import cancel_booking, edit_desk
from mec.core.text import calendar_text
from tests.factories.appointments import desk_content

NAMES = [
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL",
    "ORGANIZER", "ATTENDEE",
]  # fmt: skip
TEXTS = st.text(max_size=200)
HOSTILE = (
    "Bonjour\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\r\rBEGIN:VEVENT\u2028URL:https://example.org\x85\x0b;,\\n"
)


def read(booking):
    content = agenda_of(with_details(Booking.objects.filter(pk=booking.pk)).get())
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return content, calendar, event


def test_event_says_when_where_and_who(booking):
    _, calendar, event = read(booking)

    assert calendar["METHOD"] == "REQUEST"
    assert event.decoded("DTSTART") == booking.starts_at
    assert event.decoded("DTSTART").tzinfo is not None
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).total_seconds() == 15 * 60
    assert event["UID"] == f"{booking.reference}@localhost"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["LOCATION"] == "Numéro à appeler\u00a0: 04 75 00 00 00"
    assert event["ORGANIZER"] == "mailto:ddt@matrice.fr"
    assert event["ATTENDEE"] == "mailto:owner@matrice.fr"
    assert event["ATTENDEE"].params["CN"] == "Owner Matrice"
    assert event["DESCRIPTION"] == "Quelle pièce fournir ?"


def test_lines_are_those_of_the_standard(booking):
    Booking.objects.update(question="é" * 500)
    content, _, _ = read(booking)

    assert b"\nDTSTART:" + f"{booking.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() + b"\r\n" in content
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75


def test_cancelling_sends_the_same_event_away(booking, people):
    _, _, before = read(booking)
    cancel_booking(booking, actor=people["owner"])
    _, calendar, event = read(booking)

    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["STATUS"]) == (before["UID"], "CANCELLED")
    assert event["SEQUENCE"] > before["SEQUENCE"]
    assert ("LOCATION" in before, "LOCATION" in event) == (True, False)


def test_another_place_is_a_later_revision(booking, desk, people):
    edit_desk(desk, expected_version=1, content=desk_content(people["ddt"], place="Privas"), actor=people["ddt"])

    _, calendar, event = read(booking)
    assert (calendar["METHOD"], event["SEQUENCE"]) == ("REQUEST", 1)
    assert event["LOCATION"].endswith("Privas")


@given(title=TEXTS, question=TEXTS, place=TEXTS, name=TEXTS)
@example(title=HOSTILE, question=HOSTILE, place=HOSTILE, name=HOSTILE)
@example(title='"', question="", place=":;,\\", name='a";X-EVIL=1:b^n')
def test_any_text_comes_back_whole_and_adds_no_line(title, question, place, name, kept):
    kept.slot.desk.title, kept.slot.desk.place, kept.question = title, place, question
    kept.booked_by.first_name, kept.booked_by.last_name = name, ""
    content = agenda_of(kept)

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["DESCRIPTION"] == calendar_text(question)
    assert event["SUMMARY"] == calendar_text(f"{title} – Ddt, Privas")
    assert event["LOCATION"].endswith(calendar_text(place))
    lines = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")
    names = [re.split("[:;]", line)[0] for line in lines[lines.index("BEGIN:VEVENT") + 1 : -3]]
    assert sorted(names) == sorted(NAMES)
    assert not any(set(line) & set("\r\n\x0b\x0c\x85\u2028\u2029") for line in lines)
    assert lines.count("BEGIN:VEVENT") == 1


@pytest.fixture
def kept(booking):
    return with_details(Booking.objects.filter(pk=booking.pk)).get()


@given(text=TEXTS)
def test_ordinary_text_is_left_alone(text):
    ordinary = "".join(sign for sign in text if sign.isprintable())

    assert calendar_text(ordinary) == ordinary
    assert calendar_text(calendar_text(text)) == calendar_text(text)


def test_place_is_named_by_what_it_is(desk):
    Desk.objects.update(mode="sur_place")

    assert Desk.objects.get().place_label == "Adresse"
    assert datetime.now(UTC) < desk.slots.order_by("starts_at")[0].starts_at
