import pytest
from django.db import DatabaseError, connection, models, transaction

from mec.accounts.models import User
from mec.core.journal import triggers
from mec.core.journal.audiences import register_audience, register_verbs
from mec.core.journal.models import Chain, Entry
from mec.core.journal.queries import entries_of, timeline
from mec.core.journal.services import BrokenChain, UnknownVerbError, broken_chains, record

pytestmark = pytest.mark.django_db


class Verb(models.TextChoices):
    GREETED = "essai.salue", "a salué"


class UnregisteredVerb(models.TextChoices):
    LOST = "essai.perdu", "a perdu"


register_verbs(Verb)
register_audience(User, "essai_tous", lambda user, subject: True)
register_audience(User, "essai_soi", lambda user, subject: user == subject)


@pytest.fixture
def person():
    return User.objects.create_user("a@exemple.fr", first_name="Ada")


@pytest.fixture
def other():
    return User.objects.create_user("b@exemple.fr")


def greet(person, **options):
    return record(person, Verb.GREETED, person, audience=options.pop("audience", "essai_tous"), **options)


def tamper(statement):
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection)


def test_record_chains_entries_of_one_object(person, other):
    first, second, elsewhere = greet(person), greet(person), greet(other)

    assert [entry.sequence for entry in entries_of(person)] == [1, 2]
    assert (second.prev_hash, elsewhere.prev_hash) == (first.hash, "")
    assert list(broken_chains()) == []


def test_record_keeps_states_reason_behalf_and_snapshot(person, other):
    greet(person, from_state="a", to_state="b", reason="parce que", behalf=other, data={"n": 1}, snapshot=b"x")

    entry = Entry.objects.get()
    assert (entry.from_state, entry.to_state, entry.reason, entry.data) == ("a", "b", "parce que", {"n": 1})
    assert (entry.behalf_type, entry.behalf_id, entry.behalf_name) == ("accounts.user", other.pk, "b@exemple.fr")
    assert entry.snapshot_sha256 == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


@pytest.mark.parametrize(("verb", "audience"), [(UnregisteredVerb.LOST, "essai_tous"), (Verb.GREETED, "inconnue")])
def test_record_refuses_what_nobody_could_read(person, verb, audience):
    with pytest.raises(UnknownVerbError):
        record(person, verb, person, audience=audience)
    assert not Entry.objects.exists()


def test_timeline_shows_only_the_audiences_of_the_reader(person, other):
    shown, private = greet(person), greet(person, audience="essai_soi")

    assert list(timeline(person, person)) == [private, shown]
    assert list(timeline(other, person)) == [shown]


@pytest.mark.parametrize("write", ["UPDATE journal_entry SET reason = 'x'", "DELETE FROM journal_entry"])
def test_database_refuses_to_rewrite_an_entry(person, write):
    greet(person)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(write)
    assert Entry.objects.get().reason == ""


@pytest.mark.parametrize(
    ("statement", "sequence"),
    [
        ("UPDATE journal_entry SET reason = 'autre' WHERE sequence = 2", 2),
        ("UPDATE journal_entry SET actor_id = NULL WHERE sequence = 1", 1),
        ("DELETE FROM journal_entry WHERE sequence = 2", 2),
        ("DELETE FROM journal_entry WHERE sequence = 3", 3),
        ("DELETE FROM journal_entry", 1),
        ("DELETE FROM journal_chain", 4),
    ],
)
def test_broken_chains_finds_an_entry_that_was_tampered_with(person, statement, sequence):
    for _ in range(3):
        greet(person)

    tamper(statement)

    assert list(broken_chains()) == [BrokenChain("accounts.user", person.pk, sequence)]


def test_record_is_undone_with_its_transaction(person):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        greet(person)
        raise ZeroDivisionError

    assert (Entry.objects.count(), Chain.objects.count()) == (0, 0)
