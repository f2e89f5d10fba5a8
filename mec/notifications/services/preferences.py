"""What a person wants to receive. A private choice: the journal, which others read, says nothing of it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models, transaction

from mec.accounts.models import User
from mec.core.journal.audiences import type_of
from mec.notifications.enums import MailRhythm
from mec.notifications.links import StopLink
from mec.notifications.models import MailPreference, Notification
from mec.notifications.notices import following_of, verbs_of_class


@transaction.atomic
def choose_rhythm(rhythm: MailRhythm, *, actor: Any) -> None:
    """Set when the actor receives mails; what already waits for a digest leaves with the next one, or never."""
    MailPreference.objects.update_or_create(user=actor, defaults={"rhythm": rhythm})
    if rhythm == MailRhythm.NEVER:
        Notification.objects.filter(recipient=actor, for_digest=True).update(for_digest=False)


@transaction.atomic
def drop_waiting(subject: models.Model, event_classes: Iterable[str], *, actor: Any) -> None:
    """Leave out of the actor's next digest what they have just stopped following."""
    verbs = [verb for event_class in event_classes for verb in verbs_of_class(event_class)]
    Notification.objects.filter(
        recipient=actor,
        for_digest=True,
        entry__subject_type=type_of(subject),
        entry__subject_id=subject.pk,
        entry__verb__in=verbs,
    ).update(for_digest=False)


@transaction.atomic
def follow_stop_link(link: StopLink) -> None:
    """Do what the link of a mail says, for the person to whom it was written; said twice, it is done once."""
    person = User.objects.filter(pk=link.user).first()
    if person is None:
        return
    if link.stops_all:
        choose_rhythm(MailRhythm.NEVER, actor=person)
        return
    model = apps.get_model(link.subject_type)
    subject = model._default_manager.filter(pk=link.subject).first()  # noqa: SLF001 -- Django's way
    following = following_of(subject) if subject else None
    if following:
        following.stop(subject, link.event_class, person)
