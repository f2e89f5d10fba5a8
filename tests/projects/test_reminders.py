"""Those who answer for a project that waits are reminded of it once per period."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from mec.core.mail.models import Mail
from mec.notifications.enums import MailRhythm
from mec.notifications.services import choose_rhythm
from mec.organizations.models import Membership, StatePair
from mec.organizations.services import declare_absence
from mec.projects.enums import ProjectState
from mec.projects.models import Project, WaitingReminder
from mec.projects.services import remind_of_waiting, take_charge
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import make_project

PARIS = ZoneInfo("Europe/Paris")
SENT = datetime(2026, 9, 1, 9, tzinfo=PARIS)
TENTH, ELEVENTH, TWENTY_FIRST = date(2026, 9, 15), date(2026, 9, 16), date(2026, 9, 30)


@pytest.fixture
def waiting(project):
    Project.objects.filter(pk=project.pk).update(waiting_since=SENT, submitted_at=SENT)
    return project


def mails():
    return sorted(Mail.objects.filter(key__startswith="waiting-").values_list("to", flat=True))


def test_reminder_leaves_after_the_tolerated_delay_and_not_before(waiting):
    assert remind_of_waiting(today=TENTH) == 0
    assert remind_of_waiting(today=ELEVENTH) == 1
    assert mails() == ["ddt@matrice.fr", "prefecture@matrice.fr"]


def test_reminder_leaves_once_per_period(waiting):
    sent = [remind_of_waiting(today=day) for day in (ELEVENTH, ELEVENTH, date(2026, 9, 29), TWENTY_FIRST)]

    assert sent == [1, 0, 0, 1]
    assert list(WaitingReminder.objects.values_list("period", flat=True).order_by("period")) == [1, 2]
    assert len(mails()) == 4


@pytest.mark.parametrize("day", [date(2026, 9, 19), date(2026, 9, 20), date(2026, 11, 11)])
def test_no_reminder_leaves_when_offices_are_closed(waiting, day):
    assert remind_of_waiting(today=day) == 0


def test_one_mail_tells_a_person_of_all_that_waits(waiting, world):
    other = make_project(world.organizations["privas"], author=world.people["owner"], name="Mairie")
    Project.objects.filter(pk=other.pk).update(waiting_since=SENT)

    remind_of_waiting(today=ELEVENTH)

    text = Mail.objects.get(to="ddt@matrice.fr", key__startswith="waiting-").text
    assert ("École" in text, "Mairie" in text, "11 jours ouvrés" in text) == (True, True, True)


def test_project_in_charge_and_people_who_left_are_left_alone(waiting, people):
    Membership.objects.filter(user=people["prefecture"]).update(active=False)
    remind_of_waiting(today=ELEVENTH)
    assert mails() == ["ddt@matrice.fr"]

    take_charge(waiting, actor=people["ddt"])
    assert remind_of_waiting(today=TWENTY_FIRST) == 0


def test_who_wants_no_mail_is_sent_none(waiting, people):
    choose_rhythm(MailRhythm.NEVER, actor=people["ddt"])
    choose_rhythm(MailRhythm.DAILY, actor=people["prefecture"])

    assert remind_of_waiting(today=ELEVENTH) == 1
    assert mails() == ["prefecture@matrice.fr"]


def test_who_stands_in_is_reminded_once_and_the_absent_still(waiting, world, people):
    ddt = world.organizations["ddt"]
    deputy = MembershipFactory(organization=ddt, user__email="suppleante@ddt.fr").user
    declare_absence(ddt, deputy=deputy, starts_on=ELEVENTH, ends_on=date(2100, 1, 1), actor=people["ddt"])

    remind_of_waiting(today=ELEVENTH)

    assert mails() == ["ddt@matrice.fr", "prefecture@matrice.fr", "suppleante@ddt.fr"]


@pytest.mark.parametrize("change", [{"archived_at": SENT}, {"state": ProjectState.DISCARDED}])
def test_project_put_away_is_not_reminded(waiting, change):
    Project.objects.update(**change)
    assert remind_of_waiting(today=ELEVENTH) == 0


def test_project_that_was_given_back_waits_anew(waiting):
    remind_of_waiting(today=ELEVENTH)
    Project.objects.update(waiting_since=datetime(2026, 9, 2, 9, tzinfo=PARIS))

    assert remind_of_waiting(today=date(2026, 9, 17)) == 1


def test_reminder_without_pair_reaches_the_region(waiting):
    StatePair.objects.filter(departement__code="07").delete()

    remind_of_waiting(today=ELEVENTH)

    assert mails() == ["regional@matrice.fr"]


@override_settings(WAITING_DAYS=3)
def test_tolerated_delay_is_a_setting(waiting):
    assert [remind_of_waiting(today=date(2026, 9, day)) for day in (4, 7)] == [0, 1]
