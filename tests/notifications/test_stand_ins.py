"""Who stands in hears what is said to the absent: once, and never of what they may not read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from mec.core.jobs.runner import drain
from mec.core.journal.audiences import audiences_of
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.core.mail.models import Mail
from mec.core.ui.french import day
from mec.notifications.models import Notification
from mec.notifications.services import announce_entry
from mec.organizations.models import Absence, Membership
from mec.organizations.services import declare_absence
from mec.projects.enums import EventClass, ProjectRole, Verb
from mec.projects.services import assign, post_message, post_state_message, take_charge
from mec.projects.services.follow import choose_following, stop_following
from mec.projects.services.triage import Receiver
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import add_member


def colleague_of(organization, name):
    return MembershipFactory(organization=organization, user__email=f"{name}@matrice.fr").user


def away(organization, person, deputy, days=3):
    today = timezone.localdate()
    return declare_absence(
        organization, deputy=deputy, starts_on=today, ends_on=today + timedelta(days=days), actor=person
    )


def told(verb):
    drain()
    notifications = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return {notification.recipient.email.split("@")[0]: notification.reason for notification in notifications}


@pytest.fixture
def deputy(world, people, project):
    """The project is the DDT agent's, who is away: a colleague stands in."""
    take_charge(project, actor=people["ddt"])
    drain()
    person = colleague_of(world.organizations["ddt"], "suppleante")
    away(world.organizations["ddt"], people["ddt"], person)
    return person


def test_deputy_hears_the_same_as_the_absent_and_why(project, people, deputy):
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    found = told(Verb.MESSAGE_POSTED)
    until = day(timezone.localdate() + timedelta(days=3), weekday=False)
    assert set(found) == {"ddt", "suppleante"}
    assert found["suppleante"] == (
        f"Vous recevez ce message car vous remplacez {people['ddt']} jusqu’au {until} : il lui est adressé."
    )
    assert "remplacez" not in found["ddt"]
    mail = Mail.objects.get(to="suppleante@matrice.fr", text__contains="Bonjour")
    assert found["suppleante"] in mail.text


def test_told_again_adds_nobody(project, people, deputy):
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])
    found = told(Verb.MESSAGE_POSTED)
    entry = Entry.objects.get(verb=Verb.MESSAGE_POSTED)

    announce_entry(EntryRecorded(entry_id=entry.pk, verb=entry.verb))

    assert told(Verb.MESSAGE_POSTED) == found


def test_who_is_told_anyway_keeps_their_own_reason(project, world, people, deputy):
    add_member(project, deputy, ProjectRole.ADVISER)
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert "membre de ce projet" in told(Verb.MESSAGE_POSTED)["suppleante"]


def test_one_deputy_of_two_people_is_told_once_for_both(project, world, people):
    owner = world.organizations["privas"]
    deputy, other = colleague_of(owner, "suppleante"), colleague_of(owner, "autre")
    add_member(project, other, ProjectRole.CONTRIBUTOR)
    for person in (people["owner"], other):
        away(owner, person, deputy)
    post_message(project, body="Bonjour", key=uuid4(), actor=people["ddt"])

    reason = told(Verb.MESSAGE_POSTED)["suppleante"]
    assert (str(people["owner"]) in reason, str(other) in reason) == (True, True)
    assert reason.endswith(" : il leur est adressé.")


def test_project_given_to_the_absent_is_said_to_the_deputy_whatever_they_stopped(project, world, people):
    ddt = world.organizations["ddt"]
    agent, deputy = colleague_of(ddt, "agente"), colleague_of(ddt, "suppleante")
    away(ddt, agent, deputy)
    stop_following(project, event_class=EventClass.LIFE, actor=deputy)
    assign(project, to=Receiver(ddt, agent), actor=people["ddt"])

    assert set(told(Verb.ASSIGNED)) == {"owner", "agente", "suppleante"}
    mail = Mail.objects.filter(to="suppleante@matrice.fr").latest("pk")
    assert "Ne plus recevoir ces messages" not in mail.text


def test_deputy_who_stopped_the_class_or_wrote_is_left_alone(project, people, deputy):
    post_message(project, body="Je réponds", key=uuid4(), actor=deputy)
    assert set(told(Verb.MESSAGE_POSTED)) == {"ddt", "owner"}

    Notification.objects.all().delete()
    stop_following(project, event_class=EventClass.EXCHANGES, actor=deputy)
    post_message(project, body="Merci", key=uuid4(), actor=people["owner"])
    assert set(told(Verb.MESSAGE_POSTED)) == {"ddt"}


def test_who_follows_by_choice_is_replaced_by_nobody(project, world, people, deputy):
    follower = people["prefecture"]
    colleague = colleague_of(world.organizations["prefecture"], "collegue")
    choose_following(project, classes=[EventClass.EXCHANGES], actor=follower)
    away(world.organizations["prefecture"], follower, colleague)
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert set(told(Verb.MESSAGE_POSTED)) == {"ddt", "suppleante", "prefecture"}


def test_state_zone_is_told_to_a_deputy_of_the_state_alone(project, world, people, deputy):
    """The agent also acts for a commune that carries the project: its people never hear of the State's zone."""
    owner = world.organizations["privas"]
    Membership.objects.create(user=people["ddt"], organization=owner)
    away(owner, people["ddt"], people["owner"])
    post_state_message(project, body="Entre nous", key=uuid4(), actor=people["prefecture"])

    assert set(told(Verb.STATE_MESSAGE_POSTED)) == {"ddt", "suppleante"}
    assert not Mail.objects.filter(to="owner@matrice.fr", text__contains="Entre nous").exists()


def test_deputy_who_does_not_see_the_project_hears_nothing(project, world, people):
    stranger = people["foreign_owner"]
    add_member(project, stranger, ProjectRole.ADVISER)
    away(world.organizations["bettant"], stranger, colleague_of(world.organizations["bettant"], "suppleante"))
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert "suppleante" not in told(Verb.MESSAGE_POSTED)


def test_absent_people_cost_one_query_whatever_their_number(project, world, people):
    ddt = world.organizations["ddt"]
    team = [MembershipFactory(organization=ddt).user for _ in range(3)]

    def reads_of_absences(body):
        post_message(project, body=body, key=uuid4(), actor=people["owner"])
        entry = Entry.objects.latest("pk")
        with CaptureQueriesContext(connection) as captured:
            announce_entry(EntryRecorded(entry_id=entry.pk, verb=entry.verb))
        return sum('FROM "organizations_absence"' in query["sql"] for query in captured)

    few = reads_of_absences("Personne n’est absent")
    for person in team:
        away(ddt, person, people["ddt"])
    assert (few, reads_of_absences("Trois le sont")) == (1, 1)


@settings(max_examples=15)
@given(data=st.data())
def test_nobody_is_told_twice_nor_of_what_they_may_not_read(world, project, data):
    """Whoever is away, and whoever stands in, from whatever organisation."""
    everyone = list(world.people.values())
    Absence.objects.all().delete()
    Notification.objects.all().delete()
    Membership.objects.filter(title="ajouté").delete()
    organizations = list(world.organizations.values())
    for absent in data.draw(st.lists(st.sampled_from(everyone), max_size=4, unique=True)):
        organization = data.draw(st.sampled_from(organizations))
        deputy = data.draw(st.sampled_from([person for person in everyone if person != absent]))
        for person in (absent, deputy):
            Membership.objects.get_or_create(user=person, organization=organization, defaults={"title": "ajouté"})
        away(organization, absent, deputy)
    post = data.draw(st.sampled_from([post_message, post_state_message]))
    writer = world.people["ddt"]
    post(project, body="Bonjour", key=uuid4(), actor=writer)
    drain()

    entry = Entry.objects.filter(subject_type="projects.project").latest("pk")
    told_of = list(Notification.objects.filter(entry=entry).select_related("recipient"))
    ids = [one.recipient_id for one in told_of]
    assert len(ids) == len(set(ids))
    fresh = type(project).objects.get(pk=project.pk)
    assert all(entry.audience in audiences_of(one.recipient, fresh) for one in told_of)
    told_by_mail = list(Mail.objects.filter(key__startswith=f"notification-{entry.pk}-").values_list("to", flat=True))
    assert sorted(told_by_mail) == sorted(one.recipient.email for one in told_of)
