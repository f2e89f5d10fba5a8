"""Who is told of what: exactly once, and never of what they may not read."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mec.accounts.models import User
from mec.core.jobs.runner import drain
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.notifications.queries import notifications_visible_to, unread_count
from mec.notifications.services import announce_entry, mark_all_read, mark_read
from mec.organizations.models import Membership, StatePair
from mec.organizations.rules import forget_scope
from mec.organizations.services import end_membership
from mec.projects.enums import EntryAudience, ProjectRole, Verb
from mec.projects.services import accept_invitation, invite, post_message, post_state_message, take_charge
from mec.taxonomy.enums import Phase
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import add_member, make_project

QUERIES_PER_RECIPIENT = 9
"""Three for the right to read, the others for the mail and its job."""


def told(verb):
    drain()
    notifications = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return sorted(notification.recipient.email.split("@")[0] for notification in notifications)


def test_submission_tells_both_halves_of_the_pair_once(project):
    assert told(Verb.SUBMITTED) == ["ddt", "prefecture"]
    assert sorted(mail.to for mail in Mail.objects.all()) == ["ddt@matrice.fr", "prefecture@matrice.fr"]


def test_submission_told_again_adds_nothing(project):
    told(Verb.SUBMITTED)
    entry = Entry.objects.get(verb=Verb.SUBMITTED)

    announce_entry(EntryRecorded(entry_id=entry.pk, verb=entry.verb))
    drain()

    assert (Notification.objects.count(), Mail.objects.count()) == (2, 2)


def test_mail_of_a_message_names_its_author_in_the_subject_and_signs_the_text(project, people):
    post_message(project, body="Bonjour.", key=uuid4(), actor=people["owner"])
    drain()

    mail = Mail.objects.get(to="ddt@matrice.fr", subject__contains="vous écrit")
    assert mail.subject == f"{project} — Owner Matrice vous écrit"
    assert "Bonjour.\n\nOwner Matrice (Privas)\n\nRéférence" in mail.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"phase": Phase.IDEA}, "Étape\u00a0: idée."),
        (
            {"phase": Phase.STUDY, "cost": Decimal(250_000)},
            "Étape\u00a0: étude. Coût prévu\u00a0: 250\u202f000\u00a0€ hors taxes.",
        ),
    ],
)
def test_mail_of_a_submission_says_the_stage_and_the_cost_that_are_known(world, content, said):
    project = make_project(world.organizations["privas"], author=world.people["owner"], **content)
    drain()

    text = Mail.objects.get(to="ddt@matrice.fr").text
    assert f"a transmis le projet «\u00a0{project}\u00a0». {said}\n" in text


def test_submission_tells_nobody_who_left(project, people):
    Membership.objects.filter(user=people["ddt"]).update(active=False)
    people["prefecture"].is_active = False
    people["prefecture"].save()

    assert told(Verb.SUBMITTED) == []


def test_submission_without_pair_falls_to_the_region(world):
    StatePair.objects.filter(departement__code="07").delete()
    make_project(world.organizations["privas"], author=world.people["owner"])

    assert told(Verb.SUBMITTED) == ["regional"]


def test_submission_without_pair_nor_regional_service_falls_to_the_anct(world):
    StatePair.objects.filter(departement__code="07").delete()
    Membership.objects.filter(user=world.people["regional"]).delete()
    world.organizations["regional"].delete()
    make_project(world.organizations["privas"], author=world.people["owner"])

    assert told(Verb.SUBMITTED) == ["anct"]


def test_message_tells_members_and_the_pair_but_not_its_author(project, people):
    add_member(project, people["invited"], ProjectRole.OBSERVER)
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert told(Verb.MESSAGE_POSTED) == ["ddt", "invited", "prefecture"]


def test_message_tells_only_the_agent_in_charge_once_there_is_one(project, people):
    take_charge(project, actor=people["ddt"])
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert told(Verb.MESSAGE_POSTED) == ["ddt"]


@pytest.mark.parametrize("change", ["left", "closed"])
def test_message_tells_the_whole_service_once_who_had_it_in_charge_is_gone(project, world, people, change):
    take_charge(project, actor=people["ddt"])
    MembershipFactory(organization=world.organizations["ddt"], user__email="collegue@ddt.fr")
    if change == "left":
        people["ddt"].memberships.update(active=False)
    else:
        User.objects.filter(pk=people["ddt"].pk).update(is_active=False)
    post_message(project, body="Bonjour", key=uuid4(), actor=people["owner"])

    assert told(Verb.MESSAGE_POSTED) == ["collegue"]


def test_state_message_tells_the_state_alone(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    post_state_message(project, body="Entre nous", key=uuid4(), actor=people["prefecture"])

    assert told(Verb.STATE_MESSAGE_POSTED) == ["ddt"]
    readers = set(Mail.objects.filter(text__contains="Entre nous").values_list("to", flat=True))
    assert readers == {"ddt@matrice.fr"}


def test_state_message_tells_the_agent_in_charge_from_beyond_the_pair(project, people):
    take_charge(project, actor=people["regional"])
    post_state_message(project, body="Qui suit ?", key=uuid4(), actor=people["ddt"])

    assert told(Verb.STATE_MESSAGE_POSTED) == ["prefecture", "regional"]


def test_state_message_tells_those_who_wrote_before_as_long_as_they_may_read(project, people):
    post_state_message(project, body="Vu de Paris", key=uuid4(), actor=people["anct"])
    post_state_message(project, body="Vu de Lyon", key=uuid4(), actor=people["regional"])
    told(Verb.STATE_MESSAGE_POSTED)
    Membership.objects.filter(user=people["regional"]).update(active=False)
    Notification.objects.all().delete()
    post_state_message(project, body="Vu d’ici", key=uuid4(), actor=people["ddt"])

    assert told(Verb.STATE_MESSAGE_POSTED) == ["anct", "prefecture"]


def test_announcing_reads_the_project_once_whatever_the_number_of_recipients(project, world):
    def queries_of(body):
        post_message(project, body=body, key=uuid4(), actor=world.people["owner"])
        entry = Entry.objects.latest("pk")
        with CaptureQueriesContext(connection) as captured:
            announce_entry(EntryRecorded(entry_id=entry.pk, verb=entry.verb))
        return [query["sql"] for query in captured]

    few = queries_of("À deux")
    for number in range(3):
        agent = User.objects.create_user(f"agent{number}@matrice.fr")
        Membership.objects.create(user=agent, organization=world.organizations["ddt"])
    many = queries_of("À cinq")

    for read in ('FROM "projects_project" ', '"projects_project_departements"', 'FROM "conversations_message"'):
        assert [sum(read in sql for sql in queries) for queries in (few, many)] == [1, 1], read
    assert len(many) - len(few) == 3 * QUERIES_PER_RECIPIENT


def test_taking_charge_tells_the_project_members(project, people):
    take_charge(project, actor=people["ddt"])

    assert told(Verb.TAKEN_IN_CHARGE) == ["owner"]


def test_accepted_invitation_tells_who_sent_it(project, people):
    invitation = invite(project, email="expert@matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"])
    accept_invitation(invitation, actor=people["expert"])

    assert told(Verb.INVITATION_ACCEPTED) == ["owner"]


def test_notification_is_read_by_its_recipient_alone(project, people):
    drain()
    notification = notifications_visible_to(people["ddt"]).get()

    mark_read(notification, actor=people["prefecture"])
    assert unread_count(people["ddt"]) == 1
    mark_read(notification, actor=people["ddt"])
    assert unread_count(people["ddt"]) == 0


def test_mark_all_read_leaves_others_alone(project, people):
    drain()
    last = Notification.objects.latest("pk").pk

    assert mark_all_read(up_to=last, actor=people["ddt"]) == 1
    assert (unread_count(people["ddt"]), unread_count(people["prefecture"])) == (0, 1)


@pytest.mark.parametrize("body", ["Sujet\nBcc: x@exemple.fr", "<script>alert(1)</script>"])
def test_mail_keeps_hostile_text_inert(project, people, body):
    project.name = body
    project.save(update_fields=["name"])
    post_message(project, body=body, key=uuid4(), actor=people["owner"])
    drain()

    for mail in Mail.objects.filter(to="ddt@matrice.fr"):
        assert "\n" not in mail.subject
        assert "<script" not in mail.html


def test_who_leaves_the_state_keeps_nothing_of_what_it_alone_reads(project, people, world):
    post_state_message(project, body="Entre nous.", key=uuid4(), actor=people["prefecture"])
    drain()
    assert any("Entre nous." in news.body for news in notifications_visible_to(people["ddt"]))

    end_membership(world.organizations["ddt"], user=people["ddt"], actor=world.people["staff"])
    forget_scope(people["ddt"])
    assert [news.entry.audience for news in notifications_visible_to(people["ddt"])] == [EntryAudience.MEMBERS]
    drain()

    assert unread_count(people["ddt"]) == 1
    assert any("Entre nous." in news.body for news in Notification.objects.all()) is False
