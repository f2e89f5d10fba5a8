"""Mark every text that people write with a word of its own, hostile and unique, and find who can read it.

A new model with a text must say here whether it is somebody's (WRITTEN) or everybody's (OPEN).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from mec.projects.index import index_project
from mec.projects.models import Project
from tests.matrix.payloads import PAYLOADS
from tests.matrix.personas import PERSONAS, World

MARK = re.compile(r"canari\d+z")
STATE_OF = {
    "Ardèche": frozenset({"ddt", "prefecture", "regional", "anct"}),
    "Ain": frozenset({"foreign_ddt", "regional", "anct"}),
}
"""Who answers for the State in the département of each project of the matrix."""

COVERED = {
    "Ardèche": frozenset({"owner", "owner_admin", "neighbour", "epci_agent"}),
    "Ain": frozenset({"foreign_owner"}),
}
"""Who acts for a collectivité of each département."""

Readers = frozenset[str]


@dataclass(frozen=True)
class Written:
    """Texts of a model, and which personas may read those of a row, by the facts alone and not by our rules."""

    fields: tuple[str, ...]
    readers: Callable[[Any, World], Readers]


def members_of(project: Project, world: World) -> Readers:
    """Return who belongs to the project or to the collectivité that carries it."""
    carrier = next(name for name, organization in world.organizations.items() if organization == project.owner)
    carrying = {persona.name for persona in PERSONAS if persona.organization == carrier}
    present = set(project.members.values_list("user", flat=True))
    return frozenset(carrying | {name for name, user in world.people.items() if user.pk in present})


def state_of(project: Project) -> Readers:
    if project.state != "transmis":
        return frozenset()
    return answering(project)


def witnesses_of(project: Project, world: World) -> Readers:
    """Those who saw a project until it was deleted are told so, by its name."""
    if project.state == "supprime" and project.submitted_at:
        return members_of(project, world) | answering(project)
    return everyone_on(project, world)


def answering(project: Project) -> Readers:
    return frozenset().union(*(STATE_OF[departement.name] for departement in project.departements.all()))


def everyone_on(project: Project, world: World) -> Readers:
    """Nobody opens what was deleted, but those who could delete it find its name among what they may bring back."""
    return members_of(project, world) | state_of(project)


def receivers_of(introduction: Any, world: World) -> Readers:
    """Return who acts for the organisation that a request is addressed to."""
    receiving = {name for name, found in world.organizations.items() if found == introduction.to_organization}
    return frozenset(persona.name for persona in PERSONAS if persona.organization in receiving)


def readers_of_name(project: Project, world: World) -> Readers:
    """Read by whoever is asked to be put in touch, or to receive, too: no other word of the sheet goes with it."""
    receivers = [receivers_of(introduction, world) for introduction in project.introductions.all()]
    hosts = [sides_of(booking, world) for booking in project.bookings.all()]
    return witnesses_of(project, world).union(*receivers, *hosts)


def people_of(organization: Any, world: World) -> Readers:
    names = {name for name, found in world.organizations.items() if found == organization}
    return frozenset(persona.name for persona in PERSONAS if persona.organization in names)


def sides_of(booking: Any, world: World) -> Readers:
    """Return who acts for the collectivité that comes, or for the organisation that receives it."""
    return people_of(booking.organization, world) | people_of(booking.slot.desk.organization, world)


def readers_of_desk(desk: Any, world: World) -> Readers:
    """Read by the collectivités of its département."""
    return people_of(desk.organization, world) | COVERED[desk.organization.territory.name]


def readers_of_place(desk: Any, world: World) -> Readers:
    """Read by those who hold an appointment there, and by the organisation."""
    comers = [people_of(booking.organization, world) for slot in desk.slots.all() for booking in slot.bookings.all()]
    return people_of(desk.organization, world).union(*comers)


def readers_of_introduction(introduction: Any, world: World) -> Readers:
    return everyone_on(introduction.project, world) | receivers_of(introduction, world)


def readers_of_message(message: Any, world: World) -> Readers:
    if state_project := Project.objects.filter(state_thread=message.thread_id).first():
        return state_of(state_project)
    return everyone_on(message.thread.project, world)


def readers_of_document(document: Any, world: World) -> Readers:
    file = document.project_file
    return state_of(file.project) if file.state_only else everyone_on(file.project, world)


def author_and_team(contribution: Any, world: World) -> Readers:
    return frozenset({"staff", *(name for name, user in world.people.items() if user == contribution.author)})


def readers_of_priority(project: Project, world: World) -> Readers:
    return everyone_on(project, world) if project.priority_shared else state_of(project)


def readers_of_contact(partner: Any, world: World) -> Readers:
    """Return the project's people and the State pair: not the services of the région, nor those of the country."""
    return members_of(partner.project, world) | state_of(partner.project) - {"regional", "anct"}


WRITTEN: Mapping[str, tuple[Written, ...]] = {
    "projects.Project": (
        Written(("name",), readers_of_name),
        Written(("description",), everyone_on),
        Written(("priority_reason",), readers_of_priority),
    ),
    "projects.Blocker": (
        Written(("description", "resolution"), lambda blocker, world: everyone_on(blocker.project, world)),
    ),
    "projects.Partner": (
        Written(("name", "commitment"), lambda partner, world: everyone_on(partner.project, world)),
        Written(("contact_name", "contact_email"), readers_of_contact),
    ),
    "funding.CostLine": (Written(("label", "note"), lambda line, world: everyone_on(line.project, world)),),
    "projects.Invitation": (Written(("message",), lambda invitation, world: everyone_on(invitation.project, world)),),
    "recommendations.Recommendation": (
        Written(
            (
                "message",
                "resource_title",
                "resource_url",
                "contact_name",
                "contact_organization",
                "contact_email",
                "contact_phone",
                "refusal_text",
                "note",
            ),
            lambda advice, world: everyone_on(advice.project, world),
        ),
    ),
    "recommendations.Introduction": (Written(("to_contact", "message", "answer", "outcome"), readers_of_introduction),),
    "offers.Contribution": (Written(("message", "reason"), author_and_team),),
    "offers.Report": (Written(("message",), lambda report, world: frozenset({"staff"})),),
    "conversations.Message": (Written(("body",), readers_of_message),),
    "documents.Document": (Written(("name",), readers_of_document),),
    "documents.DocumentVersion": (
        Written(("file_name",), lambda version, world: readers_of_document(version.document, world)),
    ),
    "appointments.Desk": (Written(("title", "preparation"), readers_of_desk), Written(("place",), readers_of_place)),
    "appointments.Booking": (Written(("question", "reason"), sides_of),),
}
OPEN = {
    "projects.Project.reference",
    # A copy of what the catalogue, which is public, gives as an example.
    "projects.Project.example",
    "documents.DocumentVersion.content_type",
    "documents.DocumentVersion.sha256",
    "documents.DocumentVersion.storage_key",
    "projects.Invitation.email",
    "projects.Invitation.token_hash",
    # Names a question of the catalogue, never what somebody typed.
    "questionnaires.Answer.key",
    # The digest of a public catalogue.
    "recommendations.ProposalList.catalogue",
}
OPEN_APPS = {
    "offers": "the catalogue is public",
    "territories": "reference data",
    "taxonomy": "reference data",
    "organizations": "names of public bodies, shown to whoever meets them",
    "accounts": "names of people, shown to whoever works with them",
    "notifications": "made of the texts watched here",
    "journal": "made of the texts watched here",
    "mail": "made of the texts watched here",
    "search": "made of the texts watched here",
    "jobs": "technical",
    "http": "technical",
}


def texts_of(model: type[models.Model]) -> Iterator[str]:
    """Yield the model's fields where somebody could type anything."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.choices and not field.primary_key:
            yield field.name


def unwatched_texts() -> list[str]:
    """Return the texts that are neither watched nor known to be open."""
    found = []
    for model in apps.get_models():
        label = model._meta.label
        if model.__module__.startswith("mec.") and model._meta.app_label not in OPEN_APPS:
            watched = {field for written in WRITTEN.get(label, ()) for field in written.fields}
            found += [f"{label}.{name}" for name in texts_of(model) if name not in watched]
    return [text for text in found if text not in OPEN]


def mark_everything(world: World) -> dict[str, Readers]:
    """Write a mark in every watched text that is not empty; return who may read each mark."""
    readers: dict[str, Readers] = {}
    for label, written in WRITTEN.items():
        model = apps.get_model(label)
        for row in model._default_manager.order_by("pk"):
            for part in written:
                _mark_row(row, part, world, readers)
    for project in Project.objects.order_by("pk"):
        index_project(project)
    return readers


def _mark_row(row: Any, written: Written, world: World, readers: dict[str, Readers]) -> None:
    for field in written.fields:
        if not getattr(row, field):
            continue
        number = len(readers)
        mark = f"canari{number}z"
        readers[mark] = written.readers(row, world)
        room = row._meta.get_field(field).max_length or 10_000
        setattr(row, field, f"{mark} {PAYLOADS[number % len(PAYLOADS)]}"[:room])
        type(row)._default_manager.filter(pk=row.pk).update(**{field: getattr(row, field)})


def marks_in(text: str) -> set[str]:
    return set(MARK.findall(text))
