from uuid import uuid4

import pytest

from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.web.public.contact import PER_NETWORK
from tests.factories.accounts import UserFactory

CONTACT = "/contact/"


def message(**fields):
    values = {"key": str(uuid4()), "email": "maire@exemple.fr", "subject": "Bonjour", "message": "Où êtes-vous ?"}
    return values | fields


@pytest.mark.django_db(transaction=True)
def test_message_reaches_the_configured_address(client, settings, mailoutbox):
    settings.CONTACT_EMAIL = "equipe@exemple.fr"

    response = client.post(CONTACT, message())
    drain()

    assert response.url == "/contact/envoye/"
    assert "Votre message est envoyé" in client.get(response.url).content.decode()
    (sent,) = mailoutbox
    assert (sent.to, sent.reply_to, sent.subject) == (["equipe@exemple.fr"], ["maire@exemple.fr"], "Contact — Bonjour")
    assert "Où êtes-vous ?" in sent.body


@pytest.mark.django_db(transaction=True)
def test_message_sent_twice_is_one(client):
    once = message()
    assert [client.post(CONTACT, once).status_code for _ in range(2)] == [302, 302]

    assert Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_signed_in_person_is_answered_at_their_own_address(client):
    user = UserFactory()
    client.force_login(user)
    client.post(CONTACT, message(email="autre@exemple.fr"))

    assert Mail.objects.get().reply_to == user.email


@pytest.mark.django_db(transaction=True)
def test_too_many_messages_wait_and_keep_their_text(client):
    for _ in range(PER_NETWORK):
        client.post(CONTACT, message())

    response = client.post(CONTACT, message(message="Le dernier mot"))
    assert response.status_code == 429
    assert "Le dernier mot" in response.content.decode()
    assert Mail.objects.count() == PER_NETWORK


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"email": "x"},
        {"subject": ""},
        {"message": " "},
        {"message": "x" * 5_001},
        {"subject": "x" * 151},
        {"key": "x"},
    ],
)
def test_incomplete_message_is_kept_and_corrected(client, fields):
    response = client.post(CONTACT, message(**fields))

    assert (response.status_code, Mail.objects.count()) == (422, 0)
    assert list(response.context["form"].errors) == list(fields)


@pytest.mark.django_db(transaction=True)
def test_subject_breaks_no_header(client):
    client.post(CONTACT, message(subject="Bonjour\r\nBcc: tous@exemple.fr"))

    assert "\n" not in Mail.objects.get().subject


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/connexion/", "/aides/", "/absente/"])
def test_every_page_leads_to_the_contact(client, path):
    assert 'href="/contact/"' in client.get(path).content.decode()
