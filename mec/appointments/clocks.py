"""When an appointment is, on the clocks of Paris and on those of the place where people are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from mec.core.ui.french import PARIS, day, hour, instant
from mec.organizations.models import Organization
from mec.territories.models import Territory
from mec.territories.queries import departements_of


@dataclass(frozen=True)
class Clock:
    zone: str
    """IANA name."""
    place: str
    """Where it is that time, for the end of a sentence."""


CLOCKS = {
    "971": Clock("America/Guadeloupe", "en Guadeloupe"),
    "972": Clock("America/Martinique", "en Martinique"),
    "973": Clock("America/Cayenne", "en Guyane"),
    "974": Clock("Indian/Reunion", "à La Réunion"),
    "975": Clock("America/Miquelon", "à Saint-Pierre-et-Miquelon"),
    "976": Clock("Indian/Mayotte", "à Mayotte"),
    "977": Clock("America/St_Barthelemy", "à Saint-Barthélemy"),
    "978": Clock("America/Marigot", "à Saint-Martin"),
    "986": Clock("Pacific/Wallis", "à Wallis-et-Futuna"),
    "987": Clock("Pacific/Tahiti", "à Tahiti"),
    "988": Clock("Pacific/Noumea", "en Nouvelle-Calédonie"),
}
"""By INSEE code of the département or of the overseas collectivité; all the others live at the hour of Paris."""


def clock_of(organizations: Iterable[Organization]) -> Clock | None:
    """Return the clock that all these organisations live by; None for that of Paris, or for several."""
    ids = [organization.pk for organization in organizations]
    places = Territory.objects.filter(Q(organizations__in=ids) | Q(covering_organizations__in=ids))
    codes = departements_of(places).values_list("code", flat=True)
    clocks = {CLOCKS.get(code) for code in codes}
    return clocks.pop() if len(clocks) == 1 else None


def hours(value: datetime, clock: Clock | None) -> str:
    """Return "10 h, heure de Paris", followed by the hour of the place: "(6 h en Guadeloupe)"."""
    paris = f"{hour(value)}, heure de Paris"
    return f"{paris} ({_local(value, clock)})" if clock else paris


def moment(value: datetime, clock: Clock | None) -> str:
    """Return the same with its day: "mardi 3 mars 2026, 10 h, heure de Paris (6 h en Guadeloupe)"."""
    return f"{instant(value)} ({_local(value, clock)})" if clock else instant(value)


def _local(value: datetime, clock: Clock) -> str:
    zone = ZoneInfo(clock.zone)
    same_day = value.astimezone(zone).date() == value.astimezone(PARIS).date()
    when = hour(value, zone=zone)
    return f"{when} {clock.place}" if same_day else f"{day(value, zone=zone)}, {when} {clock.place}"
