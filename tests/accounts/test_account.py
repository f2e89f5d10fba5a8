import pytest

from mec.accounts.enums import Permission
from mec.accounts.services import accept_terms, deactivate_account, end_sessions, reactivate_account, rename_account
from mec.core.access import MissingRightError, can
from mec.core.journal.queries import entries_of, timeline
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(first_name="Ada", last_name="Lovelace")


@pytest.fixture
def staff():
    return UserFactory(staff=True)


def verbs_of(account):
    return [entry.verb for entry in entries_of(account)]


def test_accept_terms_keeps_name_version_and_date(settings):
    person = UserFactory(newcomer=True)
    settings.TERMS_VERSION = "2027-01"

    accept_terms(first_name="Ada", last_name="Lovelace", actor=person)

    person.refresh_from_db()
    assert (person.get_full_name(), person.terms_version) == ("Ada Lovelace", "2027-01")
    assert person.terms_accepted_at is not None
    assert [(entry.verb, entry.data) for entry in entries_of(person)] == [
        ("compte.conditions_acceptees", {"version": "2027-01"})
    ]


def test_accept_terms_by_a_disabled_account_is_refused():
    person = UserFactory(newcomer=True, disabled=True)

    with pytest.raises(MissingRightError, match="modifier ce compte"):
        accept_terms(first_name="Ada", last_name="Lovelace", actor=person)


def test_rename_is_journaled_once(person):
    rename_account(person, first_name="Augusta", last_name="King", actor=person)
    rename_account(person, first_name="Augusta", last_name="King", actor=person)

    person.refresh_from_db()
    assert (person.get_full_name(), verbs_of(person)) == ("Augusta King", ["compte.nom_modifie"])


def test_rename_of_another_account_is_refused(person, staff):
    with pytest.raises(MissingRightError):
        rename_account(person, first_name="X", last_name="Y", actor=staff)


def test_end_sessions_changes_what_sessions_are_tied_to(person):
    before = person.get_session_auth_hash()

    end_sessions(person, actor=person)

    assert person.get_session_auth_hash() != before
    assert (person.has_usable_password(), verbs_of(person)) == (False, ["compte.sessions_fermees"])


def test_end_sessions_of_another_account_is_refused(person, staff):
    with pytest.raises(MissingRightError):
        end_sessions(person, actor=staff)


def test_deactivate_and_reactivate_are_journaled_with_their_reason_and_happen_once(person, staff):
    for _ in range(2):
        deactivate_account(person, reason="départ", actor=staff)
    disabled = person.is_active
    for _ in range(2):
        reactivate_account(person, reason="retour", actor=staff)

    person.refresh_from_db()
    assert (disabled, person.is_active) == (False, True)
    assert [(entry.verb, entry.reason) for entry in entries_of(person)] == [
        ("compte.desactive", "départ"),
        ("compte.reactive", "retour"),
    ]


@pytest.mark.parametrize("verb", [deactivate_account, reactivate_account])
def test_only_staff_opens_and_closes_accounts_and_never_its_own(verb, person, staff):
    for target, actor in ((person, UserFactory()), (person, person), (staff, staff)):
        with pytest.raises(MissingRightError, match="fermer ou rouvrir ce compte"):
            verb(target, reason="", actor=actor)


def test_rights_follow_identity_and_staff(person, staff):
    assert [can(user, Permission.EDIT, person) for user in (person, staff)] == [True, False]
    assert [can(user, Permission.MANAGE, person) for user in (person, staff)] == [False, True]


def test_journal_of_an_account_is_read_by_its_holder_and_by_staff(person, staff):
    end_sessions(person, actor=person)

    assert [timeline(user, person).count() for user in (person, staff, UserFactory())] == [1, 1, 0]
