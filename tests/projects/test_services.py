import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from mec.accounts.models import User
from mec.conversations.models import Message
from mec.conversations.services import EmptyMessageError
from mec.core.access import MissingRightError, can
from mec.core.db import StaleVersionError
from mec.core.jobs.runner import drain
from mec.core.journal.models import Entry
from mec.core.journal.queries import entries_of, timeline
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.projects.enums import BoardTab, Permission, PhaseStatus, ProjectRole, ProjectState, Verb
from mec.projects.models import Assignment, Invitation, Project
from mec.projects.queries import (
    acting_organization,
    deleted_projects,
    invitation_for_token,
    own_projects,
    state_projects,
    state_projects_in_order,
    tally,
    waiting,
    with_submit_right,
)
from mec.projects.services import (
    AlreadyInChargeError,
    AlreadyMemberError,
    IncompleteProjectError,
    InvitationClosedError,
    InvitationForSomeoneElseError,
    NotADraftError,
    SheetContent,
    accept_invitation,
    archive_project,
    create_draft,
    delete_project,
    discard_draft,
    edit_project,
    invite,
    post_message,
    post_state_message,
    resend_invitation,
    restore_project,
    revoke_invitation,
    submit_project,
    take_charge,
)
from mec.taxonomy.enums import Phase
from tests.factories.projects import add_member, make_draft, make_project
from tests.factories.territories import TerritoryFactory, place

EMPTY = SheetContent(name="", description="", phase="", territories=[])


def verbs(project):
    return [entry.verb for entry in entries_of(project)]


def content(project, **changes):
    values = {
        "name": project.name,
        "description": project.description,
        "phase": project.phase,
        "territories": list(project.territories.all()),
    }
    return SheetContent(**values | changes)


def token_of(invitation):
    mail = Mail.objects.get(key=f"invitation-{Invitation.objects.get(pk=invitation.pk).token_hash}")
    return mail.text.split("/invitations/")[1].split("/")[0]


class TestDraft:
    def test_create_draft_makes_its_author_referent(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])

        assert [(member.user, member.role) for member in draft.members.all()] == [
            (world.people["owner"], ProjectRole.REFERENT)
        ]
        assert [departement.code for departement in draft.departements.all()] == ["07"]
        assert verbs(draft) == [Verb.CREATED]

    def test_create_draft_accepts_an_empty_sheet(self, world):
        draft = create_draft(
            key=uuid4(), owner=world.organizations["privas"], content=EMPTY, actor=world.people["owner"]
        )
        assert (draft.state, str(draft)) == (ProjectState.DRAFT, "Projet sans nom")

    def test_create_draft_twice_with_one_key_makes_one(self, world):
        key, owner, actor = uuid4(), world.organizations["privas"], world.people["owner"]

        first = create_draft(key=key, owner=owner, content=EMPTY, actor=actor)
        second = create_draft(key=key, owner=owner, content=EMPTY, actor=actor)

        assert (first, Project.objects.count()) == (second, 1)

    def test_create_draft_draws_another_reference_when_one_is_taken(self, world, monkeypatch):
        taken = make_draft(world.organizations["privas"], author=world.people["owner"]).reference
        drawn = iter([int(taken.replace("-", "")), 1])
        monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))

        draft = make_draft(world.organizations["privas"], author=world.people["owner"])

        assert draft.reference == "0000-0001"

    @pytest.mark.parametrize("stranger", ["fresh", "neighbour", "ddt", "staff"])
    def test_create_draft_for_another_collectivite_is_refused(self, world, stranger):
        with pytest.raises(MissingRightError):
            create_draft(key=uuid4(), owner=world.organizations["privas"], content=EMPTY, actor=world.people[stranger])

    def test_create_draft_for_a_state_service_is_refused(self, world):
        with pytest.raises(MissingRightError):
            create_draft(key=uuid4(), owner=world.organizations["ddt"], content=EMPTY, actor=world.people["ddt"])

    def test_edit_draft_writes_the_sheet_without_a_line_in_the_journal(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])

        edit_project(
            draft, expected_version=1, content=content(draft, name="Mairie"), actor=world.people["owner_admin"]
        )

        assert (Project.objects.get().name, Project.objects.get().version) == ("Mairie", 2)
        assert verbs(draft) == [Verb.CREATED]

    def test_discard_draft_is_undone_by_restore(self, world):
        owner = world.people["owner"]
        draft = make_draft(world.organizations["privas"], author=owner)

        discard_draft(draft, actor=owner)
        assert (list(own_projects(owner)), list(deleted_projects(owner))) == ([], [draft])
        assert [project.submittable for project in with_submit_right(deleted_projects(owner), owner)] == [True]
        assert not can(owner, Permission.VIEW, draft)

        restore_project(draft, actor=owner)
        assert list(own_projects(owner)) == [draft]
        assert verbs(draft) == [Verb.CREATED, Verb.DISCARDED, Verb.RESTORED]

    def test_discard_and_restore_said_twice_are_done_once(self, world):
        owner = world.people["owner"]
        draft = make_draft(world.organizations["privas"], author=owner)
        second_click = Project.objects.get(pk=draft.pk)

        discard_draft(draft, actor=owner)
        discard_draft(second_click, actor=owner)
        restore_project(draft, actor=owner)
        restore_project(second_click, actor=owner)

        assert verbs(draft) == [Verb.CREATED, Verb.DISCARDED, Verb.RESTORED]

    def test_discard_of_a_sent_project_is_refused(self, project, people):
        with pytest.raises(NotADraftError):
            discard_draft(project, actor=people["owner"])

    def test_content_is_that_of_what_is_recorded(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])

        assert content(draft).is_that_of(draft) is True
        assert content(draft, name="Autre").is_that_of(draft) is False


class TestSubmit:
    def test_submit_sends_to_the_state(self, project, people):
        assert (project.state, verbs(project)) == (ProjectState.SUBMITTED, [Verb.CREATED, Verb.SUBMITTED])
        assert list(state_projects(people["ddt"])) == [project]
        assert list(state_projects(people["foreign_ddt"])) == []

    @pytest.mark.parametrize(
        ("changes", "missing"),
        [
            ({"name": "  "}, ["name"]),
            ({"description": ""}, ["description"]),
            ({"phase": ""}, ["phase"]),
            ({"territories": []}, ["territories"]),
            ({"name": "", "phase": ""}, ["name", "phase"]),
        ],
    )
    def test_submit_says_what_is_missing(self, world, changes, missing):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])
        edit_project(draft, expected_version=1, content=content(draft, **changes), actor=world.people["owner"])

        with pytest.raises(IncompleteProjectError) as raised:
            submit_project(draft, expected_version=2, actor=world.people["owner"])
        assert raised.value.fields == missing
        assert Project.objects.get().is_draft

    def test_submit_twice_is_refused(self, project, people):
        with pytest.raises(NotADraftError):
            submit_project(project, expected_version=project.version, actor=people["owner"])
        assert verbs(project).count(Verb.SUBMITTED) == 1

    def test_submit_of_an_older_version_is_refused(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])
        edit_project(draft, expected_version=1, content=content(draft, name="Autre"), actor=world.people["owner"])

        with pytest.raises(StaleVersionError):
            submit_project(draft, expected_version=1, actor=world.people["owner"])

    def test_project_across_departements_reaches_both_pairs(self, world):
        territories = [world.territories["privas"], world.territories["bettant"]]
        project = make_project(world.organizations["privas"], author=world.people["owner"], territories=territories)

        assert [list(state_projects(world.people[name])) for name in ("ddt", "foreign_ddt")] == [[project], [project]]

    def test_an_agent_of_many_departements_reads_the_same_projects_in_an_order(self, world):
        """One whose services cover few, one whose services cover many, and the whole country."""
        for _ in range(4):
            place(TerritoryFactory(departement=True), world.territories["ara"])
        project = make_project(
            world.organizations["privas"],
            author=world.people["owner"],
            territories=[world.territories["privas"], world.territories["bettant"]],
        )
        make_draft(world.organizations["privas"], author=world.people["owner"])

        for name, seen in (("ddt", [project]), ("regional", [project]), ("anct", [project]), ("owner", [])):
            assert list(state_projects_in_order(world.people[name])) == seen, name
            assert list(state_projects(world.people[name])) == seen, name


class TestEdit:
    def test_edit_keeps_before_and_after(self, project, people):
        edit_project(
            project,
            expected_version=project.version,
            content=content(project, name="Mairie", phase=Phase.OPERATION),
            actor=people["owner"],
        )

        phase, edited = list(entries_of(project))[-2:]
        assert (phase.verb, phase.from_state, phase.to_state) == (Verb.PHASE_CHANGED, Phase.STUDY, Phase.OPERATION)
        assert (edited.verb, edited.data) == (Verb.EDITED, {"name": ["École", "Mairie"]})

    def test_edit_leaves_the_status_of_an_unchanged_phase(self, project, people):
        Project.objects.filter(pk=project.pk).update(phase_status=PhaseStatus.BLOCKED)
        project.refresh_from_db()

        edit_project(
            project, expected_version=project.version, content=content(project, name="A"), actor=people["owner"]
        )

        assert Project.objects.get().phase_status == PhaseStatus.BLOCKED

    def test_edit_without_change_leaves_no_trace(self, project, people):
        before = verbs(project)

        edit_project(project, expected_version=project.version, content=content(project), actor=people["owner"])

        assert verbs(project) == before

    def test_edit_of_an_older_version_writes_nothing(self, project, people):
        version = project.version
        edit_project(project, expected_version=version, content=content(project, name="A"), actor=people["owner"])

        with pytest.raises(StaleVersionError):
            edit_project(project, expected_version=version, content=content(project, name="B"), actor=people["owner"])
        assert Project.objects.get().name == "A"

    def test_edit_may_not_empty_a_sent_project(self, project, people):
        with pytest.raises(IncompleteProjectError):
            edit_project(project, expected_version=project.version, content=EMPTY, actor=people["owner"])

    @pytest.mark.parametrize("stranger", ["ddt", "neighbour", "foreign_owner", "expert", "fresh"])
    def test_edit_by_others_is_refused(self, project, people, stranger):
        with pytest.raises(MissingRightError):
            edit_project(project, expected_version=project.version, content=content(project), actor=people[stranger])

    def test_edit_moves_the_project_to_another_departement(self, project, world):
        edit_project(
            project,
            expected_version=project.version,
            content=content(project, territories=[world.territories["bettant"]]),
            actor=world.people["owner"],
        )
        assert [departement.code for departement in project.departements.all()] == ["01"]

    def test_project_moved_out_of_reach_of_who_follows_it_waits_for_the_others(self, project, world):
        people = world.people
        take_charge(project, actor=people["ddt"])
        moved = {"expected_version": project.version, "actor": people["owner"]}
        edit_project(project, **moved, content=content(project, territories=[world.territories["bettant"]]))
        drain()

        assert list(waiting(state_projects(people["foreign_ddt"]))) == [project]
        assert project.assignments.filter(ended_at=None).count() == 0
        told = Notification.objects.filter(entry__verb=Verb.RELEASED).values_list("recipient__email", flat=True)
        assert sorted(told) == ["foreign_ddt@matrice.fr"]

    def test_project_that_grows_stays_with_who_follows_it(self, project, world):
        take_charge(project, actor=world.people["ddt"])
        places = [world.territories["privas"], world.territories["bettant"]]
        moved = {"expected_version": project.version, "actor": world.people["owner"]}
        edit_project(project, **moved, content=content(project, territories=places))

        assert project.assignments.get(ended_at=None).agent == world.people["ddt"]


class TestMessages:
    def test_message_is_written_for_the_organization_that_acts(self, project, people, world):
        message = post_message(project, body=" Bonjour ", key=uuid4(), actor=people["owner"])

        assert (message.body, message.organization) == ("Bonjour", world.organizations["privas"])
        assert acting_organization(people["ddt"], project) == world.organizations["ddt"]

    def test_message_sent_twice_is_one(self, project, people):
        key = uuid4()

        first = post_message(project, body="Bonjour", key=key, actor=people["owner"])
        second = post_message(project, body="Bonjour", key=key, actor=people["owner"])

        assert (first, Message.objects.count()) == (second, 1)
        assert verbs(project).count(Verb.MESSAGE_POSTED) == 1

    def test_message_that_is_empty_is_refused(self, project, people):
        with pytest.raises(EmptyMessageError):
            post_message(project, body=" \n ", key=uuid4(), actor=people["owner"])

    def test_first_state_message_is_the_answer(self, project, people):
        post_message(project, body="Une question", key=uuid4(), actor=people["owner"])
        post_message(project, body="Une réponse", key=uuid4(), actor=people["ddt"])
        post_message(project, body="Une autre", key=uuid4(), actor=people["prefecture"])

        answers = [entry.actor for entry in entries_of(project) if entry.verb == Verb.STATE_ANSWERED]
        assert answers == [people["ddt"]]

    def test_observer_may_not_write(self, project, people):
        add_member(project, people["invited"], ProjectRole.OBSERVER)
        with pytest.raises(MissingRightError):
            post_message(project, body="Bonjour", key=uuid4(), actor=people["invited"])

    @pytest.mark.parametrize("stranger", ["owner", "foreign_ddt", "expert"])
    def test_state_zone_is_closed_to_others(self, project, people, stranger):
        with pytest.raises(MissingRightError):
            post_state_message(project, body="Bonjour", key=uuid4(), actor=people[stranger])

    def test_state_message_reaches_no_timeline_but_the_states(self, project, people):
        post_state_message(project, body="Entre nous", key=uuid4(), actor=people["prefecture"])

        readers = {
            name
            for name, user in people.items()
            if timeline(user, project).filter(verb=Verb.STATE_MESSAGE_POSTED).exists()
        }
        assert readers == {"ddt", "prefecture", "regional", "anct"}


class TestTakeCharge:
    def test_take_charge_is_seen_in_the_lists(self, project, people, world):
        take_charge(project, actor=people["ddt"])

        assert Assignment.objects.get().organization == world.organizations["ddt"]
        everything = state_projects(people["ddt"])
        assert list(waiting(everything)) == []
        counts = tally(everything)
        assert [counts.count(tab) for tab in (BoardTab.ALL, BoardTab.FOLLOWED, BoardTab.WAITING)] == [1, 1, 0]

    def test_take_charge_twice_by_one_agent_is_done_once(self, project, people):
        assert take_charge(project, actor=people["ddt"]) == take_charge(project, actor=people["ddt"])
        assert verbs(project).count(Verb.TAKEN_IN_CHARGE) == 1

    def test_take_charge_of_what_a_colleague_has_says_who(self, project, people):
        take_charge(project, actor=people["ddt"])

        with pytest.raises(AlreadyInChargeError) as raised:
            take_charge(project, actor=people["prefecture"])
        assert raised.value.assignment.agent == people["ddt"]

    @pytest.mark.parametrize("stranger", ["owner", "foreign_ddt", "expert"])
    def test_take_charge_by_others_is_refused(self, project, people, stranger):
        with pytest.raises(MissingRightError):
            take_charge(project, actor=people[stranger])


class TestInvitations:
    @pytest.fixture
    def invitation(self, project, people):
        return invite(
            project, email="Expert@Matrice.fr", role=ProjectRole.ADVISER, message="Venez", actor=people["owner"]
        )

    def test_invitation_is_accepted_with_its_role(self, project, people, invitation):
        found = invitation_for_token(token_of(invitation))

        assert accept_invitation(found, actor=people["expert"]) == project
        assert project.members.get(user=people["expert"]).role == ProjectRole.ADVISER
        assert verbs(project)[-2:] == [Verb.INVITATION_SENT, Verb.INVITATION_ACCEPTED]

    def test_invitation_works_once(self, people, invitation):
        accept_invitation(invitation, actor=people["expert"])
        with pytest.raises(InvitationClosedError):
            accept_invitation(invitation, actor=people["expert"])

    def test_invitation_is_for_one_address(self, people, invitation):
        with pytest.raises(InvitationForSomeoneElseError):
            accept_invitation(invitation, actor=people["invited"])

    def test_invitation_expires_after_seven_days(self, people, invitation):
        with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)), pytest.raises(InvitationClosedError):
            accept_invitation(invitation, actor=people["expert"])

    def test_invitation_revoked_is_closed(self, people, invitation):
        revoke_invitation(invitation, actor=people["owner"])
        revoke_invitation(invitation, actor=people["owner"])

        with pytest.raises(InvitationClosedError):
            accept_invitation(invitation, actor=people["expert"])
        assert verbs(invitation.project).count(Verb.INVITATION_REVOKED) == 1

    def test_invitation_sent_again_has_a_new_link(self, people, invitation):
        first = token_of(invitation)
        resend_invitation(invitation, actor=people["owner_admin"])

        assert invitation_for_token(first) is None
        assert invitation_for_token(token_of(invitation)) == invitation

    @pytest.mark.parametrize("change", ["left", "closed", "archived", "deleted"])
    def test_invitation_lets_nobody_in_once_its_sender_may_not_invite(self, project, people, invitation, change):
        if change == "left":
            project.members.filter(user=people["owner"]).delete()
            people["owner"].memberships.update(active=False)
        elif change == "closed":
            User.objects.filter(pk=people["owner"].pk).update(is_active=False)
        else:
            {"archived": archive_project, "deleted": delete_project}[change](
                project, reason="Doublon", actor=people["owner_admin"]
            )

        with pytest.raises(InvitationClosedError):
            accept_invitation(invitation_for_token(token_of(invitation)), actor=people["expert"])
        assert not project.members.filter(user=people["expert"]).exists()
        assert Invitation.objects.get(pk=invitation.pk).accepted_at is None

    def test_colleague_who_sends_an_invitation_again_answers_for_it(self, project, people, invitation):
        project.members.filter(user=people["owner"]).delete()
        people["owner"].memberships.update(active=False)
        resend_invitation(invitation, actor=people["owner_admin"])

        assert accept_invitation(invitation_for_token(token_of(invitation)), actor=people["expert"]) == project

    def test_state_agent_sends_again_a_role_beyond_theirs_only_while_its_sender_stands_by_it(self, project, people):
        words = {"email": "expert@matrice.fr", "role": ProjectRole.CONTRIBUTOR, "message": ""}
        invitation = invite(project, **words, actor=people["owner"])
        resend_invitation(invitation, actor=people["ddt"])
        assert Invitation.objects.get().invited_by == people["owner"]

        project.members.filter(user=people["owner"]).delete()
        people["owner"].memberships.update(active=False)
        with pytest.raises(InvitationClosedError):
            resend_invitation(invitation, actor=people["ddt"])

    def test_invitation_to_the_same_address_replaces_the_first(self, project, people, invitation):
        again = invite(project, email="expert@matrice.fr", role=ProjectRole.OBSERVER, message="", actor=people["owner"])

        assert list(project.invitations.filter(revoked_at=None)) == [again]

    def test_invitation_said_twice_is_sent_once(self, project, people):
        words = {
            "email": "expert@matrice.fr",
            "role": ProjectRole.ADVISER,
            "message": "Venez",
            "actor": people["owner"],
        }

        assert invite(project, **words) == invite(project, **words)
        assert Mail.objects.filter(to="expert@matrice.fr").count() == 1

    def test_invitation_sent_again_by_two_clicks_has_one_new_link(self, people, invitation):
        seen = Invitation.objects.get(pk=invitation.pk).expires_at.isoformat()

        for _click in range(2):
            resend_invitation(invitation, valid_until=seen, actor=people["owner"])

        assert Mail.objects.filter(to=invitation.email).count() == 2

    def test_invitation_never_changes_the_role_of_a_member(self, project, people, invitation):
        add_member(project, people["expert"], ProjectRole.CONTRIBUTOR)

        accept_invitation(invitation, actor=people["expert"])

        assert project.members.get(user=people["expert"]).role == ProjectRole.CONTRIBUTOR

    def test_invite_a_member_is_refused(self, project, people):
        with pytest.raises(AlreadyMemberError):
            invite(project, email="owner@matrice.fr", role=ProjectRole.ADVISER, message="", actor=people["ddt"])

    def test_invite_as_referent_is_refused(self, project, people):
        with pytest.raises(ValueError, match="referent"):
            invite(project, email="x@exemple.fr", role=ProjectRole.REFERENT, message="", actor=people["owner"])

    @pytest.mark.parametrize("stranger", ["foreign_owner", "foreign_ddt", "fresh"])
    def test_invite_by_others_is_refused(self, project, people, stranger):
        with pytest.raises(MissingRightError):
            invite(project, email="x@exemple.fr", role=ProjectRole.ADVISER, message="", actor=people[stranger])
        assert not Entry.objects.filter(verb=Verb.INVITATION_SENT).exists()

    def test_invitation_mail_names_project_and_inviter(self, invitation):
        mail = Mail.objects.get(to="expert@matrice.fr")
        assert mail.subject == "École — Owner Matrice vous invite à suivre ce projet"
        assert "Venez" in mail.text
