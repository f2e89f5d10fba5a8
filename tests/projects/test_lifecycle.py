"""Where a project stands, archives and deletion: who may, what is kept, who is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError, can
from mec.core.db import StaleVersionError
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of, timeline
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.projects.enums import Permission, PhaseStatus, ProjectState, Verb
from mec.projects.models import Project
from mec.projects.queries import (
    archived_projects,
    deleted_projects,
    deleted_projects_witnessed_by,
    own_projects,
    projects_visible_to,
    state_projects,
    waiting,
)
from mec.projects.rights import ON_A_PROJECT
from mec.projects.services import (
    NotADraftError,
    NotSentError,
    ReasonMissingError,
    SheetContent,
    TooLateError,
    archive_project,
    content_of,
    delete_project,
    discard_draft,
    edit_project,
    post_message,
    post_state_message,
    restore_project,
    set_progress,
    submit_project,
    take_charge,
    unarchive_project,
)
from mec.taxonomy.enums import Phase
from tests.factories.projects import make_draft

REFUSALS = (MissingRightError, NotADraftError, NotSentError)


def verbs(project):
    return [entry.verb for entry in entries_of(project)]


def fresh(project):
    return Project.objects.get(pk=project.pk)


def progress(project, actor, **changes):
    values = {"phase": project.phase, "status": project.phase_status, "reason": "", "expected_version": project.version}
    set_progress(project, **values | changes, actor=actor)


def told(verb):
    drain()
    notifications = Notification.objects.filter(entry__verb=verb).select_related("recipient")
    return sorted(notification.recipient.email.split("@")[0] for notification in notifications)


class TestProgress:
    def test_new_phase_starts_in_progress(self, project, people):
        progress(project, people["owner"], status=PhaseStatus.LATE)
        progress(project, people["owner"], phase=Phase.OPERATION)

        assert (fresh(project).phase, fresh(project).phase_status) == (Phase.OPERATION, PhaseStatus.IN_PROGRESS)
        assert verbs(project)[-3:] == [Verb.STATUS_CHANGED, Verb.PHASE_CHANGED, Verb.STATUS_CHANGED]

    def test_status_chosen_with_a_new_phase_is_kept(self, project, people):
        progress(project, people["owner"], phase=Phase.OPERATION, status=PhaseStatus.PAUSED)

        assert (fresh(project).phase, fresh(project).phase_status) == (Phase.OPERATION, PhaseStatus.PAUSED)

    @pytest.mark.parametrize("status", [PhaseStatus.ABANDONED, PhaseStatus.DONE])
    def test_end_of_a_project_asks_why_and_is_undone(self, project, people, status):
        with pytest.raises(ReasonMissingError):
            progress(project, people["owner"], status=status, reason="  ")
        assert fresh(project).phase_status == PhaseStatus.IN_PROGRESS

        progress(project, people["owner"], status=status, reason=" Le terrain est vendu ")
        progress(project, people["owner"], status=PhaseStatus.IN_PROGRESS)

        ended, resumed = list(entries_of(project))[-2:]
        assert (ended.from_state, ended.to_state, ended.reason) == ("en_cours", status, "Le terrain est vendu")
        assert (resumed.from_state, resumed.to_state) == (status, "en_cours")

    def test_end_of_a_project_is_told_to_the_pair_and_the_members(self, project, people):
        take_charge(project, actor=people["regional"])
        progress(project, people["owner_admin"], status=PhaseStatus.DONE, reason="Les travaux sont reçus")

        assert told(Verb.STATUS_CHANGED) == ["ddt", "owner", "prefecture"]
        mail = Mail.objects.get(to="ddt@matrice.fr", subject="École — projet terminé")
        assert "Les travaux sont reçus" in mail.text
        assert project.reference.replace("-", "\u00a0") in mail.text

    def test_other_moves_are_told_to_nobody(self, project, people):
        progress(project, people["owner"], status=PhaseStatus.LATE)

        assert told(Verb.STATUS_CHANGED) == []

    def test_older_version_writes_nothing(self, project, people):
        version = project.version
        progress(project, people["owner"], status=PhaseStatus.LATE)

        with pytest.raises(StaleVersionError):
            progress(project, people["owner"], status=PhaseStatus.BLOCKED, expected_version=version)
        assert fresh(project).phase_status == PhaseStatus.LATE

    def test_draft_has_no_progress(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])
        with pytest.raises(NotSentError):
            progress(draft, world.people["owner"], status=PhaseStatus.LATE)

    @pytest.mark.parametrize("stranger", ["ddt", "neighbour", "fresh"])
    def test_progress_by_others_is_refused(self, project, people, stranger):
        with pytest.raises(MissingRightError):
            progress(project, people[stranger], status=PhaseStatus.LATE)


class TestArchives:
    def test_archived_project_is_read_and_no_more(self, project, people):
        archive_project(project, reason="Fini", actor=people["owner"])

        for name in ("owner", "ddt"):
            archived = fresh(project)
            assert can(people[name], Permission.VIEW, archived)
            assert projects_visible_to(people[name]).contains(archived)
        with pytest.raises(MissingRightError):
            post_message(fresh(project), body="Bonjour", key=uuid4(), actor=people["owner"])
        with pytest.raises(MissingRightError):
            post_state_message(fresh(project), body="Bonjour", key=uuid4(), actor=people["ddt"])
        with pytest.raises(MissingRightError):
            take_charge(fresh(project), actor=people["ddt"])

    def test_no_right_to_write_is_left_to_anybody(self, project, people):
        archive_project(project, reason="Fini", actor=people["owner"])

        left = {right for right in ON_A_PROJECT for user in people.values() if can(user, right, fresh(project))}
        assert left == {
            Permission.VIEW,
            Permission.FOLLOW,
            Permission.VIEW_STATE_ZONE,
            Permission.ARCHIVE,
            Permission.DELETE,
        }

    def test_archived_project_leaves_everyday_lists(self, project, people):
        archive_project(project, reason="Fini", actor=people["owner"])

        owner = people["owner"]
        assert (list(own_projects(owner)), list(archived_projects(owner))) == ([], [project])
        assert list(waiting(state_projects(people["ddt"]))) == []

        unarchive_project(project, actor=owner)
        assert (list(own_projects(owner)), list(archived_projects(owner))) == ([project], [])
        assert list(state_projects(people["ddt"])) == [project]

    def test_archive_asks_why(self, project, people):
        with pytest.raises(ReasonMissingError):
            archive_project(project, reason=" ", actor=people["owner"])
        assert not fresh(project).is_archived

    def test_archive_and_back_said_twice_are_done_once(self, project, people):
        for _click in range(2):
            archive_project(fresh(project), reason="Fini", actor=people["owner"])
        for _click in range(2):
            unarchive_project(fresh(project), actor=people["owner"])

        assert verbs(project)[-2:] == [Verb.ARCHIVED, Verb.UNARCHIVED]
        assert told(Verb.ARCHIVED) == ["ddt", "prefecture"]

    def test_draft_is_not_archived(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])
        with pytest.raises(NotSentError):
            archive_project(draft, reason="Fini", actor=world.people["owner"])


class TestDeletion:
    def test_deleted_project_is_seen_by_nobody_and_comes_back_whole(self, project, people):
        owner, ddt = people["owner"], people["ddt"]
        post_message(project, body="Bonjour", key=uuid4(), actor=owner)
        delete_project(project, reason="Doublon", actor=owner)

        for name, user in people.items():
            assert not projects_visible_to(user).exists(), name
            kept = {right for right in ON_A_PROJECT if can(user, right, fresh(project))}
            assert kept <= {Permission.DELETE, Permission.ARCHIVE}, name
        assert list(deleted_projects(owner)) == [project]
        assert list(deleted_projects(ddt)) == []

        restore_project(project, actor=owner)
        assert fresh(project).state == ProjectState.SUBMITTED
        assert fresh(project).thread.messages.count() == 1
        assert list(state_projects(ddt)) == [project]

    def test_those_who_saw_it_are_told_and_may_read_why(self, project, people):
        delete_project(project, reason="Doublon", actor=people["owner"])

        assert told(Verb.DELETED) == ["ddt", "prefecture"]
        assert "Doublon" in Mail.objects.get(to="ddt@matrice.fr", subject="École — projet supprimé").text
        witnesses = {name for name, user in people.items() if deleted_projects_witnessed_by(user).exists()}
        readers = {name for name, user in people.items() if timeline(user, fresh(project)).exists()}
        assert witnesses == readers == {"owner", "owner_admin", "ddt", "prefecture", "regional", "anct"}

    def test_deletion_is_undone_for_thirty_days(self, project, people):
        delete_project(project, reason="Doublon", actor=people["owner"])

        with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
            assert not deleted_projects(people["owner"]).exists()
            assert not deleted_projects_witnessed_by(people["ddt"]).exists()
            with pytest.raises(TooLateError):
                restore_project(fresh(project), actor=people["owner"])
        with time_machine.travel(timezone.now() + timedelta(days=29)):
            restore_project(fresh(project), actor=people["owner"])
        assert fresh(project).is_sent

    def test_archived_project_is_deleted_and_comes_back_out_of_the_archives(self, project, people):
        archive_project(project, reason="Fini", actor=people["owner"])
        delete_project(fresh(project), reason="Doublon", actor=people["owner"])
        restore_project(fresh(project), actor=people["owner"])

        assert (fresh(project).is_sent, fresh(project).is_archived) == (True, False)

    @pytest.mark.parametrize("stranger", ["invited", "ddt", "anct", "neighbour", "staff", "fresh"])
    def test_archive_and_deletion_by_others_are_refused(self, project, people, stranger):
        for move in (archive_project, delete_project):
            with pytest.raises(MissingRightError):
                move(fresh(project), reason="Non", actor=people[stranger])

    def test_deletion_asks_why_and_is_for_sent_projects(self, project, world):
        owner = world.people["owner"]
        with pytest.raises(ReasonMissingError):
            delete_project(project, reason="", actor=owner)
        with pytest.raises(NotSentError):
            delete_project(make_draft(world.organizations["privas"], author=owner), reason="Non", actor=owner)


MOVES = {
    "edit": lambda project, actor: edit_project(
        project, expected_version=project.version, content=content_of(project), actor=actor
    ),
    "submit": lambda project, actor: submit_project(project, expected_version=project.version, actor=actor),
    "write": lambda project, actor: post_message(project, body="Bonjour", key=uuid4(), actor=actor),
    "progress": lambda project, actor: progress(project, actor, status=PhaseStatus.LATE),
    "archive": lambda project, actor: archive_project(project, reason="Fini", actor=actor),
    "unarchive": lambda project, actor: unarchive_project(project, actor=actor),
    "discard": lambda project, actor: discard_draft(project, actor=actor),
    "delete": lambda project, actor: delete_project(project, reason="Doublon", actor=actor),
    "restore": lambda project, actor: restore_project(project, actor=actor),
}
NEXT = {
    ("draft", "submit"): "sent",
    ("draft", "discard"): "discarded draft",
    ("discarded draft", "restore"): "draft",
    ("sent", "archive"): "archived",
    ("archived", "unarchive"): "sent",
    ("sent", "delete"): "deleted",
    ("archived", "delete"): "deleted",
    ("deleted", "restore"): "sent",
}
ALLOWED = {
    "draft": {"edit", "submit", "write", "discard", "unarchive", "restore"},
    "discarded draft": {"discard", "restore", "unarchive"},
    "sent": {"edit", "write", "progress", "archive", "unarchive", "delete", "restore"},
    "archived": {"archive", "unarchive", "delete", "restore"},
    "deleted": {"delete", "restore", "unarchive"},
}
"""What is done, or was already; everything else is refused and changes nothing."""


def standing_place(project):
    if project.is_discarded:
        return "deleted" if project.was_sent else "discarded draft"
    if project.is_draft:
        return "draft"
    return "archived" if project.is_archived else "sent"


@given(moves=st.lists(st.sampled_from(sorted(MOVES)), max_size=8))
def test_every_move_leads_where_it_should_or_is_refused(moves, world):
    owner = world.people["owner"]
    project = make_draft(world.organizations["privas"], author=owner)
    place = "draft"
    for move in moves:
        before = fresh(project).version
        try:
            MOVES[move](fresh(project), owner)
        except REFUSALS:
            assert move not in ALLOWED[place], (place, move)
            assert fresh(project).version == before
        else:
            assert move in ALLOWED[place], (place, move)
        place = NEXT.get((place, move), place)
        current = fresh(project)
        assert standing_place(current) == place
        lists = [listed(owner).contains(current) for listed in (own_projects, archived_projects, deleted_projects)]
        assert sum(lists) == 1, place
        assert waiting(state_projects(world.people["ddt"])).contains(current) == (place == "sent")


def test_content_of_a_project_is_what_it_says(project):
    assert isinstance(content_of(project), SheetContent)
    assert content_of(project).is_that_of(project)
