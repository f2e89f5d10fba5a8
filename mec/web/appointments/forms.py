"""What one fills in to hold a desk, to offer slots, to book one and to cancel."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import Case, IntegerField, When
from django.utils import timezone

from mec.appointments.enums import HORIZON, PLACE_LABELS, AppointmentMode
from mec.appointments.models import Booking, Desk, Slot
from mec.appointments.services import BookingRequest, DeskContent, SlotHours
from mec.core.db import read_id
from mec.core.ui.fields import FrenchDateField
from mec.core.ui.widgets import RadioCards
from mec.offers.queries import published_offers
from mec.organizations.models import Organization
from mec.web.appointments.words import DayRadios, quarters

TAKEN = "Ce créneau vient d’être pris ou retiré : choisissez-en un autre. Votre question est gardée."
PLACE_HINTS = {mode.value: f"Vous donnerez : {PLACE_LABELS[mode].lower()}." for mode in AppointmentMode}


def length(model: Any, name: str) -> Any:
    return model._meta.get_field(name).max_length  # noqa: SLF001 -- Django's public model API


def too_long(most: int) -> str:
    return f"Ce texte est trop long : {most} caractères au plus."


class DeskForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    organization = forms.ModelChoiceField(
        cast("Any", None),
        label="Pour quelle organisation ?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’organisation qui reçoit.", "invalid_choice": "Choisissez la vôtre."},
    )
    title = forms.CharField(
        label="Titre de la permanence",
        help_text="Ce que l’on vient chercher. Exemple : « Un quart d’heure pour votre dossier de DETR ».",
        max_length=length(Desk, "title"),
        error_messages={
            "required": "Donnez un titre, par exemple « Un quart d’heure pour votre dossier de DETR ».",
            "max_length": too_long(length(Desk, "title")),
        },
    )
    preparation = forms.CharField(
        label="Que faut-il préparer ?",
        help_text="Ce qui fait gagner du temps : un plan, un devis, une question précise.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=length(Desk, "preparation"),
        required=False,
        error_messages={"max_length": too_long(length(Desk, "preparation"))},
    )
    mode = forms.ChoiceField(
        label="Comment se passe le rendez-vous ?",
        choices=AppointmentMode.choices,
        widget=RadioCards(hints=PLACE_HINTS),
        error_messages={"required": "Choisissez comment se passe le rendez-vous."},
    )
    place = forms.CharField(
        label="Numéro, lien ou adresse",
        help_text="Lu par votre organisation et par les personnes qui ont rendez-vous, personne d’autre.",
        max_length=length(Desk, "place"),
        error_messages={
            "required": "Donnez le numéro à appeler, le lien de la visioconférence ou l’adresse où venir.",
            "max_length": too_long(length(Desk, "place")),
        },
    )
    host = forms.ModelChoiceField(
        cast("Any", None),
        label="Qui reçoit ?",
        help_text="Cette personne est prévenue de chaque rendez-vous.",
        empty_label="Choisissez une personne",
        error_messages={
            "required": "Choisissez la personne qui reçoit.",
            "invalid_choice": "Cette personne n’agit plus pour votre organisation : choisissez-en une autre.",
        },
    )
    offer_search = forms.CharField(
        label="Ajouter une aide ou un service du catalogue",
        help_text="Quelques mots, puis «\u00a0Chercher dans le catalogue\u00a0». Exemple\u00a0: «\u00a0friche\u00a0».",
        max_length=200,
        required=False,
    )
    offers = forms.ModelMultipleChoiceField(
        published_offers().none(),
        label="Pour quelles aides\u00a0?",
        help_text="La fiche de celles que vous cochez proposera vos rendez-vous. Aucune\u00a0: pour tous les projets.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Une de ces aides n’est plus au catalogue : relisez votre choix."},
    )

    def __init__(
        self,
        *args: Any,
        organizations: Any,
        hosts: Any,
        desk: Desk | None = None,
        found: Iterable[int] = (),
        **kwargs: Any,
    ) -> None:
        """`found`: ids of the offers that a search proposes, beside those that are ticked."""
        super().__init__(*args, **kwargs)
        ticked = filter(None, map(read_id, self.data.getlist("offers"))) if self.is_bound else []  # type: ignore[attr-defined]
        kept = [offer.pk for offer in self.initial.get("offers", ())]
        nearest = [When(pk=pk, then=rank) for rank, pk in enumerate(found)]
        offered = published_offers().filter(pk__in={*found, *ticked, *kept})
        order = [Case(*nearest, default=-1, output_field=IntegerField())] if nearest else []
        cast("Any", self.fields["offers"]).queryset = offered.order_by(*order, "title", "pk")
        cast("Any", self.fields["host"]).queryset = hosts
        cast("Any", self.fields["organization"]).queryset = organizations
        if desk or len(organizations) == 1:
            del self.fields["organization"]
        self.only = desk.organization if desk else organizations[0] if len(organizations) == 1 else None

    def forgive_what_is_missing(self) -> None:
        """Keep the other errors: the person is still choosing the offers."""
        for name in [name for name in self.errors if self.has_error(name, "required")]:
            del self.errors[name]

    @property
    def receiver(self) -> Organization:
        chosen: Organization = self.only or self.cleaned_data["organization"]
        return chosen

    def content(self) -> DeskContent:
        names = ("title", "preparation", "mode", "place", "host", "offers")
        return DeskContent(**{name: self.cleaned_data[name] for name in names})


class SlotsForm(forms.Form):
    day = FrenchDateField(
        label="Jour",
        help_text=f"Dans les {HORIZON.days} jours. Exemple : 03/11/2026.",
        error_messages={"required": "Donnez un jour, par exemple 03/11/2026."},
    )
    first = forms.ChoiceField(
        label="De",
        help_text="Heure de Paris.",
        choices=quarters(time(7, 0), time(20, 45)),
        initial="09:00",
        error_messages={"required": "Choisissez l’heure du premier créneau."},
    )
    last = forms.ChoiceField(
        label="À",
        help_text="Heure de Paris, quand finit le dernier créneau.",
        choices=quarters(time(7, 15), time(21, 0)),
        initial="11:00",
        error_messages={"required": "Choisissez l’heure où finit le dernier créneau."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        last_day = today + timedelta(days=HORIZON.days)
        self.fields["day"].widget.attrs |= {"min": today.isoformat(), "max": last_day.isoformat()}

    def hours(self) -> SlotHours:
        first, last = (time.fromisoformat(self.cleaned_data[name]) for name in ("first", "last"))
        return SlotHours(self.cleaned_data["day"], first, last)


class BookingForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    slot = forms.ModelChoiceField(
        cast("Any", None),
        label="Choisissez un créneau",
        empty_label=None,
        widget=DayRadios,
        error_messages={"required": "Choisissez un créneau dans la liste.", "invalid_choice": TAKEN},
    )
    about = forms.ChoiceField(
        label="De quel projet voulez-vous parler ?",
        help_text="La personne qui vous reçoit lira son nom, et rien d’autre de sa fiche.",
        error_messages={
            "required": "Choisissez un projet, ou dites qu’il n’existe pas encore.",
            "invalid_choice": "Ce projet n’est plus dans la liste : choisissez-en un autre.",
        },
    )
    question = forms.CharField(
        label="Votre question",
        help_text="En quelques phrases, pour que le quart d’heure serve. Exemple : « Pouvons-nous demander la DETR "
        "avant le permis ? »",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=length(Booking, "question"),
        error_messages={
            "required": "Écrivez votre question en une phrase au moins.",
            "max_length": too_long(length(Booking, "question")),
        },
    )

    def __init__(
        self, *args: Any, about: str, slots: Any, clock: Any, projects: Any, organizations: Any, **kwargs: Any
    ) -> None:
        """`about`: the reference of the project from whose page one comes."""
        super().__init__(*args, **kwargs)
        slot = cast("Any", self.fields["slot"])
        slot.widget.clock = clock
        slot.queryset = slots
        slot.label_from_instance = slot.widget.label
        self.projects = {f"projet-{project.pk}": project for project in projects}
        self.organizations = {f"sans-projet-{body.pk}": body for body in organizations}
        choices = [
            *[(code, f"{project} ({project.owner})") for code, project in self.projects.items()],
            *[(code, f"Pas encore de projet ({body})") for code, body in self.organizations.items()],
        ]
        self.initial["about"] = next((code for code, each in self.projects.items() if each.reference == about), "")
        unchosen = [("", "Choisissez un projet")] if len(choices) > 1 else []
        cast("Any", self.fields["about"]).choices = [*unchosen, *choices]

    def wanted(self) -> tuple[Slot, BookingRequest]:
        values = self.cleaned_data
        project = self.projects.get(values["about"])
        organization = project.owner if project else self.organizations[values["about"]]
        return values["slot"], BookingRequest(organization, values["question"], project)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        help_text="Les personnes concernées le liront.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=length(Booking, "reason"),
        error_messages={
            "required": "Dites en une phrase pourquoi : une commune comptait sur ce rendez-vous.",
            "max_length": too_long(length(Booking, "reason")),
        },
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
