"""Lists and rules agree: who sees a desk, who reads an appointment, who receives whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.appointments.coverage import organizations_receiving, received_by
from mec.appointments.enums import EntryAudience, Permission
from mec.appointments.models import Desk
from mec.appointments.queries import (
    bookings_asked,
    bookings_received,
    bookings_visible_to,
    desks_for_offer,
    desks_for_project,
    desks_open_to,
    desks_visible_to,
    free_slots,
)
from mec.appointments.rules import may_view_desk
from mec.appointments.services import cancel_booking, close_desk
from mec.core.access import can
from mec.core.journal.audiences import audiences_of
from mec.core.journal.queries import entries_of, timeline
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Membership, Organization
from mec.organizations.rules import forget_scope
from tests.factories.appointments import make_booking, make_desk
from tests.factories.offers import OfferFactory
from tests.factories.projects import make_project
from tests.matrix.personas import ORGANIZATIONS, PERSONAS

PEOPLE = [persona.name for persona in PERSONAS]
KEEPERS = ["ddt", "foreign_ddt", "regional", "anct", "cerema", "capca", "privas"]
HOSTS = {"cerema": "expert", "capca": "epci_agent", "privas": "owner"}


@pytest.fixture
def desks(world):
    return {name: make_desk(world.organizations[name], host=world.people[HOSTS.get(name, name)]) for name in KEEPERS}


def names(desks, found):
    return {name for name, desk in desks.items() if desk in set(found)}


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        ("owner", {"ddt", "regional", "anct", "cerema", "capca", "privas"}),
        ("neighbour", {"ddt", "regional", "anct", "cerema"}),
        ("foreign_owner", {"foreign_ddt", "regional", "anct", "cerema"}),
        ("ddt", {"ddt"}),
        ("expert", {"cerema"}),
        ("fresh", set()),
        ("staff", set()),
    ],
)
def test_a_desk_shows_to_those_whom_its_organization_covers(person, shown, desks, people):
    assert names(desks, desks_visible_to(people[person])) == shown


@given(
    joined=st.sets(st.sampled_from(sorted(ORGANIZATIONS)), max_size=3),
    closed=st.sets(st.sampled_from(KEEPERS), max_size=2),
    active=st.booleans(),
)
def test_visible_desks_are_those_of_the_rule(joined, closed, active, world, desks):
    user = _person(world, joined, active=active)
    Desk.objects.update(closed_at=None)
    for name in closed:
        Desk.objects.filter(pk=desks[name].pk).update(closed_at=desks[name].opened_at)
    rows = {name: Desk.objects.get(pk=desk.pk) for name, desk in desks.items()}

    assert names(rows, desks_visible_to(user)) == {name for name, desk in rows.items() if may_view_desk(user, desk)}
    bookable = {name for name, desk in rows.items() if can(user, Permission.BOOK, desk) and free_slots(desk).exists()}
    assert names(rows, desks_open_to(user)) == bookable


def _person(world, joined, *, active=True):
    user = world.people["fresh"]
    Membership.objects.filter(user=user).delete()
    for name in joined:
        Membership.objects.create(user=user, organization=world.organizations[name])
    user.is_active = active
    forget_scope(user)
    return user


@given(joined=st.sets(st.sampled_from(sorted(ORGANIZATIONS)), max_size=3), active=st.booleans())
def test_visible_appointments_are_those_of_the_rule(joined, active, world, bookings):
    user = _person(world, joined, active=active)
    by_rule = {booking for booking in bookings if can(user, Permission.VIEW_BOOKING, booking)}

    assert set(bookings_visible_to(user)) == by_rule
    assert set(bookings_asked(user)) | set(bookings_received(user)) == by_rule
    assert not set(bookings_asked(user)) & set(bookings_received(user))
    if active:
        read = {booking for booking in bookings if EntryAudience.SIDES in audiences_of(user, booking)}
        assert read == by_rule


@pytest.fixture
def bookings(world, desks):
    """Two of the same desk, one of them cancelled, one elsewhere."""
    own = make_booking(desks["ddt"], actor=world.people["owner"], organization=world.organizations["privas"])
    other = make_booking(desks["ddt"], actor=world.people["neighbour"], organization=world.organizations["vals"])
    cancel_booking(other, actor=world.people["neighbour"])
    far = make_booking(
        desks["regional"], actor=world.people["foreign_owner"], organization=world.organizations["bettant"]
    )
    return [own, other, far]


@pytest.mark.parametrize("person", PEOPLE)
def test_a_collectivite_never_reads_the_appointment_of_another(person, bookings, people):
    organization = next(persona.organization for persona in PERSONAS if persona.name == person)
    sides = [{"privas", "ddt"}, {"vals", "ddt"}, {"bettant", "regional"}]

    assert list(bookings_visible_to(people[person]).order_by("pk")) == [
        booking for booking, side in zip(bookings, sides, strict=True) if organization in side
    ]
    for booking, side in zip(bookings, sides, strict=True):
        entries = list(timeline(people[person], booking))
        assert len(entries) == (entries_of(booking).count() if organization in side else 0)


@given(
    kind=st.sampled_from(OrganizationKind),
    territory=st.sampled_from([None, "privas", "ardeche", "ara", "france", "ain"]),
    perimeter=st.sets(st.sampled_from(["privas", "vals", "ardeche", "ain", "france"]), max_size=2),
    asked=st.sets(st.sampled_from(["privas", "vals", "bettant", "capca", "syndicat"])),
)
def test_who_receives_whom_is_read_alike_from_both_ends(kind, territory, perimeter, asked, world):
    Organization.objects.filter(name__in=["Essai", "Syndicat"]).delete()
    places = world.territories
    if territory and Organization.objects.filter(kind=kind, territory=places[territory]).exists():
        territory = None
    receiver = Organization.objects.create(kind=kind, name="Essai", territory=places.get(territory))
    receiver.perimeter.set([places[name] for name in perimeter])
    syndicat = Organization.objects.create(kind=OrganizationKind.SYNDICAT, name="Syndicat")
    syndicat.perimeter.set([places["vals"], places["bettant"]])
    bodies = {**world.organizations, "syndicat": syndicat}
    ids = {name: bodies[name].pk for name in asked}

    received = set(received_by(receiver, ids.values()).values_list("pk", flat=True))

    one_by_one = {pk for pk in ids.values() if organizations_receiving([pk]).filter(pk=receiver.pk).exists()}
    assert received == one_by_one
    assert organizations_receiving(list(ids.values())).filter(pk=receiver.pk).exists() == bool(received)


class TestDesksOfSomething:
    def test_desk_about_an_offer_shows_on_its_page_while_it_has_free_slots(self, world):
        offer, other = OfferFactory(), OfferFactory()
        desk = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=1, offers=[offer])
        make_desk(world.organizations["prefecture"], host=world.people["prefecture"])

        assert list(desks_for_offer(offer, world.people["owner"])) == [desk]
        assert not desks_for_offer(other, world.people["owner"])
        assert not desks_for_offer(offer, world.people["foreign_owner"])
        assert not desks_for_offer(offer, world.people["ddt"])
        make_booking(desk, actor=world.people["owner"], organization=world.organizations["privas"])
        assert not desks_for_offer(offer, world.people["owner"])

    def test_desk_about_anything_shows_for_the_projects_of_those_it_receives(self, world):
        project = make_project(world.organizations["privas"], author=world.people["owner"])
        desk = make_desk(world.organizations["ddt"], host=world.people["ddt"])
        make_desk(world.organizations["prefecture"], host=world.people["prefecture"], offers=[OfferFactory()])

        assert list(desks_for_project(project, world.people["owner"])) == [desk]
        assert not desks_for_project(project, world.people["neighbour"])
        close_desk(desk, actor=world.people["ddt"])
        assert not desks_for_project(project, world.people["owner"])
