"""Desks, slots, appointments: what is refused, what is told, what the database holds."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.appointments.enums import Verb
from mec.appointments.models import Booking, Slot
from mec.appointments.queries import free_slots
from mec.appointments.services import (
    AlreadyStartedError,
    BookingRequest,
    DeskClosedError,
    HostBusyError,
    NotAHostError,
    NotReceivedError,
    PastSlotsError,
    ReasonMissingError,
    SameHourError,
    SlotHours,
    SlotHoursError,
    SlotTakenError,
    TooFarError,
    TooManyBookingsError,
    book_slot,
    cancel_booking,
    close_desk,
    edit_desk,
    open_desk,
    publish_slots,
    remind_of_tomorrow,
    withdraw_slot,
)
from mec.core.access import MissingRightError
from mec.core.db import StaleVersionError
from mec.core.jobs.runner import drain
from mec.core.jobs.schedules import schedules
from mec.core.journal.queries import entries_of
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.organizations.models import Membership
from mec.organizations.rules import forget_scope
from tests.factories.appointments import desk_content, hours_of, make_booking, make_desk
from tests.factories.projects import make_project
from tests.matrix.personas import build_world


def told(verb):
    drain()
    rows = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return sorted(row.recipient.email.split("@")[0] for row in rows)


def verbs(target):
    return [entry.verb for entry in entries_of(target)]


class TestDesks:
    def test_open_desk_twice_opens_one(self, world):
        key, host = uuid4(), world.people["ddt"]
        first = open_desk(world.organizations["ddt"], content=desk_content(host), key=key, actor=host)

        assert open_desk(world.organizations["ddt"], content=desk_content(host), key=key, actor=host) == first
        assert verbs(first) == [Verb.DESK_OPENED]

    @pytest.mark.parametrize("person", ["owner", "prefecture", "fresh", "staff", "anct"])
    def test_desk_is_kept_by_its_organization_alone(self, person, world, desk):
        stranger = world.people[person]

        with pytest.raises(MissingRightError):
            open_desk(world.organizations["ddt"], content=desk_content(stranger), key=uuid4(), actor=stranger)
        for act in (
            lambda: edit_desk(desk, expected_version=1, content=desk_content(stranger), actor=stranger),
            lambda: publish_slots(desk, hours=hours_of(), actor=stranger),
            lambda: withdraw_slot(free_slots(desk)[0], actor=stranger),
            lambda: close_desk(desk, actor=stranger),
        ):
            with pytest.raises(MissingRightError):
                act()

    def test_host_acts_for_the_organization(self, world, desk):
        with pytest.raises(NotAHostError):
            edit_desk(desk, expected_version=1, content=desk_content(world.people["owner"]), actor=world.people["ddt"])

    def test_edit_tells_those_who_come_when_it_matters_to_them(self, desk, booking, people):
        content = desk_content(people["ddt"], place="04 75 11 11 11")
        edit_desk(desk, expected_version=1, content=replace(content, title="Autre titre"), actor=people["ddt"])
        assert told(Verb.CHANGED) == ["owner"]

        edit_desk(desk, expected_version=2, content=content, actor=people["ddt"])
        assert told(Verb.CHANGED) == ["owner"]
        booking.refresh_from_db()
        assert booking.sequence == 1

    def test_edit_of_an_old_version_changes_nothing(self, desk, people):
        content = desk_content(people["ddt"])
        edit_desk(desk, expected_version=1, content=content, actor=people["ddt"])

        with pytest.raises(StaleVersionError):
            edit_desk(desk, expected_version=1, content=replace(content, title="Autre"), actor=people["ddt"])
        desk.refresh_from_db()
        assert desk.title == content.title

    def test_slots_follow_a_new_host_who_is_free(self, desk, world):
        colleague = add_colleague(world)
        make_desk(world.organizations["ddt"], host=colleague, slots=1)
        content = desk_content(colleague)

        with pytest.raises(HostBusyError):
            edit_desk(desk, expected_version=1, content=content, actor=world.people["ddt"])
        free = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=1, days=2)
        edit_desk(free, expected_version=1, content=content, actor=world.people["ddt"])
        assert free.slots.get().host == colleague

    def test_close_cancels_what_was_to_come_and_says_why(self, desk, booking, people):
        with pytest.raises(ReasonMissingError):
            close_desk(desk, reason=" ", actor=people["ddt"])
        for _ in range(2):
            close_desk(desk, reason="Le poste est supprimé.", actor=people["ddt"])

        booking.refresh_from_db()
        assert (booking.is_live, booking.reason) == (False, "Le poste est supprimé.")
        assert not free_slots(desk).exists()
        assert told(Verb.CANCELLED) == ["owner"]
        assert verbs(desk).count(Verb.DESK_CLOSED) == 1
        with pytest.raises(DeskClosedError):
            publish_slots(desk, hours=hours_of(), actor=people["ddt"])


def add_colleague(world):
    Membership.objects.create(user=world.people["fresh"], organization=world.organizations["ddt"])
    forget_scope(world.people["fresh"])
    return world.people["fresh"]


class TestSlots:
    def test_publish_offers_what_follows_and_skips_what_is_there(self, desk, people):
        assert [slot.starts_at.minute for slot in free_slots(desk)] == [0, 15, 30, 45]

        assert publish_slots(desk, hours=hours_of(slots=6), actor=people["ddt"]) == 2
        assert publish_slots(desk, hours=hours_of(slots=6), actor=people["ddt"]) == 0
        assert free_slots(desk).count() == 6
        assert verbs(desk).count(Verb.SLOTS_PUBLISHED) == 2

    def test_what_was_withdrawn_comes_back(self, desk, people):
        slot = free_slots(desk)[0]
        for _ in range(2):
            withdraw_slot(slot, actor=people["ddt"])
        assert free_slots(desk).count() == 3
        assert verbs(desk).count(Verb.SLOT_WITHDRAWN) == 1

        assert publish_slots(desk, hours=hours_of(), actor=people["ddt"]) == 1
        assert free_slots(desk)[0] == slot

    @pytest.mark.parametrize(
        ("first", "last"),
        [(time(10, 5), time(11)), (time(11), time(10)), (time(10), time(10)), (time(10), time(10, 20))],
        ids=str,
    )
    def test_hours_are_quarters_in_order(self, first, last, desk, people):
        hours = replace(hours_of(), first=first, last=last)

        with pytest.raises(SlotHoursError):
            publish_slots(desk, hours=hours, actor=people["ddt"])

    @pytest.mark.parametrize(("days", "error"), [(-1, PastSlotsError), (61, TooFarError)])
    def test_past_and_far_days_are_refused(self, days, error, desk, people):
        with pytest.raises(error):
            publish_slots(desk, hours=hours_of(days=days), actor=people["ddt"])

    def test_last_day_is_sixty_days_ahead(self, desk, people):
        assert publish_slots(desk, hours=hours_of(days=60), actor=people["ddt"]) == 4

    def test_host_is_in_one_place(self, desk, world):
        with pytest.raises(HostBusyError):
            make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=8)

    @time_machine.travel(datetime(2026, 10, 20, 8, 0, tzinfo=UTC))
    @pytest.mark.parametrize(("day", "in_utc"), [(date(2026, 10, 24), 8), (date(2026, 10, 26), 9)], ids=str)
    def test_hours_are_those_of_paris_in_summer_and_in_winter(self, day, in_utc):
        assert SlotHours(day, time(10), time(10, 30)).starts() == [
            datetime(2026, day.month, day.day, in_utc, minute, tzinfo=UTC) for minute in (0, 15)
        ]

    def test_withdrawing_a_booked_slot_says_why_and_tells(self, desk, booking, people):
        with pytest.raises(ReasonMissingError):
            withdraw_slot(booking.slot, actor=people["ddt"])
        withdraw_slot(booking.slot, reason="Je suis en congé.", actor=people["ddt"])

        assert told(Verb.CANCELLED) == ["owner"]
        told_to_owner = Mail.objects.filter(to=people["owner"].email, text__contains="Motif\u00a0: Je suis en congé.")
        assert "a annulé ce rendez-vous (Privas)\u00a0: " in told_to_owner.get().text

    def test_what_has_begun_is_not_withdrawn(self, desk, people):
        slot = free_slots(desk)[0]

        with time_machine.travel(slot.starts_at), pytest.raises(AlreadyStartedError):
            withdraw_slot(slot, actor=people["ddt"])


class TestBook:
    def test_both_sides_are_told(self, desk, world, booking):
        assert told(Verb.BOOKED) == ["ddt"]
        assert told(Verb.CONFIRMED) == ["owner"]
        confirmation = Mail.objects.get(to=world.people["owner"].email)
        assert f"/rendez-vous/{booking.reference}/agenda.ics" in confirmation.text
        assert "04 75 00 00 00" in confirmation.text
        assert "Un devis." in confirmation.text
        assert [entry.behalf_name for entry in entries_of(booking)] == ["Privas", ""]

    def test_when_the_host_left_the_whole_organization_is_told(self, desk, world):
        add_colleague(world)
        Membership.objects.filter(user=world.people["ddt"]).update(active=False)

        make_booking(desk, actor=world.people["owner"], organization=world.organizations["privas"])
        assert told(Verb.BOOKED) == ["fresh"]

    def test_same_form_twice_books_once(self, desk, world):
        slot, key = free_slots(desk)[0], uuid4()
        wanted = BookingRequest(world.organizations["privas"], "Bonjour")
        first = book_slot(slot, request=wanted, key=key, actor=world.people["owner"])

        assert book_slot(slot, request=wanted, key=key, actor=world.people["owner"]) == first
        assert Booking.objects.count() == 1

    def test_slot_is_booked_once(self, desk, booking, world):
        with pytest.raises(SlotTakenError):
            make_booking(
                desk, slot=booking.slot, actor=world.people["neighbour"], organization=world.organizations["vals"]
            )

    def test_withdrawn_and_begun_slots_are_not_booked(self, desk, world, people):
        first, second = free_slots(desk)[:2]
        withdraw_slot(first, actor=people["ddt"])
        booker = {"actor": people["owner"], "organization": world.organizations["privas"]}

        with pytest.raises(SlotTakenError):
            make_booking(desk, slot=first, **booker)
        with time_machine.travel(second.starts_at), pytest.raises(SlotTakenError):
            make_booking(desk, slot=second, **booker)

    def test_person_is_in_one_place(self, desk, booking, world):
        other = make_desk(world.organizations["prefecture"], host=world.people["prefecture"])

        with pytest.raises(SameHourError) as raised:
            make_booking(other, actor=world.people["owner"], organization=world.organizations["privas"])
        assert raised.value.booking == booking

    def test_collectivite_holds_two_appointments_to_come_at_a_desk(self, desk, booking, world):
        colleague = {"actor": world.people["owner_admin"], "organization": world.organizations["privas"]}
        second = make_booking(desk, **colleague)

        with pytest.raises(TooManyBookingsError):
            make_booking(desk, **colleague)
        cancel_booking(second, actor=world.people["owner_admin"])
        assert make_booking(desk, **colleague).slot == second.slot

    def test_comes_with_ones_own_project(self, desk, world):
        project = make_project(world.organizations["privas"], author=world.people["owner"])
        privas, vals = world.organizations["privas"], world.organizations["vals"]

        with pytest.raises(NotReceivedError):
            make_booking(desk, actor=world.people["neighbour"], organization=vals, project=project)
        with pytest.raises(NotReceivedError):
            make_booking(desk, actor=world.people["neighbour"], organization=privas)
        assert make_booking(desk, actor=world.people["owner"], organization=privas, project=project).project == project

    @pytest.mark.parametrize("person", ["foreign_owner", "expert", "ddt", "fresh", "staff"])
    def test_only_those_whom_the_organization_receives_book(self, person, desk, world):
        with pytest.raises(MissingRightError):
            make_booking(desk, actor=world.people[person], organization=world.organizations["bettant"])

    def test_the_database_holds_it_whatever_the_services_do(self, booking, world):
        values = {
            "slot": booking.slot, "starts_at": booking.starts_at, "organization": world.organizations["vals"],
            "booked_by": world.people["neighbour"], "question": "Moi aussi", "key": uuid4(),
        }  # fmt: skip
        for wrong in ({}, {"slot": free_slots(booking.slot.desk)[0], "booked_by": world.people["owner"]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Booking.objects.create(**(values | wrong))


class TestCancel:
    def test_collectivite_gives_the_slot_back(self, desk, booking, people):
        for _ in range(2):
            cancel_booking(booking, actor=people["owner"])

        assert free_slots(desk)[0] == booking.slot
        assert told(Verb.CANCELLED) == ["ddt"]
        assert verbs(booking).count(Verb.CANCELLED) == 1

    def test_a_colleague_cancels_for_who_booked(self, booking, people):
        cancel_booking(booking, actor=people["owner_admin"])

        assert told(Verb.CANCELLED) == ["ddt", "owner"]

    def test_host_says_why_and_takes_the_slot_away(self, desk, booking, people):
        with pytest.raises(ReasonMissingError):
            cancel_booking(booking, actor=people["ddt"])
        cancel_booking(booking, reason="Malade", actor=people["ddt"])

        assert free_slots(desk).count() == 3
        assert told(Verb.CANCELLED) == ["owner"]

    @pytest.mark.parametrize("person", ["neighbour", "prefecture", "staff", "anct"])
    def test_others_cancel_nothing(self, person, booking, people):
        with pytest.raises(MissingRightError):
            cancel_booking(booking, reason="Non", actor=people[person])

    def test_what_has_begun_is_not_cancelled(self, booking, people):
        with time_machine.travel(booking.starts_at), pytest.raises(AlreadyStartedError):
            cancel_booking(booking, actor=people["owner"])


class TestRemind:
    def test_both_sides_are_reminded_the_day_before_once(self, desk, booking):
        today = timezone.localdate()
        assert remind_of_tomorrow(today=today - timedelta(days=1)) == 0

        assert [remind_of_tomorrow(today=today) for _ in range(2)] == [1, 0]
        assert told(Verb.REMINDED) == ["ddt", "owner"]
        assert remind_of_tomorrow(today=today + timedelta(days=1)) == 0

    def test_what_was_cancelled_is_not_reminded(self, booking, people):
        cancel_booking(booking, actor=people["owner"])

        assert remind_of_tomorrow(today=timezone.localdate()) == 0

    def test_reminders_leave_each_day(self):
        assert "appointments.remind" in schedules


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
@pytest.mark.parametrize("pair", [("owner", "neighbour"), ("owner", "owner_admin"), ("owner", "owner")])
def test_two_people_on_one_slot_make_one_appointment(pair):
    world = build_world()
    desk = make_desk(world.organizations["ddt"], host=world.people["ddt"])
    slot = Slot.objects.get(pk=free_slots(desk)[0].pk)
    bodies = {"owner": "privas", "owner_admin": "privas", "neighbour": "vals"}
    start = Barrier(2)

    def act(name):
        try:
            start.wait(timeout=10)
            wanted = BookingRequest(world.organizations[bodies[name]], f"Question de {name}")
            return book_slot(Slot.objects.get(pk=slot.pk), request=wanted, key=uuid4(), actor=world.people[name])
        except (SlotTakenError, SameHourError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, pair))

    booked = [answer for answer in answers if isinstance(answer, Booking)]
    assert booked == list(Booking.objects.filter(cancelled_at=None))
    assert len(booked) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_one_person_at_two_desks_at_once_has_one_appointment():
    """The two requests lock different slots and name different collectivités: only the constraint is left."""
    world = build_world()
    owner = world.people["owner"]
    Membership.objects.create(user=owner, organization=world.organizations["vals"])
    desks = [make_desk(world.organizations[name], host=world.people[name]) for name in ("ddt", "prefecture")]
    slots = [free_slots(desk)[0].pk for desk in desks]
    start = Barrier(2)

    def act(slot_id, body):
        try:
            start.wait(timeout=10)
            wanted = BookingRequest(world.organizations[body], "Bonjour")
            return book_slot(Slot.objects.get(pk=slot_id), request=wanted, key=uuid4(), actor=owner)
        except SameHourError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, slots, ["privas", "vals"]))

    assert [type(answer).__name__ for answer in answers].count("SameHourError") == 1
    assert Booking.objects.filter(cancelled_at=None).count() == 1


REFUSALS = (SlotTakenError, SameHourError, TooManyBookingsError, DeskClosedError, HostBusyError, MissingRightError)
MOVES = st.tuples(
    st.sampled_from(["publish", "withdraw", "book_owner", "book_neighbour", "cancel", "cancel_host", "close"]),
    st.integers(min_value=0, max_value=2),
)


@given(moves=st.lists(MOVES, max_size=10))
def test_live_appointments_never_share_a_slot_and_stand_on_live_ones(moves, world):
    desk = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=3, days=3)
    try:
        for move, rank in moves:
            _play(move, rank, desk, world)
        live = list(Booking.objects.filter(slot__desk=desk, cancelled_at=None).select_related("slot"))
        assert len({booking.slot_id for booking in live}) == len(live)
        assert all(booking.slot.cancelled_at is None for booking in live)
        assert all(booking.starts_at == booking.slot.starts_at for booking in live)
        assert max([sum(b.organization == body for b in live) for body in world.organizations.values()]) <= 2
    finally:
        close_desk(desk, reason="Fin", actor=world.people["ddt"])


def _play(move, rank, desk, world):
    host, slot = world.people["ddt"], Slot.objects.filter(desk=desk).order_by("starts_at")[rank]
    body = {"book_owner": "privas", "book_neighbour": "vals"}.get(move, "privas")
    person = world.people[move.removeprefix("book_")] if move.startswith("book") else host
    booking = Booking.objects.filter(slot=slot).order_by("-pk").first()
    acts = {
        "publish": lambda: publish_slots(desk, hours=hours_of(slots=3, days=3), actor=host),
        "withdraw": lambda: withdraw_slot(slot, reason="Congé", actor=host),
        "cancel": lambda: booking and cancel_booking(booking, actor=booking.booked_by),
        "cancel_host": lambda: booking and cancel_booking(booking, reason="Congé", actor=host),
        "close": lambda: close_desk(desk, reason="Fini", actor=host),
    }
    book = lambda: make_booking(desk, slot=slot, actor=person, organization=world.organizations[body])  # noqa: E731
    with suppress(*REFUSALS):
        acts.get(move, book)()


def test_reference_is_not_guessed_from_another(booking):
    assert isinstance(booking.reference, UUID)
    assert booking.reference.version == 4
