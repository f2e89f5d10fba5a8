import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import RequestFactory

from mec.core.db import keyset_page
from mec.core.mail.models import Mail
from tests.factories.mail import MailFactory

pytestmark = pytest.mark.django_db

ORDER = ("-subject", "pk")


def pages(**arguments):
    cursor = ""
    while True:
        page = keyset_page(Mail.objects.all(), order=ORDER, cursor=cursor, **arguments)
        yield page
        if not page.next_cursor:
            return
        cursor = page.next_cursor


def test_pages_hold_every_row_once_in_order():
    made = [MailFactory(subject=subject) for subject in "aabbb"]

    found = list(pages(size=2))

    assert [page.is_first for page in found] == [True, False, False]
    assert [row for page in found for row in page.rows] == [*made[2:], *made[:2]]


@pytest.mark.parametrize("cursor", ["", "abc", "W10:1:x"])
def test_damaged_cursor_starts_at_the_beginning(cursor):
    mail = MailFactory()

    page = keyset_page(Mail.objects.all(), order=ORDER, cursor=cursor)

    assert (page.rows, page.next_cursor, page.is_first) == ([mail], "", True)


def test_cursor_of_another_order_starts_at_the_beginning():
    MailFactory.create_batch(2)
    cursor = keyset_page(Mail.objects.all(), order=("pk",), size=1).next_cursor

    assert keyset_page(Mail.objects.all(), order=ORDER, cursor=cursor).is_first is True


def test_pagination_leads_to_the_first_page_and_keeps_the_rest_of_the_address():
    MailFactory.create_batch(3)
    first, second, last = pages(size=1)
    request = RequestFactory().get("/", {"adresse": "a@exemple.fr", "apres": first.next_cursor})
    request.user = AnonymousUser()

    def links(page):
        html = Template('{% include "ui/pagination.html" with label="Suite" %}').render(
            RequestContext(request, {"page": page})
        )
        return [label for label in ("Premiers", "Suivants") if label in html], html

    assert links(first)[0] == ["Suivants"]
    assert links(second)[0] == ["Premiers", "Suivants"]
    assert links(last)[0] == ["Premiers"]
    assert 'href="?adresse=a%40exemple.fr"' in links(last)[1]
