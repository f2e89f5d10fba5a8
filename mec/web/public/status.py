"""Whether the service works: its database, its jobs, its mails, its files."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import DatabaseError, connection

from mec.core.jobs.health import JobsHealth, jobs_health
from mec.core.mail.queries import MailHealth, mail_health
from mec.documents.queries import FilesHealth, files_health
from mec.integrations.health import ConnectorHealth, connectors_health


@dataclass(frozen=True)
class ServiceStatus:
    database: bool
    jobs: JobsHealth | None
    mails: MailHealth | None
    files: FilesHealth | None
    """None, as for the jobs and the mails, when the database does not answer."""
    connectors: tuple[ConnectorHealth, ...] = ()
    """What another service fails to give makes nothing of ours stop: it is told, and does not count below."""

    @property
    def healthy(self) -> bool:
        if self.jobs is None or self.mails is None or self.files is None:
            return False
        return self.jobs.healthy and self.mails.late == 0 and self.files.late == 0

    def as_json(self) -> dict[str, Any]:
        """Return the figures under French names; nothing in them is about a person."""
        return {
            "etat": "ok" if self.healthy else "degrade",
            "base_de_donnees": "ok" if self.database else "injoignable",
            "travaux": asdict(self.jobs) if self.jobs else None,
            "courriels": asdict(self.mails) if self.mails else None,
            "fichiers": asdict(self.files) if self.files else None,
            "connexions": [asdict(connector) for connector in self.connectors],
        }


def service_status() -> ServiceStatus:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return ServiceStatus(
            database=True,
            jobs=jobs_health(),
            mails=mail_health(),
            files=files_health(),
            connectors=tuple(connectors_health()),
        )
    except DatabaseError:
        return ServiceStatus(database=False, jobs=None, mails=None, files=None)
