"""What a project says of itself, in words that a page can show."""

from mec.core.ui import french
from mec.projects.enums import PhaseStatus
from mec.projects.models import Project


def progress_of(project: Project) -> str:
    """Return "Étude" while it goes on, "Étude, en retard" otherwise; nothing without a phase."""
    if not project.phase:
        return ""
    if project.phase_status in ("", PhaseStatus.IN_PROGRESS):
        return str(project.get_phase_display())
    return f"{project.get_phase_display()}, {project.get_phase_status_display().lower()}"


def facts_in_words(project: Project) -> list[tuple[str, str]]:
    """Return what was said beyond the four questions: pairs of a name and a value, those without a value left out."""
    facts = (
        ("Thématiques", ", ".join(topic.label for topic in project.topics.all())),
        ("Coût total hors taxes", french.euros(project.cost) if project.cost is not None else ""),
        ("Calendrier", _calendar(project)),
    )
    return [(name, value) for name, value in facts if value]


def _calendar(project: Project) -> str:
    start, end = (value and french.day(value, weekday=False) for value in (project.starts_on, project.ends_on))
    if start and end:
        return f"du {start} au {end}"
    if start:
        return f"à partir du {start}"
    return f"jusqu’au {end}" if end else ""
