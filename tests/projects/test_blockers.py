"""What blocks a project: said once, lifted once, known to those concerned."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError, can
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of
from mec.core.journal.services import broken_chains
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.projects.clock import blocked_words, lasting
from mec.projects.enums import BlockerKind, Permission, PhaseStatus, ProjectRole, Verb
from mec.projects.models import Blocker, Project
from mec.projects.queries import (
    oldest_open_blocker,
    open_blockers,
    open_blockers_visible_to,
    projects_visible_to,
)
from mec.projects.rules import forget_standings
from mec.projects.services import (
    BlockerChangedError,
    BlockerDateError,
    BlockerResolvedError,
    EmptyTextError,
    reopen_blocker,
    report_blocker,
    resolve_blocker,
    take_charge,
)
from tests.factories.projects import add_member, make_blocker, make_draft, make_project
from tests.matrix.personas import build_world

NBSP = "\u00a0"
REPORTERS = {"owner", "owner_admin", "ddt", "prefecture", "regional", "anct"}


def verbs(project):
    return [entry.verb for entry in entries_of(project) if "blocage" in entry.verb]


def fresh(blocker):
    return Blocker.objects.select_related("project").get(pk=blocker.pk)


def told(verb):
    drain()
    notifications = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return sorted(notification.recipient.email.split("@")[0] for notification in notifications)


def report(project, author, **changes):
    values = {
        "kind": BlockerKind.FUNDING,
        "description": "Trop cher",
        "since": timezone.localdate(),
        "key": uuid4(),
    }
    return report_blocker(project, **values | changes, actor=author)


class TestReport:
    def test_report_twice_with_one_key_opens_one(self, project, people):
        key = uuid4()
        first = report(project, people["owner"], key=key)
        second = report(project, people["owner"], key=key)

        assert first == second
        assert verbs(project) == [Verb.BLOCKER_OPENED]

    def test_report_of_a_day_to_come_is_refused(self, project, people):
        with pytest.raises(BlockerDateError):
            report(project, people["owner"], since=timezone.localdate() + timedelta(days=1))

    def test_report_without_a_word_is_refused(self, project, people):
        with pytest.raises(EmptyTextError):
            report(project, people["owner"], description="  \n")

    def test_who_may_report_and_lift(self, project, people):
        assert {name for name, user in people.items() if can(user, Permission.REPORT_BLOCKER, project)} == REPORTERS

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (ProjectRole.REFERENT, True),
            (ProjectRole.CONTRIBUTOR, True),
            (ProjectRole.ADVISER, True),
            (ProjectRole.OBSERVER, False),
        ],
    )
    def test_role_says_who_reports(self, project, people, role, may):
        add_member(project, people["invited"], role)

        assert can(people["invited"], Permission.REPORT_BLOCKER, project) is may

    def test_draft_and_archived_project_take_no_blocker(self, world, project, people):
        draft = make_draft(world.organizations["privas"], author=people["owner"])
        blocker = make_blocker(project, author=people["owner"])
        Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
        archived = Project.objects.get(pk=project.pk)

        with pytest.raises(MissingRightError):
            report(draft, people["owner"])
        with pytest.raises(MissingRightError):
            report(archived, people["owner"])
        with pytest.raises(MissingRightError):
            resolve_blocker(fresh(blocker), resolution="Trouvé", actor=people["owner"])

    def test_progress_changes_only_when_asked(self, project, people):
        report(project, people["owner"])
        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.IN_PROGRESS

        report(project, people["owner"], mark_blocked=True)
        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.BLOCKED
        entry = entries_of(project).last()
        assert (entry.from_state, entry.to_state) == (PhaseStatus.IN_PROGRESS, PhaseStatus.BLOCKED)

    def test_progress_is_changed_by_editors_alone(self, project, people):
        with pytest.raises(MissingRightError):
            report(project, people["ddt"], mark_blocked=True)
        assert not Blocker.objects.exists()


class TestResolve:
    @pytest.fixture
    def blocker(self, project, people):
        return make_blocker(project, author=people["owner"], mark_blocked=True)

    def test_two_people_at_once_lift_it_once_and_the_second_is_told(self, project, people, blocker):
        mine, theirs = fresh(blocker), fresh(blocker)
        resolve_blocker(mine, resolution="La DETR couvre.", actor=people["owner"])

        with pytest.raises(BlockerResolvedError) as refused:
            resolve_blocker(theirs, resolution="Un don.", actor=people["ddt"])
        assert (refused.value.blocker.resolved_by, refused.value.blocker.resolution) == (
            people["owner"],
            "La DETR couvre.",
        )
        assert verbs(project) == [Verb.BLOCKER_OPENED, Verb.BLOCKER_RESOLVED]

    def test_same_words_by_the_same_person_are_the_second_of_two_clicks(self, project, people, blocker):
        for _ in range(2):
            resolve_blocker(fresh(blocker), resolution="La DETR couvre.", actor=people["owner"])

        assert verbs(project) == [Verb.BLOCKER_OPENED, Verb.BLOCKER_RESOLVED]

    def test_resolution_without_a_word_is_refused(self, people, blocker):
        with pytest.raises(EmptyTextError):
            resolve_blocker(blocker, resolution=" ", actor=people["owner"])
        assert fresh(blocker).is_open

    @pytest.mark.parametrize(("resume", "status"), [(False, PhaseStatus.BLOCKED), (True, PhaseStatus.IN_PROGRESS)])
    def test_project_starts_again_only_when_asked(self, project, people, blocker, resume, status):
        resolve_blocker(fresh(blocker), resolution="Trouvé", resume=resume, actor=people["owner"])

        assert Project.objects.get(pk=project.pk).phase_status == status

    def test_resuming_leaves_another_progress_alone(self, project, people, blocker):
        Project.objects.filter(pk=project.pk).update(phase_status=PhaseStatus.DONE)
        resolve_blocker(fresh(blocker), resolution="Trouvé", resume=True, actor=people["owner"])

        assert Project.objects.get(pk=project.pk).phase_status == PhaseStatus.DONE

    def test_reopening_keeps_in_the_journal_what_had_lifted_it(self, project, people, blocker):
        resolve_blocker(blocker, resolution="La DETR couvre.", actor=people["owner"])
        for _ in range(2):
            reopen_blocker(fresh(blocker), resolved_at=blocker.resolved_at.isoformat(), actor=people["ddt"])

        assert fresh(blocker).is_open
        assert verbs(project) == [Verb.BLOCKER_OPENED, Verb.BLOCKER_RESOLVED, Verb.BLOCKER_REOPENED]
        assert entries_of(project).last().data["resolution"] == "La DETR couvre."

    def test_reopening_what_was_lifted_again_since_is_refused(self, people, blocker):
        resolve_blocker(blocker, resolution="La DETR couvre.", actor=people["owner"])
        read = blocker.resolved_at.isoformat()
        reopen_blocker(fresh(blocker), resolved_at=read, actor=people["ddt"])
        resolve_blocker(fresh(blocker), resolution="Un don.", actor=people["ddt"])

        with pytest.raises(BlockerChangedError):
            reopen_blocker(fresh(blocker), resolved_at=read, actor=people["owner"])
        assert fresh(blocker).resolution == "Un don."


class TestNotices:
    def test_opening_tells_the_pair_the_members_and_the_agent_in_charge(self, project, people):
        add_member(project, people["invited"], ProjectRole.OBSERVER)
        take_charge(project, actor=people["regional"])
        make_blocker(project, author=people["owner"])

        assert told(Verb.BLOCKER_OPENED) == ["ddt", "invited", "prefecture", "regional"]

    def test_mail_says_project_kind_and_clock(self, project, people):
        make_blocker(project, author=people["owner"], description="Il manque 60 000 euros.")
        drain()

        mail = Mail.objects.get(to="prefecture@matrice.fr", subject__contains="blocage")
        assert mail.subject == "École — un blocage de financement depuis 12 jours"
        assert mail.text.startswith(
            "Vous recevez ce message car votre service accompagne les projets de ce territoire."
        )
        assert "Il manque 60 000 euros." in mail.text
        assert "Lire le blocage et répondre" in mail.text

    def test_lifting_and_reopening_tell_the_same_people(self, project, people):
        blocker = make_blocker(project, author=people["owner"])
        resolve_blocker(blocker, resolution="La DETR couvre.", actor=people["ddt"])
        assert told(Verb.BLOCKER_RESOLVED) == ["owner", "prefecture"]
        reopen_blocker(blocker, resolved_at=blocker.resolved_at.isoformat(), actor=people["ddt"])
        assert told(Verb.BLOCKER_REOPENED) == ["owner", "prefecture"]

        subjects = set(Mail.objects.filter(to="owner@matrice.fr").values_list("subject", flat=True))
        assert subjects == {
            "École — le blocage de financement est levé",
            "École — le blocage de financement n’est pas levé",
        }


class TestQueries:
    def test_oldest_open_blocker_is_the_one_that_lasts(self, project, people):
        make_blocker(project, author=people["owner"], days=3)
        oldest = make_blocker(project, author=people["owner"], days=40)
        lifted = make_blocker(project, author=people["owner"], days=90)
        resolve_blocker(lifted, resolution="Trouvé", actor=people["owner"])

        assert oldest_open_blocker(project) == oldest
        assert [blocker.since for blocker in open_blockers(project)] == sorted(
            blocker.since for blocker in open_blockers(project)
        )
        listed = Project.objects.get(pk=project.pk)
        assert listed.blocked_since == oldest.since

    def test_project_without_open_blocker_has_no_clock(self, project):
        listed = Project.objects.get(pk=project.pk)
        assert listed.blocked_since is None

    @given(data=st.data())
    def test_list_shows_the_blockers_of_the_projects_that_one_sees(self, data, world):
        owner, author = data.draw(st.sampled_from([("privas", "owner"), ("bettant", "foreign_owner")]))
        project = make_project(world.organizations[owner], author=world.people[author])
        for role in data.draw(st.lists(st.sampled_from(list(ProjectRole)), max_size=1)):
            add_member(project, world.people["invited"], role)
        blocker = make_blocker(project, author=world.people[author])
        forget_standings(project)

        for name, user in world.people.items():
            seen = open_blockers_visible_to(user).contains(blocker)
            assert seen == projects_visible_to(user).contains(project), name


class TestClock:
    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (1, "1 jour"),
            (12, "12 jours"),
            (60, "60 jours"),
            (61, "2 mois"),
            (365, "11 mois"),
            (366, "12 mois"),
            (800, "2 ans"),
        ],
    )
    def test_lasting_as_people_say_it(self, days, words):
        assert lasting(days).replace(NBSP, " ") == words

    @pytest.mark.parametrize(("days", "words"), [(0, "bloqué depuis aujourd’hui"), (12, "bloqué depuis 12 jours")])
    def test_clock_of_an_open_blocker(self, project, people, days, words):
        blocker = make_blocker(project, author=people["owner"], days=days)

        assert blocked_words(blocker, timezone.localdate()).replace(NBSP, " ") == words

    @pytest.mark.parametrize(("days", "words"), [(0, "levé le jour même"), (12, "levé après 12 jours")])
    def test_clock_stops_when_it_is_lifted(self, project, people, days, words):
        blocker = make_blocker(project, author=people["owner"], days=days)
        resolve_blocker(blocker, resolution="Trouvé", actor=people["owner"])

        later = timezone.localdate() + timedelta(days=100)
        assert blocked_words(blocker, later).replace(NBSP, " ") == words


def at_once(world, act, names):
    """Return what `act` answers to each, in transactions that begin together; an error of ours is an answer."""
    start = Barrier(len(names))

    def one(name):
        try:
            start.wait(timeout=10)
            return act(world.people[name])
        except BlockerResolvedError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(one, names))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
class TestAtOnce:
    @pytest.fixture
    def world(self):
        return build_world()

    def test_two_who_lift_one_blocker_leave_one_resolution_and_tell_the_other(self, world, project):
        blocker = make_blocker(project, author=world.people["owner"])

        def lift(actor):
            resolve_blocker(fresh(blocker), resolution=f"Levé par {actor.email}", actor=actor)
            return actor

        answers = at_once(world, lift, ["owner", "ddt"])

        winners = [answer for answer in answers if not isinstance(answer, BlockerResolvedError)]
        lifted = fresh(blocker)
        assert winners == [lifted.resolved_by]
        assert lifted.resolution == f"Levé par {winners[0].email}"
        assert verbs(project).count(Verb.BLOCKER_RESOLVED) == 1
        assert Project.objects.get(pk=project.pk).blocked_since is None

    def test_two_who_open_the_same_kind_are_both_kept_and_the_mark_is_the_oldest(self, world, project):
        since = {"owner": timezone.localdate() - timedelta(days=3), "ddt": timezone.localdate() - timedelta(days=9)}
        dates = {world.people[name].pk: day for name, day in since.items()}

        at_once(world, lambda actor: report(project, actor, since=dates[actor.pk], key=uuid4()), list(since))

        assert open_blockers(project).count() == 2
        assert verbs(project) == [Verb.BLOCKER_OPENED] * 2
        assert list(broken_chains()) == []
        assert Project.objects.get(pk=project.pk).blocked_since == since["ddt"]

    def test_form_sent_twice_at_once_opens_one(self, world, project):
        key = uuid4()

        answers = at_once(world, lambda actor: report(project, actor, key=key), ["owner", "owner"])

        assert answers == [Blocker.objects.get()] * 2
        assert verbs(project) == [Verb.BLOCKER_OPENED]
