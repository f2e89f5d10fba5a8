from datetime import timedelta

from django.db import models

SLOT = timedelta(minutes=15)
"""How long every appointment lasts; slots start on the quarters of an hour, so that two never overlap by half."""
HORIZON = timedelta(days=60)
"""How far ahead slots are published."""
MOST_AHEAD = 2
"""Appointments to come that a collectivité holds at one desk: the others have their turn."""


class AppointmentMode(models.TextChoices):
    PHONE = "telephone", "Par téléphone"
    VIDEO = "visioconference", "En visioconférence"
    ON_SITE = "sur_place", "Sur place"


PLACE_LABELS = {
    AppointmentMode.PHONE: "Numéro à appeler",
    AppointmentMode.VIDEO: "Lien de la visioconférence",
    AppointmentMode.ON_SITE: "Adresse",
}
"""What the place of an appointment is, by mode."""


class Permission(models.TextChoices):
    OPEN_DESK = "permanences.ouvrir", "ouvrir une permanence pour cette organisation"
    KEEP_DESK = "permanences.tenir", "tenir cette permanence"
    BOOK = "permanences.reserver", "prendre rendez-vous à cette permanence"
    VIEW_BOOKING = "permanences.voir_rendez_vous", "voir ce rendez-vous"
    CANCEL_BOOKING = "permanences.annuler_rendez_vous", "annuler ce rendez-vous"


class EntryAudience(models.TextChoices):
    """Who reads what the journal says of a desk, or of an appointment."""

    KEEPERS = "permanence", "Les membres de l’organisation qui tient la permanence"
    SIDES = "rendez_vous", "Les membres des deux organisations qui ont rendez-vous"


class Verb(models.TextChoices):
    DESK_OPENED = "permanence.ouverte", "a ouvert une permanence"
    DESK_EDITED = "permanence.modifiee", "a modifié une permanence"
    DESK_CLOSED = "permanence.fermee", "a fermé une permanence"
    SLOTS_PUBLISHED = "permanence.creneaux_proposes", "a proposé des créneaux"
    SLOT_WITHDRAWN = "permanence.creneau_retire", "a retiré un créneau"
    BOOKED = "rendez_vous.pris", "a pris rendez-vous"
    CONFIRMED = "rendez_vous.confirme", "a confirmé le rendez-vous"
    CHANGED = "rendez_vous.modifie", "a changé le déroulement du rendez-vous"
    CANCELLED = "rendez_vous.annule", "a annulé le rendez-vous"
    REMINDED = "rendez_vous.rappele", "a rappelé le rendez-vous"
