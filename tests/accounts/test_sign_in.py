import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mec.accounts.enums import Refusal
from mec.accounts.models import SignInRequest, User
from mec.accounts.queries import preview_link
from mec.accounts.rules import CODE_TRIES, SignInRefusedError
from mec.accounts.services import (
    NoSuchAccountError,
    confirm_sign_in,
    issue_sign_in_link,
    purge_sign_in_requests,
    request_sign_in,
)
from mec.accounts.services.sign_in import CODES_PER_ACCOUNT, REQUESTS_PER_ACCOUNT, REQUESTS_PER_NETWORK
from mec.core.http.throttle import TooManyAttemptsError
from mec.core.journal.queries import entries_of
from mec.core.mail.models import Mail
from tests.accounts.mailbox import last_mail_to, mails_to
from tests.factories.accounts import SignInRequestFactory, UserFactory

pytestmark = pytest.mark.django_db

NETWORK = "192.0.2.7"
EMAIL = "ada@exemple.fr"


def ask(email=EMAIL, network=NETWORK, next_path=""):
    request_sign_in(email=email, network=network, next_path=next_path)


def confirm(**options):
    return confirm_sign_in(network=options.pop("network", NETWORK), **options)


def refusal_of(**options):
    with pytest.raises(SignInRefusedError) as caught:
        confirm(**options)
    return caught.value.refusal


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_request_writes_one_mail_to_the_normalised_address():
    UserFactory(email=EMAIL, first_name="Ada", last_name="Lovelace")

    ask(" Ada@Exemple.FR ")

    mail = last_mail_to(EMAIL)
    assert mail.subject == "Connectez-vous à Mon Espace Collectivité"
    assert mail.text.startswith("Bonjour Ada Lovelace,")
    assert mail.token in mail.html
    assert f"{mail.code[:3]}\N{NO-BREAK SPACE}{mail.code[3:]}" in mail.html


def test_request_for_unknown_address_says_that_the_link_opens_an_account():
    ask()

    assert last_mail_to(EMAIL).subject == "Ouvrez votre compte Mon Espace Collectivité"
    assert "Aucun compte n’existe encore" in last_mail_to(EMAIL).text


def test_request_for_disabled_account_sends_no_secret_and_says_whom_to_write_to(settings):
    UserFactory(email=EMAIL, disabled=True)

    ask()

    mail = last_mail_to(EMAIL)
    assert (mail.subject, mail.token, mail.code) == ("Votre compte Mon Espace Collectivité est désactivé", "", "")
    assert settings.CONTACT_EMAIL in mail.text


def test_request_costs_the_same_whatever_the_address():
    UserFactory(email="connue@exemple.fr")
    UserFactory(email="fermee@exemple.fr", disabled=True)
    queries = {}

    for name in ("connue", "inconnue", "fermee"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ask(f"{name}@exemple.fr")
        queries[name] = [query["sql"].split()[0] for query in captured]

    assert queries["connue"] == queries["inconnue"] == queries["fermee"]
    assert Mail.objects.count() == SignInRequest.objects.count() == 3


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@exemple.fr\nBcc: x@exemple.fr", "a b@exemple.fr"])
def test_request_refuses_what_is_no_address(email):
    with pytest.raises(ValidationError):
        ask(email)

    assert Mail.objects.count() == 0


def test_request_twice_at_once_sends_one_mail():
    with time_machine.travel("2026-03-03T10:00:19Z", tick=False):
        ask()
    with time_machine.travel("2026-03-03T10:00:21Z", tick=False):
        ask()

    assert len(mails_to(EMAIL)) == 1


def test_request_after_a_sign_in_and_a_sign_out_sends_a_new_mail():
    ask()
    confirm(token=last_mail_to(EMAIL).token)
    ask()
    assert len(mails_to(EMAIL)) == 2


def test_request_twice_at_once_from_two_networks_sends_two_mails():
    ask()
    ask(network="192.0.2.8")

    assert len(mails_to(EMAIL)) == 2


def test_request_beyond_the_limit_of_the_account_is_refused_from_any_network():
    for number in range(REQUESTS_PER_ACCOUNT):
        ask(network=f"192.0.2.{number}")

    with pytest.raises(TooManyAttemptsError):
        ask(network="192.0.2.200")

    ask("autre@exemple.fr")
    assert len(mails_to(EMAIL)) == REQUESTS_PER_ACCOUNT


def test_request_beyond_the_limit_of_the_network_is_refused_for_any_address():
    for number in range(REQUESTS_PER_NETWORK):
        ask(f"personne{number}@exemple.fr")

    with pytest.raises(TooManyAttemptsError):
        ask()

    assert mails_to(EMAIL) == []


def test_stored_request_holds_no_secret():
    ask()

    mail = last_mail_to(EMAIL)
    stored = " ".join(str(value) for value in SignInRequest.objects.values().get().values())
    assert [secret for secret in (mail.token, mail.code, NETWORK) if secret in stored] == []


def test_confirm_by_link_returns_the_account_and_the_page_asked_for():
    user = UserFactory(email=EMAIL)
    ask(next_path="/compte/")

    signed_in = confirm(token=last_mail_to(EMAIL).token)

    assert (signed_in.user, signed_in.next_path) == (user, "/compte/")
    assert [(entry.verb, entry.data) for entry in entries_of(user)] == [("compte.connexion", {"moyen": "lien"})]


def test_confirm_by_code_returns_the_account():
    user = UserFactory(email=EMAIL)
    ask()

    assert confirm(email=EMAIL, code=last_mail_to(EMAIL).code).user == user
    assert [entry.data for entry in entries_of(user)] == [{"moyen": "code"}]


def test_confirm_opens_an_account_without_password_for_a_new_address():
    ask()

    user = confirm(token=last_mail_to(EMAIL).token).user

    assert (user.email, user.terms_version, user.has_usable_password()) == (EMAIL, "", False)
    assert [entry.verb for entry in entries_of(user)] == ["compte.ouvert", "compte.connexion"]


def test_confirm_refuses_an_unknown_token():
    assert refusal_of(token="jamais-vu") == Refusal.UNKNOWN


def test_confirm_refuses_the_second_use_of_a_link_and_of_its_code():
    ask()
    mail = last_mail_to(EMAIL)
    confirm(token=mail.token)

    assert refusal_of(token=mail.token) == Refusal.USED
    assert refusal_of(email=EMAIL, code=mail.code) == Refusal.USED


def test_confirm_twice_from_one_page_is_a_double_click():
    user = UserFactory(email=EMAIL)
    ask()
    mail = last_mail_to(EMAIL)
    confirm(token=mail.token, browser="page")

    assert confirm(token=mail.token, browser="page").user == user
    assert refusal_of(token=mail.token, browser="autre page") == Refusal.USED
    assert [entry.verb for entry in entries_of(user)] == ["compte.connexion"]


def test_confirm_again_from_one_page_later_is_refused():
    ask()
    mail = last_mail_to(EMAIL)
    confirm(token=mail.token, browser="page")

    with time_machine.travel(timezone.now() + timedelta(seconds=21)):
        assert refusal_of(token=mail.token, browser="page") == Refusal.USED


def test_double_click_on_an_account_disabled_in_between_is_refused():
    ask()
    mail = last_mail_to(EMAIL)
    confirm(token=mail.token, browser="page")
    User.objects.update(is_active=False)

    assert refusal_of(token=mail.token, browser="page") == Refusal.DISABLED


def test_link_and_code_last_fifteen_minutes():
    with time_machine.travel("2026-03-03T10:00:00Z", tick=False):
        ask()
    mail = last_mail_to(EMAIL)

    with time_machine.travel("2026-03-03T10:15:00Z", tick=False):
        assert refusal_of(token=mail.token) == Refusal.EXPIRED
        assert refusal_of(email=EMAIL, code=mail.code) == Refusal.EXPIRED
    with time_machine.travel("2026-03-03T10:14:59Z", tick=False):
        assert confirm(token=mail.token).user.email == EMAIL


def test_mail_says_until_when_in_paris_time():
    with time_machine.travel("2026-07-03T10:00:00Z", tick=False):
        ask()

    assert "jusqu’à 12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15 (heure de Paris)" in last_mail_to(EMAIL).text


def test_newer_request_voids_the_older_one():
    ask()
    ask(network="192.0.2.8")
    older, newer = mails_to(EMAIL)

    assert refusal_of(token=older.token) == Refusal.REPLACED
    assert refusal_of(email=EMAIL, code=older.code) == Refusal.WRONG_CODE
    assert confirm(token=newer.token).user.email == EMAIL


def test_code_may_be_tried_five_times():
    ask()
    mail = last_mail_to(EMAIL)
    left = []
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(SignInRefusedError) as caught:
            confirm(email=EMAIL, code=wrong(mail.code))
        left.append((caught.value.refusal, caught.value.tries_left))

    assert left == [(Refusal.WRONG_CODE, 4), (Refusal.WRONG_CODE, 3), (Refusal.WRONG_CODE, 2), (Refusal.WRONG_CODE, 1)]
    assert refusal_of(email=EMAIL, code=wrong(mail.code)) == Refusal.EXHAUSTED
    assert refusal_of(email=EMAIL, code=mail.code) == Refusal.EXHAUSTED
    assert confirm(token=mail.token).user.email == EMAIL


def test_right_code_at_the_fifth_try_is_accepted():
    ask()
    mail = last_mail_to(EMAIL)
    for _ in range(CODE_TRIES - 1):
        refusal_of(email=EMAIL, code=wrong(mail.code))

    assert confirm(email=EMAIL, code=mail.code).user.email == EMAIL


def test_codes_are_limited_per_account_over_several_requests():
    for number in range(CODES_PER_ACCOUNT // CODE_TRIES):
        ask(network=f"192.0.2.{number}")
        for _ in range(CODE_TRIES):
            refusal_of(email=EMAIL, code=wrong(last_mail_to(EMAIL).code))
    ask(network="192.0.2.200")

    with pytest.raises(TooManyAttemptsError):
        confirm(email=EMAIL, code=last_mail_to(EMAIL).code)
    assert confirm(token=last_mail_to(EMAIL).token).user.email == EMAIL


def test_confirmations_are_limited_per_network(monkeypatch):
    monkeypatch.setattr("mec.accounts.services.sign_in.CONFIRMATIONS_PER_NETWORK", 2)
    refusal_of(token="a")
    refusal_of(token="b")

    with pytest.raises(TooManyAttemptsError):
        confirm(token="c")
    assert refusal_of(token="d", network="192.0.2.8") == Refusal.UNKNOWN


def test_code_for_an_address_that_asked_nothing_is_refused():
    assert refusal_of(email="jamais@exemple.fr", code="000000") == Refusal.EXPIRED


def test_account_disabled_after_the_mail_is_refused_by_link_and_by_code():
    user = UserFactory(email=EMAIL)
    ask()
    user.is_active = False
    user.save()
    mail = last_mail_to(EMAIL)

    assert refusal_of(token=mail.token) == Refusal.DISABLED
    assert refusal_of(email=EMAIL, code=mail.code) == Refusal.DISABLED
    with pytest.raises(SignInRefusedError, match=Refusal.DISABLED):
        preview_link(mail.token)


def test_refusal_is_logged_without_personal_data(caplog):
    caplog.set_level(logging.INFO, logger="mec.accounts")

    refusal_of(email="secrete@exemple.fr", code="123456")

    assert [record.getMessage() for record in caplog.records] == ["sign-in refused: expire"]


def test_preview_names_the_account_and_uses_nothing():
    UserFactory(email=EMAIL)
    ask()
    ask("nouvelle@exemple.fr")

    known, new = (preview_link(last_mail_to(email).token) for email in (EMAIL, "nouvelle@exemple.fr"))

    assert (known.email, known.opens_account) == (EMAIL, False)
    assert (new.email, new.opens_account) == ("nouvelle@exemple.fr", True)
    assert SignInRequest.objects.filter(used_at=None).count() == 2


def test_issued_link_signs_in_and_is_journaled(settings):
    user = UserFactory(email=EMAIL)

    address = issue_sign_in_link(email=" Ada@exemple.fr ")

    prefix = f"{settings.SITE_URL}/connexion/lien/"
    assert address.startswith(prefix)
    assert confirm(token=address.removeprefix(prefix).rstrip("/")).user == user
    assert [(entry.verb, entry.actor) for entry in entries_of(user)] == [
        ("compte.lien_emis", None),
        ("compte.connexion", user),
    ]
    assert Mail.objects.count() == 0


def test_issued_link_has_no_code():
    UserFactory(email=EMAIL)
    issue_sign_in_link(email=EMAIL)

    assert refusal_of(email=EMAIL, code="") == Refusal.WRONG_CODE


@pytest.mark.parametrize("email", ["inconnue@exemple.fr", "fermee@exemple.fr", "n’importe quoi"])
def test_link_is_not_issued_without_an_active_account(email):
    UserFactory(email="fermee@exemple.fr", disabled=True)

    with pytest.raises(NoSuchAccountError):
        issue_sign_in_link(email=email)


def test_purge_forgets_requests_of_more_than_a_week():
    SignInRequestFactory(created_at=timezone.now() - timedelta(days=8))
    kept = SignInRequestFactory(created_at=timezone.now() - timedelta(days=6))

    assert purge_sign_in_requests() == 1
    assert list(SignInRequest.objects.all()) == [kept]


def in_parallel(action, arguments):
    """Run `action` once per argument, all started together; return the results, refusals included, unordered."""
    barrier, results = Barrier(len(arguments)), []

    def run(argument):
        barrier.wait()
        try:
            results.append(action(argument))
        except SignInRefusedError as error:
            results.append(error.refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[argument]) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def _postgres(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite admits one writer at a time")


@pytest.mark.usefixtures("_postgres")
@pytest.mark.django_db(transaction=True)
def test_link_confirmed_by_many_at_once_opens_one_session():
    ask()
    token = last_mail_to(EMAIL).token

    results = in_parallel(lambda browser: confirm(token=token, browser=browser).user.email, list("abcdefgh"))

    assert sorted(results) == [EMAIL, *[Refusal.USED] * 7]
    assert User.objects.count() == 1
    assert [entry.verb for entry in entries_of(User.objects.get())] == ["compte.ouvert", "compte.connexion"]


@pytest.mark.usefixtures("_postgres")
@pytest.mark.django_db(transaction=True)
def test_link_and_code_confirmed_at_once_open_one_session():
    ask()
    mail = last_mail_to(EMAIL)

    results = in_parallel(
        lambda secret: confirm(**secret).user.email, [{"token": mail.token}, {"email": EMAIL, "code": mail.code}] * 2
    )

    assert sorted(results) == [EMAIL, *[Refusal.USED] * 3]


@pytest.mark.usefixtures("_postgres")
@pytest.mark.django_db(transaction=True)
def test_code_tried_by_many_at_once_spends_each_try():
    ask()
    code = last_mail_to(EMAIL).code

    results = in_parallel(lambda _: confirm(email=EMAIL, code=wrong(code)), list(range(8)))

    assert results.count(Refusal.EXHAUSTED) >= 8 - CODE_TRIES
    assert SignInRequest.objects.get().attempts == CODE_TRIES


@pytest.mark.usefixtures("_postgres")
@pytest.mark.django_db(transaction=True)
def test_double_click_on_one_page_at_once_opens_the_same_session_and_sends_one_mail():
    with time_machine.travel("2026-03-03T10:00:05Z", tick=False):
        in_parallel(lambda _: ask(), list(range(5)))
        token = last_mail_to(EMAIL).token
        results = in_parallel(lambda _: confirm(token=token, browser="page").user.email, list(range(5)))

    assert results == [EMAIL] * 5
    assert len(mails_to(EMAIL)) == 1
    assert [entry.verb for entry in entries_of(User.objects.get())] == ["compte.ouvert", "compte.connexion"]
