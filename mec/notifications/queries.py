from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce

from mec.accounts.models import User
from mec.core.journal.audiences import audiences_of
from mec.notifications.enums import MailRhythm
from mec.notifications.links import StopLink
from mec.notifications.models import MailPreference, Notification
from mec.notifications.notices import following_of
from mec.organizations.enums import EntryAudience
from mec.organizations.queries import is_state_agent


def notifications_visible_to(user: Any) -> models.QuerySet[Notification]:
    found = Notification.objects.filter(recipient=user).select_related("entry__actor").order_by("-id")
    return found if reads_for_the_state(user) else found.exclude(entry__audience=EntryAudience.STATE)


def reads_for_the_state(user: Any) -> bool:
    """Whether news that the State alone reads are still for this person."""
    return bool(user.is_staff or is_state_agent(user))


def unread_count(user: Any) -> int:
    """Return how many notifications the person has not read: what was read with them, else asked now."""
    known: int | None = getattr(user, "unread_notifications", None)
    return Notification.objects.filter(recipient=user, read_at=None).count() if known is None else known


def person_with_unread_count(user_id: int) -> User | None:
    """Return the person of this id, if there is one, of whom `unread_count` answers without asking again."""
    unread = Notification.objects.filter(recipient=models.OuterRef("pk"), read_at=None).order_by()
    counted = models.Subquery(unread.values("recipient").annotate(number=models.Count("pk")).values("number"))
    return User.objects.filter(pk=user_id).annotate(unread_notifications=Coalesce(counted, 0)).first()


def rhythms_of(people: Iterable[Any]) -> dict[int, MailRhythm]:
    """Return when each person wants mails, by id; at once for whoever never chose."""
    ids = [person.pk for person in people]
    chosen = dict(MailPreference.objects.filter(user__in=ids).values_list("user", "rhythm"))
    return {pk: MailRhythm(chosen.get(pk, MailRhythm.IMMEDIATE)) for pk in ids}


def waiting_for_digest() -> list[int]:
    """Return the ids of the people whom a digest awaits."""
    waiting = Notification.objects.filter(for_digest=True).order_by("recipient")
    return list(waiting.values_list("recipient", flat=True).distinct())


def stopped_words(link: StopLink) -> str:
    """Return what such a link stops, for a sentence; the object is named only to somebody who may still see it."""
    person = User.objects.filter(pk=link.user, is_active=True).first()
    if link.stops_all:
        return "les courriels qui donnent des nouvelles de vos projets"
    model = apps.get_model(link.subject_type)
    subject = model._default_manager.filter(pk=link.subject).first()  # noqa: SLF001 -- Django's way
    following = following_of(subject) if subject else None
    kind = following.label(link.event_class) if following else ""
    seen = person is not None and subject is not None and audiences_of(person, subject)
    name = f"« {subject} »" if seen else "ce projet"
    return f"les nouvelles ({kind}) de {name}" if kind else f"les nouvelles de {name}"
