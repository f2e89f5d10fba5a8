"""The State hears of a project; everyone concerned hears who follows it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.core.ui.french import euros
from mec.notifications.notices import Notice, register_notice
from mec.organizations.queries import active_members, organizations_with_ids
from mec.projects.enums import EventClass, Priority, Verb
from mec.projects.models import Project
from mec.projects.notices.recipients import once, project_people, state_people
from mec.projects.notices.words import excerpt, with_reference


def write_submitted(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {project.owner} vous présente son projet",
        body=with_reference(
            f"{author_line(entry)} a transmis le projet « {project} ».{_stage_and_cost(project)}\n\n"
            f"{excerpt(project.description)}",
            project,
        ),
        action="Lire le projet et répondre",
        path=reverse("projects:detail", args=[project.reference]),
    )


def _stage_and_cost(project: Project) -> str:
    cost = f" Coût prévu : {euros(project.cost)} hors taxes." if project.cost is not None else ""
    return f" Étape : {project.get_phase_display().lower()}.{cost}"


def write_taken_in_charge(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {author_name(entry)} prend votre projet en charge",
        body=with_reference(
            f"{author_line(entry)} répond désormais de « {project} ». Vous pouvez lui écrire.",
            project,
        ),
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def followers_and_members(entry: Entry, project: Project) -> Iterable[User]:
    """Return the members, who receives the project and who had it; the whole service when no agent was named."""
    holders = (_people_of(entry.data.get(side)) for side in ("to", "previous"))
    return once(project_people(entry, project), *holders)


def _people_of(holder: dict[str, Any] | None) -> Iterable[User]:
    if not holder:
        return ()
    if holder["agent"]:
        return User.objects.filter(pk=holder["agent"])
    return active_members(organizations_with_ids([holder["organization"]]))


def write_assigned(entry: Entry, project: Project) -> Notice:
    holder, previous = entry.data["to"]["holder"], entry.data["previous"]
    instead = f" {previous['holder']} ne le suit plus." if previous else ""
    return Notice(
        subject=f"{project} — {holder} suit désormais ce projet",
        body=f"{author_line(entry)} a confié le suivi de « {project} » à {holder}.{instead}",
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def members_previous_and_state(entry: Entry, project: Project) -> Iterable[User]:
    return once(followers_and_members(entry, project), state_people(entry, project))


def write_released(entry: Entry, project: Project) -> Notice:
    return Notice(
        subject=f"{project} — {entry.data['previous']['holder']} ne suit plus ce projet",
        body=f"« {project} » attend de nouveau qu’une personne de l’État local le prenne en charge.",
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def write_priority_shared(entry: Entry, project: Project) -> Notice:
    level = Priority(int(entry.to_state)).label.lower()
    return Notice(
        subject=f"{project} — l’État local vous dit sa priorité",
        body=f"{author_line(entry)} donne au projet « {project} » la priorité suivante : {level}.\n\n{entry.reason}",
        action="Ouvrir le projet",
        path=reverse("projects:detail", args=[project.reference]),
    )


def register() -> None:
    register_notice(Verb.SUBMITTED, recipients=state_people, write=write_submitted, event_class=EventClass.LIFE)
    register_notice(
        Verb.TAKEN_IN_CHARGE, recipients=project_people, write=write_taken_in_charge, event_class=EventClass.LIFE
    )
    register_notice(
        Verb.ASSIGNED,
        recipients=followers_and_members,
        write=write_assigned,
        event_class=EventClass.LIFE,
        personal=True,
    )
    register_notice(
        Verb.RELEASED, recipients=members_previous_and_state, write=write_released, event_class=EventClass.LIFE
    )
    register_notice(
        Verb.PRIORITY_SHARED, recipients=project_people, write=write_priority_shared, event_class=EventClass.LIFE
    )
