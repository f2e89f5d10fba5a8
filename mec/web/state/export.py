"""The State's list as a file, with the filters of its page."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from mec.core.http import Audience, page
from mec.core.sheets import csv_response
from mec.projects.enums import PhaseStatus, Priority
from mec.projects.models import Project
from mec.projects.queries import project_rows
from mec.taxonomy.enums import Phase
from mec.web.state.access import for_state_agents
from mec.web.state.filters import filtered, filters_from, ranked

HEADER = (
    *("Référence", "Projet", "Porteur", "Territoires", "Départements", "Thématiques", "Étape", "Avancement"),
    *("Coût HT (€)", "Début prévu", "Fin prévue", "Transmis le", "Dernière activité", "Suivi par", "Service"),
    *("Suivi depuis", "Blocages ouverts", "Priorité", "Raison de la priorité", "Priorité partagée", "Archivé le"),
)


@page(audience=Audience.SIGNED_IN)
@for_state_agents
def export(request: HttpRequest) -> StreamingHttpResponse:
    projects = ranked(filtered(request.user, request.GET))
    rows = _rows(projects, filters_from(request.GET, request.user).order)
    return csv_response(f"projets-{timezone.localdate():%Y-%m-%d}.csv", HEADER, rows)


def _rows(projects: Any, order: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    phases, statuses, priorities = dict(Phase.choices), dict(PhaseStatus.choices), dict(Priority.choices)
    for row in project_rows(projects, order=order):
        yield (
            *(row.reference, row.name or str(Project()), row.owner, ", ".join(row.territories)),
            *(", ".join(row.departements), ", ".join(row.topics), phases.get(row.phase), statuses.get(row.status)),
            *(row.cost, row.starts_on, row.ends_on, row.submitted_at, row.updated_at, row.follower),
            *(row.follower_service, row.followed_since, row.blockers, priorities[row.priority]),
            *(row.priority_reason, "Oui" if row.priority_shared else "Non", row.archived_at),
        )
