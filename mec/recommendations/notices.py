"""Who is told of an advice, of what became of it, of a request to be put in touch, of its answer, of new offers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.core.ui.french import day, listed
from mec.notifications.notices import Notice, register_notice
from mec.organizations.queries import active_members
from mec.projects.enums import EventClass
from mec.projects.models import Project
from mec.projects.notices.recipients import once, people_in_charge, project_people, state_people
from mec.projects.notices.words import excerpt
from mec.projects.queries import current_assignment
from mec.recommendations.enums import RecommendationState, RefusalReason, Verb
from mec.recommendations.models import Introduction, Recommendation


def write_advised(entry: Entry, project: Project) -> Notice:
    advice = Recommendation.objects.get(pk=entry.object_id)
    due = f"\n\nÀ faire avant le {day(advice.due_on)}." if advice.due_on else ""
    return Notice(
        subject=f"{project} — {author_name(entry)} vous conseille",
        body=f"{excerpt(advice.message)}{due}\n\n{author_line(entry)}",
        action="Lire le conseil et dire ce que vous en faites",
        path=_recommendations(project),
    )


def adviser(entry: Entry, project: Project) -> Iterable[User]:
    return User.objects.filter(recommendations=entry.object_id)


def write_decided(entry: Entry, project: Project) -> Notice:
    state = RecommendationState(entry.to_state)
    body = f"Votre conseil « {entry.data['what']} » : {state.label.lower()}."
    if entry.data["refusal"]:
        body = f"{body}\n\n{RefusalReason(entry.data['refusal']).label}. {entry.data['refusal_text']}".rstrip()
    return Notice(
        subject=f"{project} — {author_name(entry)} répond à votre conseil",
        reason="Vous recevez ce message car vous avez conseillé ce projet.",
        body=f"{body}\n\n{author_line(entry)}",
        action="Voir les recommandations du projet",
        path=_recommendations(project),
    )


def asked_people(entry: Entry, project: Project) -> Iterable[User]:
    """Return the members, and whoever must pass the request on when the service has nobody here."""
    introduction = Introduction.objects.get(pk=entry.object_id)
    if introduction.to_organization_id:
        return project_people(entry, project)
    assignment = current_assignment(project)
    relays = people_in_charge(assignment) if assignment else state_people(entry, project)
    return once(project_people(entry, project), relays)


def write_asked(entry: Entry, project: Project) -> Notice:
    introduction = Introduction.objects.select_related("to_organization").get(pk=entry.object_id)
    if introduction.to_organization:
        then = f"{introduction.to_organization} est averti et répondra ici."
    else:
        then = "Ce service n’a personne ici : l’État local lui transmet la demande, puis le dit sur cette page."
    return Notice(
        subject=f"{project} — mise en relation demandée : {introduction.to_contact}",
        body=f"{author_line(entry)} demande une mise en relation avec {introduction.to_contact}.\n\n"
        f"{excerpt(introduction.message)}\n\n{then}",
        action="Ouvrir la demande",
        path=_introduction(introduction.pk),
    )


def receivers(entry: Entry, introduction: Introduction) -> Iterable[User]:
    return active_members([introduction.to_organization] if introduction.to_organization else [])


def write_received(entry: Entry, introduction: Introduction) -> Notice:
    return Notice(
        subject=f"{introduction.project} — {author_name(entry)} demande une mise en relation avec vous",
        reason=f"Vous recevez ce message car vous agissez pour {introduction.to_organization}.",
        body=f"{excerpt(introduction.message)}\n\n{author_line(entry)}",
        action="Lire la demande et répondre",
        path=_introduction(introduction.pk),
    )


def asking_people(entry: Entry, project: Project) -> Iterable[User]:
    return once(project_people(entry, project), User.objects.filter(introductions_asked=entry.object_id))


def write_followed(entry: Entry, project: Project) -> Notice:
    introduction = Introduction.objects.get(pk=entry.object_id)
    words = introduction.outcome if entry.verb == Verb.INTRODUCTION_CLOSED else introduction.answer
    state = introduction.get_state_display().lower()
    body = f"Mise en relation avec {introduction.to_contact} : {state}, par {author_line(entry)}.\n\n{excerpt(words)}"
    return Notice(
        subject=f"{project} — mise en relation {state} : {introduction.to_contact}",
        body=body.rstrip(),
        action="Ouvrir la demande",
        path=_introduction(introduction.pk),
    )


def write_offers(entry: Entry, project: Project) -> Notice:
    """Name the new offers, each with its first reason, then those that people keep and that changed or end soon."""
    said = entry.data
    changed = [f"– {title}" for title in said["changed"]]
    ending = [f"– {title}\u00a0: jusqu’au {day(date.fromisoformat(until))}" for title, until in said["ending"]]
    parts = [
        ("À étudier d’abord pour ce projet, depuis que le catalogue a changé\u00a0:", _new_offers(said)),
        ("Ce qui a changé parmi les aides que vous gardez\u00a0:", changed),
        ("Ce qui ferme bientôt parmi les aides que vous gardez\u00a0:", ending),
    ]
    return Notice(
        subject=f"{project} — {_in_brief(said)}",
        body="\n\n".join("\n".join([title, *lines]) for title, lines in parts if lines),
        action="Voir les recommandations du projet",
        path=_recommendations(project),
    )


def _new_offers(said: dict[str, Any]) -> list[str]:
    lines = [f"– {offer['title']} ({offer['backer']}). {offer['reason']}" for offer in said["new"]]
    more = said["new_count"] - len(lines)
    return [*lines, *([f"– et {more} autre{'s' if more > 1 else ''}, sur la page du projet"] if more else [])]


def _in_brief(said: dict[str, Any]) -> str:
    new, changed, ending = said["new_count"], len(said["changed"]), len(said["ending"])
    counted = [
        (new, "une nouvelle aide à étudier", f"{new} nouvelles aides à étudier"),
        (changed, "une aide gardée a changé", f"{changed} aides gardées ont changé"),
        (ending, "une aide gardée ferme bientôt", f"{ending} aides gardées ferment bientôt"),
    ]
    return listed([many if count > 1 else one for count, one, many in counted if count])


def register() -> None:
    told = EventClass.RECOMMENDATIONS
    register_notice(Verb.OFFERS_TOLD, recipients=project_people, write=write_offers, event_class=EventClass.OFFERS)
    register_notice(Verb.ADVISED, recipients=project_people, write=write_advised, event_class=told)
    register_notice(Verb.DECIDED, recipients=adviser, write=write_decided, event_class=told, personal=True)
    register_notice(
        Verb.INTRODUCTION_ASKED, recipients=asked_people, write=write_asked, event_class=told, personal=True
    )
    register_notice(Verb.INTRODUCTION_RECEIVED, recipients=receivers, write=write_received)
    for verb in (
        Verb.INTRODUCTION_RELAYED,
        Verb.INTRODUCTION_ACCEPTED,
        Verb.INTRODUCTION_REFUSED,
        Verb.INTRODUCTION_CLOSED,
    ):
        register_notice(verb, recipients=asking_people, write=write_followed, event_class=told)


def _recommendations(project: Project) -> str:
    return reverse("projects:recommendations", args=[project.reference])


def _introduction(pk: int) -> str:
    return reverse("projects:introduction", args=[pk])
