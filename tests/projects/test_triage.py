"""Who follows a project: given, passed on, given back, by two agents at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from mec.conversations.queries import messages_of
from mec.core.access import MissingRightError
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.organizations.models import Membership
from mec.projects.enums import BlockerKind, Verb
from mec.projects.models import Assignment, Blocker, Project
from mec.projects.queries import current_assignment, teams_for
from mec.projects.services import (
    AlreadyInChargeError,
    NobodyInChargeError,
    NotAReceiverError,
    Receiver,
    assign,
    refresh_marks,
    release,
    take_charge,
)
from tests.factories.projects import make_project
from tests.matrix.personas import build_world


def told(verb):
    drain()
    rows = Notification.objects.filter(entry__verb=verb)
    return sorted(row.recipient.email.split("@")[0] for row in rows.select_related("recipient"))


def verbs(project):
    return [entry.verb for entry in entries_of(project)]


@pytest.fixture
def to_prefecture(world):
    return Receiver(world.organizations["prefecture"], world.people["prefecture"])


class TestAssign:
    def test_assign_gives_the_project_to_the_other_half_of_the_pair(self, project, people, to_prefecture):
        given = assign(project, to=to_prefecture, actor=people["ddt"])

        assert (given.agent, given.assigned_by) == (people["prefecture"], people["ddt"])
        assert told(Verb.ASSIGNED) == ["owner", "prefecture"]

    def test_assign_to_a_service_tells_all_its_agents(self, project, people, world):
        assign(project, to=Receiver(world.organizations["prefecture"]), actor=people["ddt"])

        assert current_assignment(project).holder == "Prefecture"
        assert told(Verb.ASSIGNED) == ["owner", "prefecture"]

    def test_assign_to_oneself_is_taking_charge(self, project, people, world):
        assign(project, to=Receiver(world.organizations["ddt"], people["ddt"]), actor=people["ddt"])

        assert verbs(project)[-1] == Verb.TAKEN_IN_CHARGE
        assert Assignment.objects.get().assigned_by is None

    def test_what_was_given_to_a_service_is_taken_by_one_of_its_agents(self, project, people, world):
        assign(project, to=Receiver(world.organizations["prefecture"]), actor=people["ddt"])

        take_charge(project, actor=people["prefecture"])

        assert current_assignment(project).agent == people["prefecture"]
        assert Assignment.objects.count() == 2

    def test_reassigning_ends_the_previous_and_tells_both(self, project, people, to_prefecture):
        first = take_charge(project, actor=people["ddt"])

        assign(project, to=to_prefecture, instead_of=first, actor=people["regional"])

        assert [one.ended_at is None for one in Assignment.objects.order_by("pk")] == [False, True]
        assert told(Verb.ASSIGNED) == ["ddt", "owner", "prefecture"]
        body = Notification.objects.get(entry__verb=Verb.ASSIGNED, recipient=people["ddt"]).body
        assert "Ddt Matrice (Ddt) ne le suit plus" in body

    def test_assigning_twice_to_the_same_is_done_once(self, project, people, to_prefecture):
        first = assign(project, to=to_prefecture, actor=people["ddt"])

        assert assign(project, to=to_prefecture, actor=people["ddt"]) == first
        assert verbs(project).count(Verb.ASSIGNED) == 1

    def test_assigning_what_somebody_took_meanwhile_names_the_winner(self, project, people, to_prefecture):
        take_charge(project, actor=people["ddt"])

        with pytest.raises(AlreadyInChargeError) as raised:
            assign(project, to=to_prefecture, actor=people["regional"])
        assert raised.value.assignment.agent == people["ddt"]

    def test_passing_on_what_was_given_back_meanwhile_is_refused(self, project, people, to_prefecture):
        first = take_charge(project, actor=people["ddt"])
        release(project, expected=first, actor=people["ddt"])

        with pytest.raises(NobodyInChargeError):
            assign(project, to=to_prefecture, instead_of=first, actor=people["regional"])

    @pytest.mark.parametrize(
        ("service", "agent"),
        [("foreign_ddt", "foreign_ddt"), ("prefecture", "ddt"), ("privas", "owner"), ("cerema", "expert")],
    )
    def test_assigning_outside_the_services_that_cover_it_is_refused(self, project, world, service, agent):
        receiver = Receiver(world.organizations[service], world.people[agent])
        with pytest.raises(NotAReceiverError):
            assign(project, to=receiver, actor=world.people["ddt"])

    def test_assigning_to_an_agent_who_left_is_refused(self, project, people, to_prefecture):
        Membership.objects.filter(user=people["prefecture"]).update(active=False)
        with pytest.raises(NotAReceiverError):
            assign(project, to=to_prefecture, actor=people["ddt"])

    @pytest.mark.parametrize("stranger", ["owner", "foreign_ddt", "expert", "staff"])
    def test_assigning_by_others_is_refused(self, project, people, to_prefecture, stranger):
        with pytest.raises(MissingRightError):
            assign(project, to=to_prefecture, actor=people[stranger])

    def test_note_stays_in_the_state_zone(self, project, people, to_prefecture):
        assign(project, to=to_prefecture, note="Le maire est pressé", actor=people["ddt"])

        assert [message.body for message in messages_of(project.state_thread_id)] == ["Le maire est pressé"]
        drain()
        readers = set(Mail.objects.filter(text__contains="pressé").values_list("to", flat=True))
        assert readers == {"prefecture@matrice.fr"}

    def test_teams_begin_with_one_s_own(self, project, people):
        teams = teams_for(people["prefecture"], [project])
        assert [str(team.organization) for team in teams] == ["Prefecture", "Ddt", "Regional"]

    def test_teams_of_projects_of_two_departements_cover_both(self, project, world):
        other = make_project(world.organizations["bettant"], author=world.people["foreign_owner"])

        teams = teams_for(world.people["regional"], [project, other])
        assert [str(team.organization) for team in teams] == ["Regional"]


class TestRelease:
    def test_released_project_waits_anew_from_today(self, project, people):
        sent = project.waiting_since
        taken = take_charge(project, actor=people["ddt"])
        assert Project.objects.get().waiting_since is None

        release(project, expected=taken, reason="Je change de poste", actor=people["ddt"])

        assert Project.objects.get().waiting_since > sent
        assert told(Verb.RELEASED) == ["owner", "prefecture"]
        assert [message.body for message in messages_of(project.state_thread_id)] == ["Je change de poste"]
        assert not Mail.objects.filter(to="owner@matrice.fr", text__contains="poste").exists()

    def test_releasing_what_a_colleague_received_meanwhile_is_refused(self, project, people, to_prefecture):
        first = take_charge(project, actor=people["ddt"])
        assign(project, to=to_prefecture, instead_of=first, actor=people["ddt"])

        with pytest.raises(AlreadyInChargeError):
            release(project, expected=first, actor=people["ddt"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_two_agents_who_assign_at_once_leave_one_winner_and_tell_the_other():
    world = build_world()
    project = make_project(world.organizations["privas"], author=world.people["owner"])
    start = Barrier(2)

    def act(name):
        try:
            start.wait(timeout=10)
            fresh = Project.objects.get(pk=project.pk)
            receiver = Receiver(world.organizations[name], world.people[name])
            return assign(fresh, to=receiver, actor=world.people[name]).holder
        except AlreadyInChargeError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, ["ddt", "prefecture"]))

    winner = current_assignment(project).holder
    losers = [answer for answer in answers if isinstance(answer, AlreadyInChargeError)]
    assert [answer for answer in answers if answer not in losers] == [winner]
    assert [loser.assignment.holder for loser in losers] == [winner]
    assert Assignment.objects.count() == 1


MOVES = ["take_ddt", "take_prefecture", "give", "release", "block", "lift"]


@given(moves=st.lists(st.sampled_from(MOVES), max_size=8))
def test_marks_say_what_assignments_and_blockers_say_whatever_happened(moves, world):
    """`waiting_since` and `blocked_since` are what a full recount would write."""
    project = make_project(world.organizations["privas"], author=world.people["owner"])
    for move in moves:
        _play(move, project, world)
    kept = Project.objects.values_list("waiting_since", "blocked_since").get(pk=project.pk)

    refresh_marks(Project.objects.all())

    assert Project.objects.values_list("waiting_since", "blocked_since").get(pk=project.pk) == kept
    assert (kept[0] is None) == (current_assignment(project) is not None)
    assert (kept[1] is None) == (not project.blockers.filter(resolved_at=None).exists())


def _play(move, project, world):
    people, current = world.people, current_assignment(project)
    try:
        if move.startswith("take"):
            take_charge(project, actor=people[move.removeprefix("take_")])
        elif move == "give":
            receiver = Receiver(world.organizations["prefecture"])
            assign(project, to=receiver, instead_of=current, actor=people["ddt"])
        elif move == "release" and current:
            release(project, expected=current, actor=people["ddt"])
    except AlreadyInChargeError:
        pass
    if move == "block":
        Blocker.objects.create(
            project=project,
            kind=BlockerKind.LAND,
            description="Terrain",
            since="2026-01-02",
            key=f"{Blocker.objects.count():032d}",
            opened_by=people["owner"],
        )
        refresh_marks(Project.objects.filter(pk=project.pk))
    elif move == "lift":
        project.blockers.all().delete()
        refresh_marks(Project.objects.filter(pk=project.pk))
