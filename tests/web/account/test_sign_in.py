import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from mec.accounts.models import SignInRequest, User
from mec.accounts.services.sign_in import REQUESTS_PER_ACCOUNT
from mec.core.mail.models import Mail
from tests.accounts.mailbox import last_mail_to, mails_to
from tests.core.http.corpus import IN_AN_ADDRESS
from tests.factories.accounts import UserFactory
from tests.strict import StrictClient

pytestmark = pytest.mark.django_db

EMAIL = "ada@exemple.fr"
SIGN_IN = "/connexion/"
CODE = "/connexion/code/"


@pytest.fixture(autouse=True)
def _home(settings):
    settings.LOGIN_REDIRECT_URL = "account:profile"


@pytest.fixture
def ada():
    return UserFactory(email=EMAIL, first_name="Ada", last_name="Lovelace")


def ask(client, email=EMAIL, **fields):
    return client.post(SIGN_IN, {"email": email, **fields})


def link_of(mail):
    return reverse("account:link", args=[mail.token])


def hidden(response):
    """Return the hidden values of the page's form, as a browser would send them back."""
    form = response.context["form"]
    return {field.name: field.value() or "" for field in form.hidden_fields()}


def text_of(response):
    return " ".join(response.content.decode().split())


def test_sign_in_page_asks_for_the_address_only(client):
    response = client.get(SIGN_IN)

    assert (response.status_code, [field.name for field in response.context["form"].visible_fields()]) == (
        200,
        ["email"],
    )


def test_sign_in_sends_a_mail_and_leads_to_the_code(client):
    response = ask(client, " Ada@Exemple.fr")

    assert (response.status_code, response.url, len(mails_to(EMAIL))) == (302, CODE, 1)
    assert EMAIL in text_of(client.get(CODE))


@pytest.mark.parametrize(
    ("email", "message"),
    [("", "Écrivez votre adresse électronique"), ("ada", "Cette adresse électronique est incomplète")],
)
def test_sign_in_with_a_bad_address_explains(client, email, message):
    response = ask(client, email)

    assert (response.status_code, Mail.objects.count()) == (422, 0)
    assert message in text_of(response)
    assert response.content.decode().count("<title>Erreur") == 1


def test_sign_in_answers_the_same_to_known_unknown_and_disabled(client, ada):
    UserFactory(email="fermee@exemple.fr", disabled=True)
    answers = []
    for email in (EMAIL, "nova@exemple.fr", "fermee@exemple.fr"):
        visitor = StrictClient()
        response = ask(visitor, email)
        page = visitor.get(CODE)
        shown = re.sub(r'(value|nonce)="[^"]*"', "", page.content.decode()).replace(email, "")
        headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
        answers.append((response.status_code, headers, page.status_code, shown, len(mails_to(email))))

    assert answers[0] == answers[1] == answers[2]


def test_sign_in_too_often_is_refused_with_a_delay_and_keeps_the_address(client):
    for number in range(REQUESTS_PER_ACCOUNT):
        with time_machine.travel(f"2026-03-03T08:0{number}:00Z", tick=False):
            ask(client)

    with time_machine.travel("2026-03-03T08:10:00Z", tick=False):
        response = ask(client)

    assert response.status_code == 429
    assert "Réessayez dans 5\N{NO-BREAK SPACE}minutes" in response.content.decode()
    assert f'value="{EMAIL}"' in response.content.decode()


def test_sign_in_twice_in_a_row_sends_one_mail(client):
    assert [ask(client).status_code for _ in range(2)] == [302, 302]
    assert len(mails_to(EMAIL)) == 1


def test_sign_in_of_somebody_signed_in_goes_on(client, ada):
    client.force_login(ada)

    assert client.get(SIGN_IN, {"next": "/connexion/code/"}).url == "/connexion/code/"
    assert ask(client).url == "/compte/"
    assert Mail.objects.count() == 0


def test_link_asks_to_confirm_and_burns_nothing(client, ada):
    ask(client)
    for _ in range(3):
        response = StrictClient().get(link_of(last_mail_to(EMAIL)))
        assert (response.status_code, SignInRequest.objects.get().used_at) == (200, None)

    page = text_of(response)
    assert ("a••••a@exemple.fr" in page, EMAIL in page, "Confirmer votre connexion" in page) == (True, False, True)


def test_link_for_a_new_address_says_that_it_opens_an_account(client):
    ask(client)

    assert "Un compte va être ouvert" in text_of(client.get(link_of(last_mail_to(EMAIL))))


def test_link_confirmed_in_another_browser_opens_the_session_on_the_page_asked_for(client, ada):
    ask(client, next="/compte/?onglet=1")
    other = StrictClient()
    link = link_of(last_mail_to(EMAIL))

    response = other.post(link, hidden(other.get(link)))

    assert (response.status_code, response.url) == (302, "/compte/?onglet=1")
    assert "Ada Lovelace" in text_of(other.get("/compte/"))


def test_link_used_expired_replaced_or_unknown_is_gone(client, ada):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        ask(client)
        expired = last_mail_to(EMAIL)
    with time_machine.travel("2026-03-03T08:16:00Z", tick=False):
        titles = [client.get(link_of(expired))]
        ask(client)
        older = last_mail_to(EMAIL)
    with time_machine.travel("2026-03-03T08:17:00Z", tick=False):
        ask(client)
        titles.append(client.get(link_of(older)))
        used = last_mail_to(EMAIL)
        StrictClient().post(link_of(used))
        titles.append(client.get(link_of(used)))
        titles.append(client.post(link_of(used)))
        titles.append(client.get("/connexion/lien/jamais-vu/"))

    assert {response.status_code for response in titles} == {410}
    assert [response.context["refusal_title"] for response in titles] == [
        "Ce lien n’est plus valable",
        "Un lien plus récent vous a été envoyé",
        "Ce lien a déjà servi",
        "Ce lien a déjà servi",
        "Ce lien est incomplet",
    ]


def test_link_of_a_disabled_account_says_whom_to_write_to(client, ada, settings):
    ask(client)
    User.objects.update(is_active=False)

    for response in (client.get(link_of(last_mail_to(EMAIL))), client.post(link_of(last_mail_to(EMAIL)))):
        assert (response.status_code, settings.CONTACT_EMAIL in response.context["refusal_text"]) == (410, True)


def test_link_confirmed_too_often_from_one_network_is_refused(client, monkeypatch):
    monkeypatch.setattr("mec.accounts.services.sign_in.CONFIRMATIONS_PER_NETWORK", 1)

    statuses = [client.post("/connexion/lien/jamais-vu/").status_code for _ in range(2)]

    assert statuses == [410, 429]


def test_double_click_on_the_link_opens_the_session(client, ada):
    ask(client)
    link = link_of(last_mail_to(EMAIL))
    fields = hidden(client.get(link))
    before = client.cookies.copy()
    first = client.post(link, fields)
    client.cookies = before

    second = client.post(link, fields)

    assert (first.status_code, second.status_code, second.url) == (302, 302, "/compte/")
    assert client.get("/compte/").status_code == 200


def test_double_click_on_the_code_opens_the_session(client, ada):
    ask(client)
    fields = hidden(client.get(CODE)) | {"code": last_mail_to(EMAIL).code}
    before = client.cookies.copy()
    first = client.post(CODE, fields)
    client.cookies = before

    second = client.post(CODE, fields)

    assert (first.status_code, second.status_code, second.url) == (302, 302, "/compte/")
    assert client.get("/compte/").status_code == 200


def test_link_changes_the_person_of_the_browser(client, ada):
    client.force_login(UserFactory(email="charles@exemple.fr", first_name="Charles", last_name="Babbage"))
    ask(StrictClient())
    link = link_of(last_mail_to(EMAIL))

    assert "Charles Babbage sera fermée" in text_of(client.get(link))
    client.post(link)
    assert client.get("/compte/").context["user"] == ada


def test_code_opens_the_session_under_a_new_key(client, ada):
    ask(client)
    page = client.get(CODE)
    old_key = client.session.session_key

    response = client.post(
        CODE, hidden(page) | {"code": f" {last_mail_to(EMAIL).code[:3]} {last_mail_to(EMAIL).code[3:]}"}
    )

    assert (response.status_code, response.url) == (302, "/compte/")
    assert Session.objects.filter(pk=old_key).count() == 0
    assert client.session.session_key != old_key
    assert client.session.get("sign_in") is None


def test_code_page_without_request_leads_to_sign_in(client):
    assert client.get(CODE).url == SIGN_IN
    assert client.post(CODE, {"code": "123456", "pending": "forgé"}).url == SIGN_IN


def test_code_page_forgets_the_address_after_an_hour(client):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        ask(client)
    with time_machine.travel("2026-03-03T09:00:01Z", tick=False):
        assert client.get(CODE).url == SIGN_IN


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５", "½½½½½½", "12 34 5", "x" * 30])
def test_code_that_is_no_code_costs_no_try(client, code):
    ask(client)

    response = client.post(CODE, {"code": code})

    assert (response.status_code, SignInRequest.objects.get().attempts) == (422, 0)
    assert "code" in response.context["form"].errors


@pytest.mark.parametrize(
    "written", ["{0}{1}", "{0}-{1}", "{0}\N{NO-BREAK SPACE}{1}", "{0}\N{NARROW NO-BREAK SPACE}{1} "]
)
def test_code_is_read_as_people_copy_it(client, ada, written):
    ask(client)
    code = last_mail_to(EMAIL).code

    assert client.post(CODE, {"code": written.format(code[:3], code[3:])}).url == "/compte/"


def test_wrong_code_counts_down_then_offers_the_link_and_a_new_mail(client):
    ask(client)
    wrong = f"{(int(last_mail_to(EMAIL).code) + 1) % 1_000_000:06d}"

    messages = [client.post(CODE, {"code": wrong}).context["form"].errors["code"][0] for _ in range(6)]

    assert [message.rsplit("reste ", 1)[-1] for message in messages[:4]] == [
        "4 essais.",
        "3 essais.",
        "2 essais.",
        "un seul essai.",
    ]
    assert [message.startswith("Ce code a été essayé 5 fois") for message in messages[4:]] == [True, True]


def test_code_used_expired_or_of_a_disabled_account_explains(client, ada):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        ask(client)
        code = last_mail_to(EMAIL).code
        pending = hidden(client.get(CODE))
    with time_machine.travel("2026-03-03T08:20:00Z", tick=False):
        late = client.post(CODE, pending | {"code": code})
        ask(client)
        code = last_mail_to(EMAIL).code
        User.objects.update(is_active=False)
        disabled = client.post(CODE, {"code": code})
        User.objects.update(is_active=True)
        StrictClient().post(link_of(last_mail_to(EMAIL)))
        used = client.post(CODE, {"code": code})

    assert [response.context["form"].errors["code"][0].split(".")[0] for response in (late, disabled, used)] == [
        "Ce code n’est plus valable\N{NO-BREAK SPACE}: il durait 15 minutes",
        "Ce compte est désactivé",
        "Ce code a déjà servi",
    ]


def test_code_tried_too_often_is_refused(client, monkeypatch):
    monkeypatch.setattr("mec.accounts.services.sign_in.CODES_PER_ACCOUNT", 1)
    ask(client)

    assert [client.post(CODE, {"code": "000000"}).status_code for _ in range(2)] == [422, 429]


def test_code_page_offers_a_new_mail_that_keeps_the_page_asked_for(client, ada):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        ask(client, next="/compte/?onglet=1")
        again = client.get(CODE).context["again"]
        fields = {"email": again["email"].value(), "next": again["next"].value()}
    with time_machine.travel("2026-03-03T08:01:00Z", tick=False):
        client.post(SIGN_IN, fields)
        response = client.post(CODE, {"code": last_mail_to(EMAIL).code})

    assert (len(mails_to(EMAIL)), response.url) == (2, "/compte/?onglet=1")


def test_first_sign_in_leads_to_the_terms_then_to_the_page_asked_for(client):
    ask(client, next="/compte/?onglet=1")

    response = client.post(CODE, {"code": last_mail_to(EMAIL).code})

    assert response.url == "/compte/conditions/?next=%2Fcompte%2F%3Fonglet%3D1"


def test_first_sign_in_without_page_asked_for_leads_to_the_terms(client):
    ask(client)

    assert client.post(CODE, {"code": last_mail_to(EMAIL).code}).url == "/compte/conditions/"


@pytest.mark.parametrize("address", IN_AN_ADDRESS)
def test_next_never_leads_away(client, ada, address):
    ask(client, next=address)
    stored = SignInRequest.objects.get().next_path
    signed_in = client.post(link_of(last_mail_to(EMAIL)))

    assert (stored, signed_in.url, client.get(SIGN_IN, {"next": address}).url) == ("", "/compte/", "/compte/")


def test_stored_next_is_checked_again(client, ada):
    ask(client)
    SignInRequest.objects.update(next_path="//mal.exemple")

    assert client.post(link_of(last_mail_to(EMAIL))).url == "/compte/"


def test_page_that_needs_an_account_comes_back_after_sign_in(client, ada):
    response = client.get("/compte/?onglet=1")
    page = client.get(response.url)
    ask(client, **hidden(page))

    assert client.post(CODE, {"code": last_mail_to(EMAIL).code}).url == "/compte/?onglet=1"


def test_sign_out_kills_the_session_and_clears_the_browser(client, ada):
    client.force_login(ada)
    key = client.session.session_key

    response = client.post("/deconnexion/")

    assert (response.status_code, response.url) == (302, "/connexion/?sortie=1")
    assert response.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert Session.objects.filter(pk=key).count() == 0
    assert "Votre session est fermée" in text_of(client.get(response.url))


def test_sign_out_by_get_is_refused(client, ada):
    client.force_login(ada)

    assert client.get("/deconnexion/").status_code == 405
    assert client.get("/compte/").status_code == 200


def test_sign_out_twice_is_harmless(client):
    assert client.post("/deconnexion/").url == "/connexion/?sortie=1"


@pytest.mark.parametrize("path", [SIGN_IN, CODE, "/connexion/lien/jamais-vu/", "/deconnexion/", "/compte/conditions/"])
def test_post_without_token_is_refused(ada, path):
    strict = StrictClient(enforce_csrf_checks=True)
    strict.force_login(ada)

    assert strict.post(path).status_code == 403


def test_who_was_stopped_on_the_way_knows_that_they_will_go_on(client):
    promise = "Vous retrouverez ensuite la page que vous demandiez."

    assert promise in client.get("/connexion/", {"next": "/aides/proposer/"}).content.decode()
    for elsewhere in ("", "https://ailleurs.example/"):
        assert promise not in client.get("/connexion/", {"next": elsewhere}).content.decode()
