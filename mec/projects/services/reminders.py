"""Remind those who answer for a project that it waits: once per period, in one mail per person."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.accounts.models import User
from mec.core.journal.services import record
from mec.core.mail.services import queue_mail
from mec.notifications.enums import MailRhythm
from mec.notifications.queries import rhythms_of
from mec.organizations.queries import active_members, answering_by_departement
from mec.projects.enums import EntryAudience, Verb
from mec.projects.models import Project, WaitingReminder
from mec.projects.queries import overdue
from mec.projects.working_days import day_waited_since, is_working_day, working_days_since


@transaction.atomic
def remind_of_waiting(*, today: date) -> int:
    """Queue the mails of a working day and return how many projects they tell of; run again, it adds nothing.

    A project is told of once it has waited more than MEC_WAITING_DAYS working days, and again after each such period.
    Its pair is told, or the regional services, or the ANCT: those who answer for its départements, and want mails.
    """
    if not is_working_day(today):
        return 0
    due = [project for project in overdue(overdue_before(today)) if _first_time(project, today)]
    prefetch_related_objects(due, "departements")
    by_person: dict[int, tuple[User, list[Project]]] = {}
    for project, people in _people_of(due):
        record(None, Verb.WAITING_REMINDED, project, audience=EntryAudience.STATE)
        for person in people:
            by_person.setdefault(person.pk, (person, []))[1].append(project)
    rhythms = rhythms_of(person for person, _ in by_person.values())
    for person, projects in by_person.values():
        if rhythms[person.pk] != MailRhythm.NEVER:
            _send(person, projects, today)
    return len(due)


def overdue_before(today: date) -> datetime:
    """Return the instant, in Paris, before which what came has waited more than the tolerated delay."""
    day = day_waited_since(today, settings.WAITING_DAYS + 1)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _first_time(project: Project, today: date) -> bool:
    since = project.waiting_since
    if since is None:
        return False
    period = (_waited(project, today) - 1) // settings.WAITING_DAYS
    _, created = WaitingReminder.objects.get_or_create(project=project, waiting_since=since, period=period)
    return created


def _waited(project: Project, today: date) -> int:
    return working_days_since(timezone.localdate(project.waiting_since), today) if project.waiting_since else 0


def _people_of(projects: Sequence[Project]) -> list[tuple[Project, list[User]]]:
    """Read each set of départements once: most projects lie in one."""
    known: dict[frozenset[int], list[User]] = {}
    found = []
    for project in projects:
        departements = frozenset(departement.pk for departement in project.departements.all())
        if departements not in known:
            answering = answering_by_departement(project.departements.all())
            known[departements] = list(active_members(service for _, services in answering for service in services))
        found.append((project, known[departements]))
    return found


def _send(person: User, projects: Sequence[Project], today: date) -> None:
    lines = [
        {
            "project": project,
            "waited": _waited(project, today),
            "address": settings.SITE_URL + reverse("projects:detail", args=[project.reference]),
        }
        for project in projects
    ]
    many = len(projects) > 1
    context = {"lines": lines, "tolerated": settings.WAITING_DAYS, "inbox": settings.SITE_URL + reverse("state:inbox")}
    queue_mail(
        to=person.email,
        subject=f"{len(projects)} projets attendent que quelqu’un les prenne en charge"
        if many
        else f"{projects[0]} — ce projet attend que quelqu’un le prenne en charge",
        text=render_to_string("projects/mail/waiting.txt", context),
        html=render_to_string("projects/mail/waiting.html", context),
        key=f"waiting-{today.isoformat()}-{person.pk}",
    )
