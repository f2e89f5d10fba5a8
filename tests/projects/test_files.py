from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.models import User
from mec.core.access import MissingRightError, can
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of, timeline
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.models import DocumentVersion
from mec.notifications.models import Notification
from mec.projects.enums import EntryAudience, Permission, ProjectRole, Verb
from mec.projects.models import MessageDocument, Project, ProjectDocument
from mec.projects.queries import files as project_files
from mec.projects.queries import files_visible_to, usage_of, withdrawn_files
from mec.projects.rules import may_read_file
from mec.projects.services import (
    NoRoomError,
    add_file_version,
    deposit_files,
    edit_file,
    post_message,
    post_state_message,
    restore_file,
    withdraw_file,
)
from tests.documents.clamd import SIGNATURE, clamd
from tests.factories.documents import PDF, make_file, office, stored
from tests.factories.projects import add_member, make_draft, make_project
from tests.matrix.personas import PERSONAS


def verbs(project):
    return [entry.verb for entry in entries_of(project) if "fichier" in entry.verb]


def told(verb_part="fichier"):
    return sorted(
        (note.recipient.email.split("@")[0], note.subject.split(" — ")[1])
        for note in Notification.objects.filter(entry__verb__contains=verb_part).select_related("recipient")
    )


@given(data=st.data())
def test_list_of_files_and_rule_agree_for_everyone(data, world):
    """The list shows exactly what the rule grants, whoever sent the file, for whom, at whatever state and role."""
    owner = world.organizations["privas"]
    project = make_draft(owner, author=world.people["owner"])
    if data.draw(st.booleans()):
        Project.objects.filter(pk=project.pk).update(state="transmis", submitted_at=project.created_at)
    if data.draw(st.booleans()):
        add_member(project, world.people["invited"], data.draw(st.sampled_from(list(ProjectRole))))
    file = make_file(project, author=world.people["owner"])
    ProjectDocument.objects.filter(pk=file.pk).update(state_only=data.draw(st.booleans()))

    for persona in PERSONAS:
        user = world.people[persona.name]
        fresh = ProjectDocument.objects.select_related("project", "document").get(pk=file.pk)
        sees = can(user, Permission.VIEW, fresh.project)
        listed = sees and files_visible_to(user, fresh.project).contains(fresh)
        assert listed == may_read_file(user, fresh), persona.name
        assert not can(user, Permission.WITHDRAW_FILE, fresh) or may_read_file(user, fresh), persona.name


def test_deposit_is_journaled_once_and_told_once_for_all_its_files(project, people):
    key = uuid4()
    for _ in range(2):
        files = [stored("Devis A.pdf", PDF), stored("Devis B.docx", office())]
        quotes = DocumentCategory.QUOTE
        deposit_files(project, files=files, category=quotes, key=key, state_only=False, actor=people["owner"])
    drain()

    assert verbs(project) == [Verb.FILES_DEPOSITED]
    said = "Owner Matrice a déposé 2 fichiers"
    assert told() == [("ddt", said), ("prefecture", said)]
    assert (
        people["ddt"].notifications.get(entry__verb=Verb.FILES_DEPOSITED).body
        == "«\u00a0Devis A\u00a0»\n«\u00a0Devis B\u00a0»\n\nOwner Matrice (Privas)"
    )


def test_file_of_the_state_reaches_the_state_alone(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    file = make_file(project, author=people["ddt"], name="Note secrète.pdf", state_only=True)
    edit_file(file, name="Note très secrète", category=DocumentCategory.OTHER, actor=people["prefecture"])
    withdraw_file(file, actor=people["prefecture"])
    restore_file(file, actor=people["ddt"])
    drain()

    assert {name for name, _ in told()} == {"prefecture"}
    for reader in ("owner", "invited"):
        assert not files_visible_to(people[reader], project).exists()
        assert not timeline(people[reader], project).filter(verb__contains="fichier").exists()
        assert "secrète" not in str(list(timeline(people[reader], project).values_list("data", flat=True)))
    assert timeline(people["ddt"], project).filter(audience=EntryAudience.STATE).count() == 4


@pytest.mark.parametrize("stranger", ["fresh", "neighbour", "foreign_owner", "foreign_ddt", "staff"])
def test_strangers_deposit_nothing(project, people, stranger):
    with pytest.raises(MissingRightError):
        make_file(project, author=people[stranger])


@pytest.mark.parametrize("reader", ["owner", "invited"])
def test_nobody_but_the_state_deposits_for_the_state(project, people, reader):
    add_member(project, people["invited"], ProjectRole.CONTRIBUTOR)
    with pytest.raises(MissingRightError):
        make_file(project, author=people[reader], state_only=True)


def test_observer_deposits_nothing(project, people):
    with pytest.raises(MissingRightError):
        make_file(project, author=add_member(project, people["invited"], ProjectRole.OBSERVER))


@pytest.mark.parametrize(
    ("sender", "who"),
    [
        ("owner", {"owner", "owner_admin"}),
        ("invited", {"owner", "owner_admin", "invited"}),
        ("ddt", {"owner", "owner_admin", "ddt"}),
    ],
)
def test_file_is_withdrawn_by_its_sender_and_those_who_hold_the_sheet(project, people, sender, who):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    file = make_file(project, author=people[sender])

    assert {name for name, user in people.items() if can(user, Permission.WITHDRAW_FILE, file)} == who


def test_file_of_the_state_is_withdrawn_by_the_state(project, people):
    file = make_file(project, author=people["ddt"], state_only=True)

    may = {name for name, user in people.items() if can(user, Permission.WITHDRAW_FILE, file)}
    assert may == {"ddt", "prefecture", "regional", "anct"}


def test_sender_who_became_an_observer_withdraws_nothing(project, people):
    add_member(project, people["invited"], ProjectRole.ADVISER)
    file = make_file(project, author=people["invited"])
    project.members.filter(user=people["invited"]).update(role=ProjectRole.OBSERVER)

    fresh = ProjectDocument.objects.select_related("project", "document").get(pk=file.pk)
    assert not can(people["invited"], Permission.WITHDRAW_FILE, fresh)


def test_withdrawn_file_comes_back(project, people):
    file = make_file(project, author=people["owner"])
    for _ in range(2):
        withdraw_file(file, actor=people["owner"])
    assert list(files_visible_to(people["ddt"], project)) == []
    assert list(withdrawn_files(people["owner"], project)) == [file]

    for _ in range(2):
        restore_file(file, actor=people["owner_admin"])
    assert list(files_visible_to(people["ddt"], project)) == [file]
    assert verbs(project) == [Verb.FILES_DEPOSITED, Verb.FILE_WITHDRAWN, Verb.FILE_RESTORED]


def test_version_is_journaled_and_told(project, people):
    file = make_file(project, author=people["owner"], content=PDF)
    add_file_version(file, stored=stored("b.docx", office()), expected=1, actor=people["ddt"])
    add_file_version(file, stored=stored("b.docx", office()), expected=2, actor=people["ddt"])
    drain()

    assert verbs(project) == [Verb.FILES_DEPOSITED, Verb.FILE_VERSION_ADDED]
    said = "Ddt Matrice a déposé une nouvelle version d’un fichier"
    assert told("version") == [(name, said) for name in ("owner", "prefecture")]


def test_rename_keeps_the_former_name_in_the_journal(project, people):
    file = make_file(project, author=people["owner"], name="scan.pdf")
    edit_file(file, name="Devis", category=DocumentCategory.QUOTE, actor=people["owner"])
    edit_file(file, name="Devis", category=DocumentCategory.QUOTE, actor=people["owner"])

    edited = entries_of(project).get(verb=Verb.FILE_EDITED)
    assert (edited.data["before"], edited.data["files"]) == ("scan", ["Devis"])


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 2 * len(PDF))])
def test_project_that_is_full_takes_no_more(project, people, monkeypatch, limit, most):
    monkeypatch.setattr(f"mec.projects.services.files.{limit}", most)
    first = make_file(project, author=people["owner"], content=PDF)
    make_file(project, author=people["owner"], content=PDF)

    with pytest.raises(NoRoomError):
        make_file(project, author=people["owner"])
    with pytest.raises(NoRoomError):
        add_file_version(first, stored=stored(), expected=1, actor=people["owner"])
    assert usage_of(project).count == 2

    withdraw_file(first, actor=people["owner"])
    make_file(project, author=people["owner"], content=PDF)
    with pytest.raises(NoRoomError):
        restore_file(first, actor=people["owner"])
    assert project_files.MOST_FILES == 200


def test_message_brings_its_files_once_and_announces_them_itself(project, people):
    key = uuid4()
    for _ in range(2):
        message = post_message(project, body="Voici.", key=key, files=[stored()], actor=people["owner"])
    post_state_message(project, body="Entre nous.", key=uuid4(), files=[stored()], actor=people["ddt"])
    drain()

    assert [line.message for line in MessageDocument.objects.filter(file__state_only=False)] == [message]
    assert MessageDocument.objects.get(file__state_only=True).message.thread == project.state_thread
    assert told() == []
    assert "ddt" in {name for name, _ in told("projet.message")}


def test_file_that_came_elsewhere_with_the_same_key_joins_no_message(project, world, people):
    """A form sent by hand: neither an error, nor a file of the State's zone beside a message for all."""
    key, other = uuid4(), make_project(world.organizations["privas"], author=people["owner"], name="Halle")
    post_state_message(project, body="Entre nous.", key=key, files=[stored(content=PDF)], actor=people["ddt"])
    for thread_owner in (project, other):
        post_message(thread_owner, body="Voici.", key=key, files=[stored(content=PDF)], actor=people["ddt"])

    assert [line.file.state_only for line in MessageDocument.objects.select_related("file")] == [True]
    assert project.thread.messages.count() == other.thread.messages.count() == 1


def test_message_that_finds_no_room_is_not_posted(project, people, monkeypatch):
    monkeypatch.setattr("mec.projects.services.files.MOST_FILES", 0)
    with pytest.raises(NoRoomError):
        post_message(project, body="Voici.", key=uuid4(), files=[stored()], actor=people["owner"])

    assert not project.thread.messages.exists()


class TestWithAnAntivirus:
    @pytest.fixture(autouse=True)
    def antivirus(self, settings):
        with clamd() as settings.CLAMAV:
            yield

    def deposit(self, project, actor, *contents):
        return deposit_files(
            project,
            files=[stored(f"{number}.pdf", content) for number, content in enumerate(contents)],
            category=DocumentCategory.OTHER,
            key=uuid4(),
            state_only=False,
            actor=actor,
        )

    def test_people_are_told_once_when_the_last_file_is_clean(self, project, people):
        self.deposit(project, people["owner"], PDF, PDF + b"\n%%EOF")
        assert not files_visible_to(people["ddt"], project).exists()
        assert files_visible_to(people["owner"], project).count() == 2
        drain()

        assert files_visible_to(people["ddt"], project).count() == 2
        assert verbs(project) == [Verb.FILES_DEPOSITED, Verb.FILES_CHECKED]
        said = "Owner Matrice a déposé 2 fichiers"
        assert told() == [("ddt", said), ("prefecture", said)]

    def test_sender_is_told_of_a_quarantine_and_the_others_of_the_rest(self, project, people):
        self.deposit(project, people["owner"], PDF, PDF + SIGNATURE + b"\n%%EOF")
        drain()

        assert files_visible_to(people["owner"], project).count() == 1
        assert ("owner", "un fichier que vous avez déposé est en quarantaine") in told()
        assert {name for name, _ in told()} == {"owner", "ddt", "prefecture"}
        checked = entries_of(project).get(verb=Verb.FILES_CHECKED)
        assert checked.data["files"] == ["0"]

    def test_file_withdrawn_before_its_scan_is_told_to_nobody(self, project, people):
        kept, withdrawn = self.deposit(project, people["owner"], PDF, PDF + b"\n%%EOF")
        withdraw_file(withdrawn, actor=people["owner"])
        drain()

        assert entries_of(project).get(verb=Verb.FILES_CHECKED).data["files"] == [kept.document.name]
        assert {said for _, said in told()} == {"Owner Matrice a déposé un fichier"}

    def test_infected_file_alone_is_told_to_its_sender_alone(self, project, people):
        self.deposit(project, people["owner"], PDF + SIGNATURE + b"\n%%EOF")
        drain()

        assert {name for name, _ in told()} == {"owner"}
        assert DocumentVersion.objects.get().scan_state == ScanState.INFECTED

    def test_clean_version_is_told_and_seen_after_the_scan(self, project, people):
        (file,) = self.deposit(project, people["owner"], PDF)
        drain()
        add_file_version(file, stored=stored(), expected=1, actor=people["owner"])
        before = files_visible_to(people["ddt"], project).get().document.versions.all()
        assert [version.number for version in before] == [1]
        drain()

        after = files_visible_to(people["ddt"], project).get().document.versions.all()
        assert [version.number for version in after] == [2, 1]
        assert verbs(project).count(Verb.FILES_CHECKED) == 2


@pytest.mark.parametrize("state_only", [False, True])
@pytest.mark.parametrize("ended", ["owner", "ddt"])
def test_who_leaves_reads_no_file_any_more(project, people, ended, state_only):
    file = make_file(project, author=people["ddt"], state_only=state_only)
    people[ended].memberships.update(active=False)
    project.members.filter(user=people[ended]).delete()

    fresh = ProjectDocument.objects.select_related("project").get(pk=file.pk)
    assert not may_read_file(User.objects.get(pk=people[ended].pk), fresh)
