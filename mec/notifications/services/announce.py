"""Turn a journal entry into one notification per person, and one mail for those who want it at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.core.journal.audiences import audiences_of
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.core.mail.services import queue_mail
from mec.core.ui.french import NBSP, day, listed
from mec.notifications.enums import MailRhythm
from mec.notifications.links import one_click, stop_address
from mec.notifications.models import Notification
from mec.notifications.notices import Choices, Following, Notice, Recipe, Words, following_of, recipe_for
from mec.notifications.queries import rhythms_of
from mec.organizations.models import Absence
from mec.organizations.queries import stand_ins

NAMES_TOLD = 8


@dataclass(frozen=True)
class _Recipients:
    people: Sequence[Any]
    by_choice: frozenset[int]
    """Ids of those who follow without being concerned."""
    bound: frozenset[int]
    """Ids of those of whom it asks something: there is nothing to stop."""
    standing_in: Mapping[int, str]
    """Why they are told, by id of those who are for this alone: whom they replace, and until when."""


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
        if person.pk in self.recipients.standing_in:
            return self.recipients.standing_in[person.pk]
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

    Who stands in for somebody concerned is told too, if they may read the entry.
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

    def may_be_told(person: Any) -> bool:
        return (
            person.pk != entry.actor_id
            and person.pk not in told
            and person.is_active
            and entry.audience in audiences_of(person, subject)
        )

    people = {pk: person for pk, person in (concerned | added).items() if may_be_told(person)}
    # Following by choice is nobody else's business: those who do are not replaced.
    absences = stand_ins([person for pk, person in people.items() if pk in concerned], _day_of(entry))
    deputies = {absence.deputy_id: absence.deputy for absence in absences if absence.deputy_id not in stopped}
    deputies = {pk: person for pk, person in deputies.items() if pk not in people and may_be_told(person)}
    bound = frozenset(concerned) | frozenset(deputies) if recipe.personal else frozenset()
    return _Recipients(
        [*people.values(), *deputies.values()],
        frozenset(added),
        bound,
        {pk: _standing_in(absence for absence in absences if absence.deputy_id == pk) for pk in deputies},
    )


def _day_of(entry: Entry) -> date:
    return timezone.localdate(entry.recorded_at)


def _standing_in(absences: Iterable[Absence]) -> str:
    ends = {absence.user: absence.ends_on for absence in absences}
    replaced = listed([f"{person} jusqu’au {day(end, weekday=False)}" for person, end in ends.items()])
    them = "leur" if len(ends) > 1 else "lui"
    return f"Vous recevez ce message car vous remplacez {replaced} : il {them} est adressé."


def _tell(said: _Announcement) -> None:
    rhythms = rhythms_of(said.recipients.people)
    Notification.objects.bulk_create(
        Notification(
            entry=said.entry,
            recipient=person,
            subject=said.notice.subject[:250],
            reason=said.reason_for(person)[:250],
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
