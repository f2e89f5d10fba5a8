"""How the connections to other services stand, from what their readings left: nothing is called."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone

from mec.offers.enums import OfferOrigin
from mec.offers.models import ImportRun

LATE_AFTER = timedelta(hours=48)
"""A nightly reading may fail once."""


class ConnectorState(TextChoices):
    OFF = "non_configuree", "Non configurée"
    WAITING = "en_attente", "Configurée, rien de lu encore"
    OK = "ok", "À jour"
    LATE = "en_retard", "Pas de lecture complète depuis deux jours"


@dataclass(frozen=True)
class ConnectorHealth:
    nom: str
    etat: str
    derniere_lecture: datetime | None
    """Of the last complete one."""
    erreur: str
    """Of the last reading, when it did not come to its end."""

    @property
    def label(self) -> str:
        return str(ConnectorState(self.etat).label)


def connectors_health() -> list[ConnectorHealth]:
    """Return one line for each service. Two queries."""
    runs = ImportRun.objects.filter(origin=OfferOrigin.AIDES_TERRITOIRES).order_by("-started_at")
    last, complete = runs.first(), runs.filter(complete=True).first()
    return [
        ConnectorHealth(
            nom="Aides-territoires",
            etat=_state(last, complete),
            derniere_lecture=complete.ended_at if complete else None,
            erreur=last.error if last else "",
        )
    ]


def _state(last: ImportRun | None, complete: ImportRun | None) -> ConnectorState:
    if not settings.AIDES_TERRITOIRES_API_KEY:
        return ConnectorState.OFF
    if last is None:
        return ConnectorState.WAITING
    since = complete.ended_at if complete else last.started_at
    late = since is None or timezone.now() - since > LATE_AFTER
    if late:
        return ConnectorState.LATE
    return ConnectorState.OK if complete else ConnectorState.WAITING
