"""Turn a journal entry into one notification and one mail per person."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from mec.core.journal.audiences import audiences_of
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.core.mail.services import queue_mail
from mec.notifications.models import Notification
from mec.notifications.notices import Notice, recipe_for


def is_announced(event: EntryRecorded) -> bool:
    return recipe_for(event.verb) is not None


@transaction.atomic
def announce_entry(event: EntryRecorded) -> None:
    """Notify everyone concerned by an entry, in the same words; run again, it adds nothing."""
    entry = Entry.objects.select_related("actor").get(pk=event.entry_id)
    recipe = recipe_for(entry.verb)
    if recipe is None:
        return
    subject = apps.get_model(entry.subject_type)._default_manager.get(pk=entry.subject_id)  # noqa: SLF001 -- Django's way
    told = set(Notification.objects.filter(entry=entry).values_list("recipient", flat=True))
    people = [
        person
        for person in recipe.recipients(entry, subject)
        if person.pk != entry.actor_id
        and person.pk not in told
        and person.is_active
        and entry.audience in audiences_of(person, subject)
    ]
    if people:
        _notify(entry, people, recipe.write(entry, subject))


def _notify(entry: Entry, people: Sequence[Any], notice: Notice) -> None:
    Notification.objects.bulk_create(
        Notification(
            entry=entry,
            recipient=person,
            subject=notice.subject[:250],
            reason=notice.reason,
            body=notice.body,
            path=notice.path,
        )
        for person in people
    )
    context = {"notice": notice, "address": f"{settings.SITE_URL}{notice.path}"}
    text = render_to_string("notifications/mail.txt", context)
    html = render_to_string("notifications/mail.html", context)
    for person in people:
        key = f"notification-{entry.pk}-{person.pk}"
        queue_mail(to=person.email, subject=notice.subject, text=text, html=html, key=key)


@transaction.atomic
def mark_all_read(*, actor: Any) -> int:
    """Mark every notification of the actor as read; return how many were not."""
    return Notification.objects.filter(recipient=actor, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_read(notification: Notification, *, actor: Any) -> None:
    Notification.objects.filter(pk=notification.pk, recipient=actor, read_at=None).update(read_at=timezone.now())
