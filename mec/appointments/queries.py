"""Desks, slots and appointments, as people may see them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mec.accounts.models import User
from mec.appointments.coverage import organizations_receiving, received_by
from mec.appointments.enums import SLOT
from mec.appointments.models import Booking, Desk, Slot
from mec.offers.models import Offer
from mec.organizations.models import Organization
from mec.organizations.queries import active_members, organizations_of, scope_of
from mec.projects.models import Project
from mec.projects.queries import own_projects


def desks_visible_to(user: Any) -> QuerySet[Desk]:
    """Return the desks of the person's organisations, and the open ones that receive their collectivités."""
    scope = scope_of(user)
    receiving = organizations_receiving(scope.collectivites)
    return Desk.objects.filter(Q(organization__in=scope.organizations) | Q(closed_at=None, organization__in=receiving))


def desks_kept_by(user: Any) -> QuerySet[Desk]:
    """Return the desks of the person's organisations, open ones first, each with its `next_booked` instant."""
    next_booked = Booking.objects.filter(
        slot__desk=OuterRef("pk"), cancelled_at=None, starts_at__gt=timezone.now() - SLOT
    )
    rows = Desk.objects.filter(organization__in=scope_of(user).organizations).annotate(next_free=_next_free())
    return (
        rows.annotate(next_booked=Subquery(next_booked.order_by("starts_at").values("starts_at")[:1]))
        .select_related("organization", "host")
        .order_by("closed_at", "title", "pk")
    )


def desks_open_to(user: Any) -> QuerySet[Desk]:
    """Return the desks where the person can book today, the first to be free first, as `next_free` says."""
    receiving = organizations_receiving(scope_of(user).collectivites)
    free = _free(Slot.objects.filter(desk=OuterRef("pk")))
    rows = Desk.objects.filter(Exists(free), closed_at=None, organization__in=receiving)
    return rows.annotate(next_free=_next_free()).select_related("organization").order_by("next_free", "pk")


def desks_for_offer(offer: Offer, user: Any) -> QuerySet[Desk]:
    """Return the desks about this offer where the person can book today."""
    return desks_open_to(user).filter(offers=offer)


def desks_for_project(project: Project, user: Any) -> QuerySet[Desk]:
    """Return the desks where the project's people can ask anything, for those who act for its collectivité."""
    if project.owner_id not in scope_of(user).collectivites:
        return Desk.objects.none()
    receiving = organizations_receiving([project.owner_id])
    return desks_open_to(user).filter(organization__in=receiving, offers=None)


def _next_free() -> Subquery:
    free = _free(Slot.objects.filter(desk=OuterRef("pk"))).order_by("starts_at")
    return Subquery(free.values("starts_at")[:1])


def _free(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    taken = Booking.objects.filter(slot=OuterRef("pk"), cancelled_at=None)
    return slots.filter(~Exists(taken), cancelled_at=None, starts_at__gt=timezone.now())


def free_slots(desk: Desk) -> QuerySet[Slot]:
    """Return what can still be booked, in order."""
    return _free(Slot.objects.filter(desk=desk)).order_by("starts_at")


def slots_to_come(desk: Desk) -> list[tuple[Slot, Booking | None]]:
    """Return the slots of the desk that are not over, in order, each with its appointment; for those who keep it."""
    slots = Slot.objects.filter(desk=desk, cancelled_at=None, starts_at__gt=timezone.now() - SLOT)
    found = Booking.objects.filter(slot__in=slots, cancelled_at=None).select_related("organization", "booked_by")
    by_slot = {booking.slot_id: booking for booking in found}
    return [(slot, by_slot.get(slot.pk)) for slot in slots.order_by("starts_at")]


def live_booking_of(slot: Slot) -> Booking | None:
    return slot.bookings.filter(cancelled_at=None).first()


def bookings_visible_to(user: Any) -> QuerySet[Booking]:
    """Return the appointments of the person's collectivités, and those of the desks of their organisations."""
    return Booking.objects.filter(_asked_by(user) | _received_by(user))


def bookings_asked(user: Any) -> QuerySet[Booking]:
    """Return the appointments that the person's collectivités took, with what a list shows."""
    return _listed(Booking.objects.filter(_asked_by(user)))


def bookings_received(user: Any) -> QuerySet[Booking]:
    """Return the appointments that other collectivités took at the desks of the person's organisations."""
    return _listed(Booking.objects.filter(_received_by(user)).exclude(_asked_by(user)))


def with_details(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Read what the page of an appointment shows."""
    desk = ("slot__desk__organization", "slot__desk__host")
    return bookings.select_related(*desk, "slot__host", "organization", "project", "booked_by", "cancelled_by")


def _listed(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.select_related("slot__desk__organization", "slot__host", "organization", "booked_by")


def to_come(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep those that are not over nor cancelled, in order."""
    return bookings.filter(cancelled_at=None, starts_at__gt=timezone.now() - SLOT).order_by("starts_at", "pk")


def past(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep those that are over or were cancelled, the latest first."""
    over = Q(starts_at__lte=timezone.now() - SLOT) | Q(cancelled_at__isnull=False)
    return bookings.filter(over).order_by("-starts_at", "-pk")


def _asked_by(user: Any) -> Q:
    return Q(organization__in=scope_of(user).organizations)


def _received_by(user: Any) -> Q:
    return Q(slot__desk__organization__in=scope_of(user).organizations)


def collectivites_received(desk: Desk, user: Any) -> QuerySet[Organization]:
    """Return those of the person's collectivités that may book there."""
    return received_by(desk.organization, scope_of(user).collectivites)


def projects_to_bring(desk: Desk, user: Any) -> QuerySet[Project]:
    """Return the projects that the person may come with: theirs, carried by a collectivité that may book there."""
    received = collectivites_received(desk, user)
    return own_projects(user).filter(owner__in=received.values("pk")).select_related("owner").order_by("name", "pk")


def organizations_to_receive(user: Any) -> QuerySet[Organization]:
    """Return the organisations for which the person may open a desk; by name."""
    return organizations_of(user).filter(unconfirmed=False)


def hosts_of(organization: Organization) -> QuerySet[User]:
    """Return who may receive for the organisation: those who act for it today; by name."""
    return active_members([organization])
