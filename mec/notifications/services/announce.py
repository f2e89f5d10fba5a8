"""Turn a journal entry into one notification per person, and one mail for those who want it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from mec.core.journal.audiences import audiences_of
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.core.mail.services import queue_mail
from mec.core.ui.french import NBSP, listed
from mec.notifications.enums import MailRhythm
from mec.notifications.links import one_click, stop_address
from mec.notifications.models import Notification
from mec.notifications.notices import Choices, Following, Notice, Recipe, Words, following_of, recipe_for
from mec.notifications.queries import rhythms_of

NAMES_TOLD = 8


@dataclass(frozen=True)
class _Recipients:
    people: Sequence[Any]
    by_choice: frozenset[int]
    """Ids of those who follow without being concerned."""
    bound: frozenset[int]
    """Ids of those of whom it asks something: there is nothing to stop."""


@dataclass(frozen=True)
class _Announcement:
    entry: Entry
    subject: Any
    notice: Notice
    following: Following | None
    event_class: str
    recipients: _Recipients
    words: dict[int, Words]

    def reason_for(self, person: Any) -> str:
        if self.notice.reason and person.pk not in self.recipients.by_choice:
            return self.notice.reason
        return self.words[person.pk].reason

    def others(self, person: Any) -> str:
        """Name the other recipients in one line, as many as are worth reading."""
        names = sorted({words.name for pk, words in self.words.items() if pk != person.pk and words.name})
        more = len(names) - NAMES_TOLD
        return listed([*names[:NAMES_TOLD], *([f"{more}{NBSP}autre{'s' if more > 1 else ''}"] if more > 0 else [])])


def is_announced(event: EntryRecorded) -> bool:
    return recipe_for(event.verb) is not None


@transaction.atomic
def announce_entry(event: EntryRecorded) -> None:
    """Notify everyone concerned by an entry, less those who stopped, plus those who follow; run again, it adds nothing.

    Each person finds it on the page of notifications; the mail leaves at once, with the daily digest or not at all.
    """
    entry = Entry.objects.select_related("actor").get(pk=event.entry_id)
    recipe = recipe_for(entry.verb)
    if recipe is None:
        return
    subject = apps.get_model(entry.subject_type)._default_manager.get(pk=entry.subject_id)  # noqa: SLF001 -- Django's way
    following = following_of(subject)
    recipients = _recipients(entry, subject, recipe, following)
    if recipients.people:
        words = following.words(entry, subject, recipients.people, recipients.by_choice) if following else {}
        notice = recipe.write(entry, subject)
        _tell(_Announcement(entry, subject, notice, following, recipe.event_class, recipients, words))


def _recipients(entry: Entry, subject: Any, recipe: Recipe, following: Following | None) -> _Recipients:
    chosen = following.choices(subject, recipe.event_class) if following and recipe.event_class else Choices()
    stopped: frozenset[int] = frozenset() if recipe.personal else chosen.stopped
    concerned = {person.pk: person for person in recipe.recipients(entry, subject) if person.pk not in stopped}
    added = {person.pk: person for person in chosen.added if person.pk not in concerned}
    told = set(Notification.objects.filter(entry=entry).values_list("recipient", flat=True))
    people = [
        person
        for person in [*concerned.values(), *added.values()]
        if person.pk != entry.actor_id
        and person.pk not in told
        and person.is_active
        and entry.audience in audiences_of(person, subject)
    ]
    bound = frozenset(concerned) if recipe.personal else frozenset()
    return _Recipients(people, frozenset(added), bound)


def _tell(said: _Announcement) -> None:
    rhythms = rhythms_of(said.recipients.people)
    Notification.objects.bulk_create(
        Notification(
            entry=said.entry,
            recipient=person,
            subject=said.notice.subject[:250],
            reason=said.reason_for(person),
            body=said.notice.body,
            path=said.notice.path,
            for_digest=rhythms[person.pk] == MailRhythm.DAILY,
        )
        for person in said.recipients.people
    )
    for person in said.recipients.people:
        if rhythms[person.pk] == MailRhythm.IMMEDIATE:
            _mail(said, person)


def _mail(said: _Announcement, person: Any) -> None:
    stoppable = said.following is not None and person.pk not in said.recipients.bound
    stop = stop_address(person, said.subject, said.event_class) if stoppable else ""
    context = {
        "notice": said.notice,
        "reason": said.reason_for(person),
        "address": f"{settings.SITE_URL}{said.notice.path}",
        "others": said.others(person),
        "stop_address": stop,
        "stop_label": said.following.label(said.event_class) if said.following and stop else "",
        "project": said.subject,
        "choice_address": settings.SITE_URL + reverse("account:mails"),
    }
    queue_mail(
        to=person.email,
        subject=said.notice.subject,
        text=render_to_string("notifications/mail.txt", context),
        html=render_to_string("notifications/mail.html", context),
        key=f"notification-{said.entry.pk}-{person.pk}",
        headers=one_click(stop) if stop else None,
    )
