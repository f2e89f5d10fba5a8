"""« Qui voit ceci ? »: the sentence that stands before one writes, the names behind it, the mention after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mec.accounts.models import User
from mec.core.ui.french import NBSP, listed
from mec.organizations.names import state_names
from mec.projects.enums import EntryAudience
from mec.projects.models import Project
from mec.projects.queries import readers_of
from mec.projects.queries.readers import Readers
from mec.web.projects.sheet import answering_of

MOST_NAMES = 12
"""Beyond, a service of the State is told by its number of agents."""


@dataclass(frozen=True)
class AudienceGroup:
    """Some of those who read: "Commune de Privas, porteur du projet", and their names."""

    title: str
    names: str


@dataclass(frozen=True)
class AudienceSentence:
    sentence: str
    """Before a form: "Visible par : Commune de Privas (3 personnes) ; la DDT et la préfecture de l’Ardèche."."""
    mention: str
    """After a message or a file: "Visible par : Commune de Privas, les personnes invitées et l’État local"."""
    groups: tuple[AudienceGroup, ...]
    """Who exactly, behind the sentence."""


def who_sees(project: Project, audience: EntryAudience) -> AudienceSentence:
    """Say who reads what is written for `audience` on this project today."""
    return who_sees_each(project, [audience])[audience]


def who_sees_each(project: Project, audiences: Iterable[EntryAudience]) -> dict[EntryAudience, AudienceSentence]:
    """Say it of each, for somebody who chooses."""
    readers = readers_of(project)
    return {
        one: _state_only(readers) if one == EntryAudience.STATE else _everyone(project, readers) for one in audiences
    }


def _state_only(readers: Readers) -> AudienceSentence:
    return AudienceSentence(
        sentence=f"Visible par les services de l’État seulement ({_services(len(readers.services))}).",
        mention="Visible par les services de l’État seulement",
        groups=_service_groups(readers),
    )


def _everyone(project: Project, readers: Readers) -> AudienceSentence:
    who = [f"{project.owner} ({_people(len(readers.owner))})"]
    named = [str(project.owner)]
    if readers.invited:
        who.append(_invited(len(readers.invited)))
        named.append("les personnes invitées")
    if project.is_sent:
        who += _local_state(project, readers)
        named.append("l’État local")
    hidden = " L’État local ne voit pas ce brouillon." if project.is_draft else ""
    return AudienceSentence(
        sentence=f"Visible par : {f'{NBSP}; '.join(who)}.{hidden}",
        mention=f"Visible par\u00a0: {listed(named)}",
        groups=(
            AudienceGroup(f"{project.owner}, porteur du projet", _names(readers.owner)),
            *_invited_group(readers),
            *_service_groups(readers),
        ),
    )


def _local_state(project: Project, readers: Readers) -> list[str]:
    answering = answering_of(project)
    known = {service.pk for _, services in answering for service in services}
    others = sum(service.pk not in known for service, _ in readers.services)
    more = [f"{_services(others, other=True)} qui couvre{'nt' if others > 1 else ''} ce territoire"] if others else []
    return [state_names(answering), *more]


def _invited_group(readers: Readers) -> Iterable[AudienceGroup]:
    if readers.invited:
        names = [f"{member.user}, {member.get_role_display().lower()}" for member in readers.invited]
        yield AudienceGroup("Personnes invitées", " ; ".join(names))


def _service_groups(readers: Readers) -> tuple[AudienceGroup, ...]:
    return tuple(AudienceGroup(str(service), _names(agents)) for service, agents in readers.services)


def _names(people: Sequence[User]) -> str:
    if not people:
        return "personne d’inscrit pour l’instant"
    return ", ".join(str(person) for person in people) if len(people) <= MOST_NAMES else _people(len(people))


def _services(count: int, *, other: bool = False) -> str:
    several = "s" if count > 1 else ""
    return f"{count}{NBSP}{'autre' + several + ' ' if other else ''}service{several}{' de l’État' if other else ''}"


def _people(count: int) -> str:
    return f"{count}{NBSP}personne{'s' if count > 1 else ''}"


def _invited(count: int) -> str:
    return f"{count}{NBSP}{'personnes invitées' if count > 1 else 'personne invitée'}"
