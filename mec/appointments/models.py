from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mec.appointments.enums import PLACE_LABELS, SLOT, AppointmentMode
from mec.offers.models import Offer
from mec.organizations.models import Organization
from mec.projects.models import Project


class Desk(models.Model):
    """An organisation receives collectivités, fifteen minutes each, by one of its people."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="desks")
    title = models.CharField("titre", max_length=120)
    preparation = models.TextField("à préparer", max_length=2_000, blank=True)
    mode = models.CharField("déroulement", max_length=20, choices=AppointmentMode)
    place = models.CharField("numéro, lien ou adresse", max_length=500)
    """For those who hold an appointment and for the organisation alone."""
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desks")
    offers = models.ManyToManyField(Offer, blank=True, related_name="desks", verbose_name="aides")
    """What one may ask about; none means any project."""
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice opens one desk."""
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desks_opened")
    opened_at = models.DateTimeField("ouverte le", auto_now_add=True)
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "permanence"
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "key"], name="appointments_desk_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(place=""), name="appointments_desk_is_whole"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def place_label(self) -> str:
        return PLACE_LABELS[AppointmentMode(self.mode)]


class Slot(models.Model):
    """Fifteen minutes of a desk, from a quarter of an hour to the next."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="slots")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slots")
    """Repeats the desk's, so that the database refuses to have somebody in two places at once."""
    starts_at = models.DateTimeField("début")
    cancelled_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        constraints = [
            models.UniqueConstraint(fields=["desk", "starts_at"], name="appointments_slot_once"),
            models.UniqueConstraint(
                fields=["host", "starts_at"],
                condition=Q(cancelled_at=None),
                name="appointments_host_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.starts_at.isoformat()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + SLOT


class Booking(models.Model):
    """Somebody comes to a slot for a collectivité, with a question."""

    reference = models.UUIDField("référence", unique=True, default=uuid4, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("début")
    """Repeats the slot's, which never moves: nobody is in two places at once."""
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="bookings")
    """The collectivité."""
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="bookings")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings")
    booked_at = models.DateTimeField("pris le", auto_now_add=True)
    question = models.TextField("question", max_length=2_000)
    key = models.UUIDField("clé d’envoi")
    """Comes with the form: the same form sent twice books once."""
    sequence = models.PositiveIntegerField("révision", default=0)
    """Grows each time calendars must be told anew."""
    reminded_at = models.DateTimeField("rappelé le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings_cancelled"
    )
    reason = models.TextField("motif", max_length=1_000, blank=True)

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(cancelled_at=None), name="appointments_one_live_booking"
            ),
            models.UniqueConstraint(
                fields=["booked_by", "starts_at"],
                condition=Q(cancelled_at=None),
                name="appointments_person_in_one_place",
            ),
            models.UniqueConstraint(fields=["booked_by", "key"], name="appointments_booking_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="appointments_cancelling_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="appointments_of_collectivite"),
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="appointments_to_come"),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def is_live(self) -> bool:
        return self.cancelled_at is None

    @property
    def has_started(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.starts_at + SLOT <= timezone.now()

    @property
    def shows_place(self) -> bool:
        """Whether those who come still need it: the desk may have moved since for others."""
        return self.is_live and not self.is_over

    @property
    def shown_project(self) -> Project | None:
        """What the other side may read the name of: a project that was deleted is out of everybody's sight."""
        return None if self.project is None or self.project.is_discarded else self.project
