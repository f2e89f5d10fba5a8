"""One mail a day for those who chose it: what they were told since the last one and have not read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from mec.accounts.models import User
from mec.core.db import locked
from mec.core.journal.audiences import audiences_of
from mec.core.mail.models import Mail
from mec.core.mail.services import queue_mail
from mec.core.ui.french import NBSP, day
from mec.notifications.enums import MailRhythm
from mec.notifications.links import one_click, stop_address
from mec.notifications.models import Notification
from mec.notifications.queries import rhythms_of


@dataclass(frozen=True)
class DigestGroup:
    """What happened to one object, oldest first."""

    subject: Any
    lines: list[tuple[str, str]] = field(default_factory=list)
    """What, and the whole address of the page."""


@transaction.atomic
def send_digest_to(person: User, *, on: date) -> None:
    """Send what waits for the person, once per day and person, and never an empty mail.

    What was read meanwhile is left out, and what the person may not read any more. A second run on the same day leaves
    what came after the first for the next day.
    """
    key = f"digest-{on.isoformat()}-{person.pk}"
    if Mail.objects.filter(key=key).exists():
        return
    waiting = list(
        locked(Notification.objects.filter(recipient=person, for_digest=True)).select_related("entry").order_by("pk")
    )
    Notification.objects.filter(pk__in=[notification.pk for notification in waiting]).update(for_digest=False)
    if not person.is_active or rhythms_of([person])[person.pk] == MailRhythm.NEVER:
        return
    groups = _readable_groups(person, (notification for notification in waiting if notification.read_at is None))
    if groups:
        _send(person, groups, on, key)


def _readable_groups(person: User, notifications: Iterable[Notification]) -> list[DigestGroup]:
    groups: dict[tuple[str, int], DigestGroup] = {}
    rights: dict[tuple[str, int], set[str]] = {}
    for notification in notifications:
        entry = notification.entry
        about = (entry.subject_type, entry.subject_id)
        if about not in rights:
            model = apps.get_model(entry.subject_type)
            subject = model._default_manager.filter(pk=entry.subject_id).first()  # noqa: SLF001 -- Django's way
            rights[about] = audiences_of(person, subject) if subject else set()
            groups[about] = DigestGroup(subject)
        if entry.audience in rights[about]:
            groups[about].lines.append((_line(notification, groups[about].subject), _address(notification.path)))
    return [group for group in groups.values() if group.lines]


def _line(notification: Notification, subject: Any) -> str:
    """Say what happened, without the name of the project, which stands above."""
    line = notification.subject.removeprefix(f"{subject} — ")
    return f"{line[:1].upper()}{line[1:]}"


def _send(person: User, groups: list[DigestGroup], on: date, key: str) -> None:
    count = sum(len(group.lines) for group in groups)
    news = f"{count}{NBSP}nouvelle{'s' if count > 1 else ''}"
    stop = stop_address(person)
    title = f"Votre résumé du {day(on)} — {news}"
    context = {
        "title": title,
        "groups": groups,
        "address": _address(reverse("account:notifications")),
        "choice_address": _address(reverse("account:mails")),
        "stop_address": stop,
    }
    queue_mail(
        to=person.email,
        subject=title,
        text=render_to_string("notifications/digest.txt", context),
        html=render_to_string("notifications/digest.html", context),
        key=key,
        headers=one_click(stop),
    )


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
