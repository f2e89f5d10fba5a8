"""One mail a day, never empty, never twice the same thing, never what one may not read any more."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mec.core.jobs.runner import drain
from mec.core.jobs.schedules import schedules
from mec.core.mail.models import Mail
from mec.notifications.enums import MailRhythm
from mec.notifications.links import read_stop_link
from mec.notifications.models import Notification
from mec.notifications.queries import rhythms_of, unread_count
from mec.notifications.services import choose_rhythm, follow_stop_link, mark_all_read, send_digest_to
from mec.notifications.tasks import queue_digests
from mec.organizations.models import Membership
from mec.projects.enums import EventClass, ProjectRole
from mec.projects.services import choose_following, invite, post_message, post_state_message
from tests.factories.projects import make_blocker, make_project

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def say(project, author, body="Bonjour"):
    post_message(project, body=body, key=uuid4(), actor=author)
    drain()


@pytest.fixture
def ddt(people, project):
    """Wants one mail a day; knows of the project already."""
    drain()
    Mail.objects.all().delete()
    choose_rhythm(MailRhythm.DAILY, actor=people["ddt"])
    return people["ddt"]


def digests(user):
    return Mail.objects.filter(to=user.email, key__startswith="digest-").order_by("pk")


def test_everyone_receives_at_once_until_they_choose(people):
    assert rhythms_of([people["owner"]]) == {people["owner"].pk: MailRhythm.IMMEDIATE}


def test_digest_is_due_at_seven_in_paris():
    due = schedules["notifications.digest"].rhythm.latest(datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Paris")))
    assert due.astimezone(ZoneInfo("Europe/Paris")).hour == 7


def test_news_wait_for_the_digest_which_groups_them_by_project(world, people, project, ddt):
    other = make_project(world.organizations["privas"], author=people["owner"], name="Halle")
    say(project, people["owner"])
    say(other, people["owner"])
    make_blocker(project, author=people["owner"])
    drain()
    assert not Mail.objects.filter(to=ddt.email).exists()
    assert unread_count(ddt) == 5

    queue_digests.call()
    drain()

    (mail,) = digests(ddt)
    assert "— 4 nouvelles" in mail.subject
    assert [mail.text.count(f"\n{name}\n") for name in ("École", "Halle")] == [1, 1]
    assert "Owner Matrice vous écrit" in mail.text
    assert "Un blocage de financement depuis 12\u00a0jours" in mail.text
    assert mail.text.startswith("Vous recevez ce résumé car")


def test_second_run_adds_nothing_and_next_day_says_only_what_is_new(people, project, ddt):
    say(project, people["owner"], "Lundi")
    send_digest_to(ddt, on=MONDAY)
    say(project, people["owner"], "Encore lundi")
    send_digest_to(ddt, on=MONDAY)
    assert digests(ddt).count() == 1

    send_digest_to(ddt, on=TUESDAY)
    assert digests(ddt).count() == 2
    assert "— 1 nouvelle" in digests(ddt).last().subject
    send_digest_to(ddt, on=TUESDAY + timedelta(days=1))
    assert digests(ddt).count() == 2


def test_digest_never_repeats_what_left_at_once(people, project, ddt):
    say(project, people["owner"], "Tard")
    choose_rhythm(MailRhythm.IMMEDIATE, actor=ddt)
    say(project, people["owner"], "Tout de suite")
    send_digest_to(ddt, on=MONDAY)

    assert "— 1 nouvelle" in digests(ddt).get().subject
    assert Mail.objects.filter(to=ddt.email, key__startswith="notification-").count() == 1


def test_digest_leaves_out_what_was_read(people, project, ddt):
    say(project, people["owner"])
    mark_all_read(up_to=Notification.objects.latest("pk").pk, actor=ddt)
    send_digest_to(ddt, on=MONDAY)

    assert not digests(ddt).exists()


def test_digest_leaves_out_what_one_may_not_read_any_more(people, project, ddt):
    post_state_message(project, body="Entre nous", key=uuid4(), actor=people["prefecture"])
    drain()
    assert Notification.objects.filter(recipient=ddt, for_digest=True).count() == 1
    Membership.objects.filter(user=ddt).update(active=False)
    send_digest_to(type(ddt).objects.get(pk=ddt.pk), on=MONDAY)

    assert not digests(ddt).exists()
    assert not Notification.objects.filter(for_digest=True).exists()


@pytest.mark.parametrize("closed", ["account", "mails"])
def test_digest_goes_to_nobody_who_closed_account_or_mails(people, project, ddt, closed):
    say(project, people["owner"])
    if closed == "mails":
        choose_rhythm(MailRhythm.NEVER, actor=ddt)
    else:
        ddt.is_active = False
        ddt.save()
    send_digest_to(ddt, on=MONDAY)

    assert not digests(ddt).exists()


def test_digest_leaves_out_what_one_stopped_following(people, project, ddt):
    say(project, people["owner"])
    choose_following(project, classes=[EventClass.BLOCKERS], actor=ddt)
    send_digest_to(ddt, on=MONDAY)

    assert not digests(ddt).exists()


def test_never_keeps_the_page_of_notifications(people, project, ddt):
    choose_rhythm(MailRhythm.NEVER, actor=ddt)
    say(project, people["owner"])
    send_digest_to(ddt, on=MONDAY)

    assert not Mail.objects.filter(to=ddt.email).exists()
    assert unread_count(ddt) == 2


def test_link_of_the_digest_stops_every_mail(people, project, ddt):
    say(project, people["owner"])
    send_digest_to(ddt, on=MONDAY)
    address = digests(ddt).get().headers["List-Unsubscribe"].strip("<>")

    follow_stop_link(read_stop_link(address.rstrip("/").rsplit("/", 1)[1]))

    assert rhythms_of([ddt])[ddt.pk] == MailRhythm.NEVER


def test_invitation_leaves_at_once_whatever_one_chose(people, project):
    choose_rhythm(MailRhythm.NEVER, actor=people["expert"])
    invite(project, email="expert@matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"])
    drain()

    assert Mail.objects.filter(to="expert@matrice.fr").count() == 1


def test_digest_of_the_day_is_that_of_paris(people, project, ddt):
    say(project, people["owner"])
    with time_machine.travel(datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("UTC")), tick=False):
        queue_digests.call()
        drain()

    assert digests(ddt).get().key == f"digest-2026-11-24-{ddt.pk}"


@pytest.mark.parametrize("token", ["", "inconnu", "WzFd:1abc:xyz"])
def test_forged_link_says_nothing(token):
    assert read_stop_link(token) is None
