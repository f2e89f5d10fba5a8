"""One's own projects as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from mec.core.http import Audience, page
from mec.core.sheets import csv_response
from mec.projects.enums import PhaseStatus, Priority
from mec.projects.models import Project
from mec.projects.queries import own_projects, project_rows
from mec.projects.queries.export import Row
from mec.taxonomy.enums import Phase

NEWEST_FIRST = ("-updated_at", "-pk")
HEADER = (
    *("Référence", "Projet", "Porteur", "Territoires", "Thématiques", "Étape", "Avancement", "Coût HT (€)"),
    *("Début prévu", "Fin prévue", "Transmis le", "Dernière activité", "Suivi par", "Service", "Suivi depuis"),
    *("Blocages ouverts", "Priorité donnée par l’État", "Archivé le"),
)


@page(audience=Audience.SIGNED_IN)
def export(request: HttpRequest) -> StreamingHttpResponse:
    rows = project_rows(own_projects(request.user), order=NEWEST_FIRST)
    return csv_response(f"mes-projets-{timezone.localdate():%Y-%m-%d}.csv", HEADER, _cells(rows))


def _cells(rows: Iterator[Row]) -> Iterator[tuple[Any, ...]]:
    phases, statuses = dict(Phase.choices), dict(PhaseStatus.choices)
    for row in rows:
        told = row.priority_shared and row.priority != Priority.UNSET
        yield (
            *(row.reference, row.name or str(Project()), row.owner, ", ".join(row.territories)),
            *(", ".join(row.topics), phases.get(row.phase), statuses.get(row.status), row.cost),
            *(row.starts_on, row.ends_on, row.submitted_at or "Brouillon", row.updated_at, row.follower),
            *(row.follower_service, row.followed_since, row.blockers),
            *(Priority(row.priority).label if told else "", row.archived_at),
        )
