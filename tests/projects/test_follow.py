"""What each person hears of a project: concerned, or by choice; and never what they may not read."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError
from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.notifications.enums import MailRhythm
from mec.notifications.links import read_stop_link
from mec.notifications.models import Notification
from mec.notifications.notices import recipe_for
from mec.notifications.services import choose_rhythm, follow_stop_link
from mec.notifications.tasks import queue_digests
from mec.organizations.queries import answering_by_departement, scope_of
from mec.organizations.rules import forget_scope
from mec.projects.enums import EventClass, ProjectRole, Verb
from mec.projects.models import Subscription
from mec.projects.notices.recipients import everyone_concerned, everyone_in_the_exchange, project_people
from mec.projects.queries import current_assignment, followed_classes, told_anyway
from mec.projects.services import (
    Receiver,
    accept_invitation,
    assign,
    choose_following,
    delete_project,
    invite,
    post_message,
    post_state_message,
    resolve_blocker,
    take_charge,
)
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import add_member, make_blocker, make_project
from tests.matrix.personas import PERSONAS
from tests.matrix.requests import undone

UNANNOUNCED = {
    Verb.CREATED, Verb.DISCARDED, Verb.RESTORED, Verb.EDITED, Verb.PHASE_CHANGED, Verb.STATE_ANSWERED,
    Verb.INVITATION_SENT, Verb.INVITATION_REVOKED, Verb.HANDED_OVER, Verb.ROLE_ENDED, Verb.MEMBER_LEFT,
    Verb.MEMBER_REMOVED, Verb.UNARCHIVED, Verb.PRIORITY_SET, Verb.WAITING_REMINDED,
    Verb.PARTNER_ADDED, Verb.PARTNER_EDITED, Verb.PARTNER_REMOVED, Verb.PARTNER_RESTORED,
    Verb.FILE_EDITED, Verb.FILE_WITHDRAWN, Verb.FILE_RESTORED,
    Verb.QUESTIONS_ANSWERED, Verb.CONSORTIUM_CHANGED,
}  # fmt: skip
"""Nobody is told of these."""
OF_AN_ORGANIZATION = {Verb.HAND_OVER_DONE, Verb.ROUTING_CHANGED}
RECIPIENTS = {
    EventClass.EXCHANGES: everyone_in_the_exchange,
    EventClass.FILES: everyone_in_the_exchange,
    EventClass.BLOCKERS: everyone_concerned,
    EventClass.RECOMMENDATIONS: project_people,
    EventClass.OFFERS: project_people,
    EventClass.LIFE: project_people,
}
STATE = {"ddt", "prefecture", "foreign_ddt", "regional", "anct"}


def told_of(user, project):
    answering = answering_by_departement(project.departements.all())
    services = [organization for _, organizations in answering for organization in organizations]
    return told_anyway(user, project, assignment=current_assignment(project), answering=services)


def hears(user, project):
    return followed_classes(user, project, told_of(user, project))


def told(verb):
    drain()
    notifications = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return sorted(notification.recipient.email.split("@")[0] for notification in notifications)


def mails_to(user, *, about):
    return Mail.objects.filter(to=user.email, subject__contains=about)


def say(project, author, body="Bonjour"):
    post_message(project, body=body, key=uuid4(), actor=author)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in UNANNOUNCED | OF_AN_ORGANIZATION])
def test_each_announced_verb_has_a_class_to_follow(verb):
    recipe = recipe_for(verb)

    assert recipe is not None, f"{verb!r} is announced to nobody: give it a notice, or say so in UNANNOUNCED"
    assert recipe.event_class in EventClass.values, f"register_notice({verb!r}, …, event_class=…)"


@pytest.mark.parametrize("event_class", list(EventClass))
@pytest.mark.parametrize(("taken_by", "left"), [(None, False), ("ddt", False), ("ddt", True), ("regional", False)])
def test_what_the_page_says_is_told_is_what_the_notices_tell(project, people, taken_by, left, event_class):
    add_member(project, people["invited"], ProjectRole.OBSERVER)
    if taken_by:
        take_charge(project, actor=people[taken_by])
    if left:
        MembershipFactory(user=people["neighbour"], organization=people["ddt"].memberships.get().organization)
        people["ddt"].memberships.update(active=False)
        forget_scope(people["ddt"])
    recipients = {user.pk for user in RECIPIENTS.get(event_class, lambda *_: [])(None, project)}

    for name, user in people.items():
        assert (event_class in told_of(user, project)) == (user.pk in recipients), name


class TestChoose:
    def test_person_who_stopped_a_class_hears_no_more_of_it(self, project, people):
        choose_following(project, classes=set(EventClass) - {EventClass.EXCHANGES}, actor=people["ddt"])
        say(project, people["owner"])
        make_blocker(project, author=people["owner"])

        assert told(Verb.MESSAGE_POSTED) == ["prefecture"]
        assert told(Verb.BLOCKER_OPENED) == ["ddt", "prefecture"]
        assert not mails_to(people["ddt"], about="vous écrit").exists()

    def test_member_of_the_owner_and_agent_not_in_charge_may_follow(self, project, people):
        take_charge(project, actor=people["ddt"])
        for name in ("owner_admin", "anct"):
            choose_following(project, classes=[EventClass.EXCHANGES], actor=people[name])
        say(project, people["owner"])

        assert told(Verb.MESSAGE_POSTED) == ["anct", "ddt", "owner_admin"]
        text = mails_to(people["anct"], about="vous écrit").get().text
        assert text.startswith("Vous recevez ce message car vous avez choisi de suivre ce projet.")

    def test_stranger_may_not_follow(self, project, people):
        with pytest.raises(MissingRightError):
            choose_following(project, classes=list(EventClass), actor=people["neighbour"])

    def test_follower_who_lost_the_right_hears_nothing(self, project, people):
        choose_following(project, classes=list(EventClass), actor=people["anct"])
        people["anct"].memberships.update(active=False)
        say(project, people["owner"])

        assert "anct" not in told(Verb.MESSAGE_POSTED)

    def test_choice_like_the_default_is_not_kept_so_that_one_new_to_the_charge_is_told(self, project, people):
        take_charge(project, actor=people["ddt"])
        choose_following(project, classes=[], actor=people["regional"])
        assert not Subscription.objects.exists()

        project.assignments.all().delete()
        take_charge(project, actor=people["regional"])
        assert EventClass.EXCHANGES in hears(people["regional"], project)

    def test_invitation_accepted_is_told_to_its_sender_whatever_they_stopped(self, project, people):
        choose_following(project, classes=[], actor=people["owner"])
        choose_following(project, classes=[EventClass.MEMBERS], actor=people["ddt"])
        invitation = invite(
            project, email="expert@matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["owner"]
        )
        accept_invitation(invitation, actor=people["expert"])

        assert told(Verb.INVITATION_ACCEPTED) == ["ddt", "owner"]
        mail = mails_to(people["owner"], about="a rejoint").get()
        assert "List-Unsubscribe" not in mail.headers
        assert "Ne plus recevoir ces messages" not in mail.text

    @given(data=st.data())
    def test_person_hears_of_exactly_what_they_chose(self, data, world):
        project = make_project(world.organizations["privas"], author=world.people["owner"])
        user = world.people[data.draw(st.sampled_from(["owner", "owner_admin", "ddt", "prefecture", "anct"]))]
        if data.draw(st.booleans()):
            take_charge(project, actor=world.people["ddt"])
        for _ in range(2):
            wanted = data.draw(st.frozensets(st.sampled_from(list(EventClass))))
            choose_following(project, classes=wanted, actor=user)
            assert hears(user, project) == wanted


class TestMail:
    def test_stop_link_of_a_mail_stops_that_class_of_that_project(self, world, project, people):
        say(project, people["owner"])
        drain()
        mail = mails_to(people["ddt"], about="vous écrit").get()
        address = mail.headers["List-Unsubscribe"].strip("<>")
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address in mail.text

        link = read_stop_link(address.rstrip("/").rsplit("/", 1)[1])
        for _ in range(2):
            follow_stop_link(link)
        other = make_project(world.organizations["privas"], author=people["owner"], name="Halle")
        say(project, people["owner"])
        say(other, people["owner"])
        drain()

        assert mails_to(people["ddt"], about="École — ").filter(subject__contains="vous écrit").count() == 1
        assert mails_to(people["ddt"], about="Halle — ").filter(subject__contains="vous écrit").count() == 1

    def test_exchange_names_state_people_by_their_service_and_followers_to_nobody(self, project, people):
        add_member(project, people["invited"], ProjectRole.ADVISER)
        choose_following(project, classes=list(EventClass), actor=people["anct"])
        say(project, people["owner"])
        drain()

        text = mails_to(people["invited"], about="vous écrit").get().text
        assert "Aussi envoyé à\u00a0: Ddt et Prefecture." in text
        assert (
            "Aussi envoyé à\u00a0: Invited Matrice et Prefecture."
            in mails_to(people["ddt"], about="vous écrit").get().text
        )
        for mail in Mail.objects.filter(subject__contains="vous écrit"):
            assert "Anct" not in mail.text

    def test_state_zone_names_colleagues_and_nobody_else(self, project, people):
        add_member(project, people["invited"], ProjectRole.ADVISER)
        post_state_message(project, body="Entre nous", key=uuid4(), actor=people["anct"])
        drain()

        text = mails_to(people["ddt"], about="zone de l’État").get().text
        assert "Aussi envoyé à\u00a0: Prefecture Matrice." in text
        assert "Owner" not in text
        assert "Invited" not in text

    def test_state_zone_says_to_everyone_that_the_collectivite_does_not_read_it(self, project, people):
        choose_following(project, classes=[EventClass.EXCHANGES], actor=people["anct"])
        post_state_message(project, body="Entre nous", key=uuid4(), actor=people["prefecture"])
        drain()

        for name in ("ddt", "anct"):
            text = mails_to(people[name], about="zone de l’État").get().text
            assert "La collectivité ne voit pas ce message." in text

    def test_project_that_was_deleted_names_no_agent_to_the_collectivite(self, project, people):
        delete_project(project, reason="Doublon", actor=people["owner"])
        drain()

        named = {mail.to: mail.text for mail in Mail.objects.filter(subject__contains="projet supprimé")}
        assert sorted(named) == ["ddt@matrice.fr", "prefecture@matrice.fr"]
        assert "Aussi envoyé à\u00a0: Prefecture." in named["ddt@matrice.fr"]

    def test_each_is_told_why_they_hear_of_who_follows_the_project(self, project, world, people):
        take_charge(project, actor=people["prefecture"])
        held = Receiver(world.organizations["ddt"], people["ddt"])
        assign(project, to=held, instead_of=current_assignment(project), actor=people["anct"])
        drain()

        reasons = {name: mails_to(people[name], about="suit désormais").get().text for name in ("ddt", "owner")}
        assert reasons["ddt"].startswith("Vous recevez ce message car ce projet vous est confié.")
        assert reasons["owner"].startswith("Vous recevez ce message car vous êtes membre de ce projet.")

    def test_mail_to_one_person_says_so(self, project, people):
        take_charge(project, actor=people["ddt"])
        drain()

        assert "Ce message vous est envoyé à vous seul." in mails_to(people["owner"], about="en charge").get().text


@given(data=st.data())
def test_what_the_state_writes_for_itself_reaches_the_state_alone(data, world):
    """Whatever one follows, whenever one wants mails, whoever acts: page, mail and digest alike."""
    with undone():
        people = world.people
        project = make_project(world.organizations["privas"], author=people["owner"])
        add_member(project, people["invited"], data.draw(st.sampled_from(list(ProjectRole))))
        for persona in PERSONAS:
            choose_rhythm(data.draw(st.sampled_from(list(MailRhythm))), actor=people[persona.name])
        for name in data.draw(st.sets(st.sampled_from([persona.name for persona in PERSONAS]))):
            wanted = data.draw(st.sampled_from(list(EventClass)))
            Subscription.objects.create(project=project, user=people[name], event_class=wanted, follows=True)
        if data.draw(st.booleans()):
            take_charge(project, actor=people[data.draw(st.sampled_from(["ddt", "regional"]))])
        for number in range(data.draw(st.integers(1, 3))):
            author = people[data.draw(st.sampled_from(["ddt", "prefecture", "regional", "anct"]))]
            post_state_message(project, body=f"Secret {number}", key=uuid4(), actor=author)
        blocker = make_blocker(project, author=people["owner"])
        resolve_blocker(blocker, resolution="Trouvé", actor=people["ddt"])
        drain()
        queue_digests.call()
        drain()

        local = {user.email for name, user in people.items() if scope_of(user).state_services and name in STATE}
        secret = Notification.objects.filter(entry__verb=Verb.STATE_MESSAGE_POSTED)
        assert {notification.recipient.email for notification in secret.select_related("recipient")} <= local
        for mail in Mail.objects.exclude(to__in=local):
            for text in (mail.subject, mail.text, mail.html):
                assert "Secret" not in text
                assert "zone de l’État" not in text
