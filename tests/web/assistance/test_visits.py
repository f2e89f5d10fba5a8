"""Support impersonation: said, read-only, journaled, told, and never more than the person's rights."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from mec.accounts.models import SupportVisit, User
from mec.accounts.services import end_overdue_support, start_support
from mec.core.access import MissingRightError
from mec.core.jobs.runner import drain
from mec.core.journal.models import Entry
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.projects.models import Project
from tests.factories.accounts import UserFactory
from tests.matrix.register import load_matrix
from tests.strict import StrictClient

START, END = "/assistance/", "/assistance/terminer/"
REASON = "Vous ne retrouvez pas votre projet."


@pytest.fixture
def visiting(people, client_of):
    """A client of the team that sees the service as `owner`."""

    def visit(name="owner"):
        client = client_of(people["staff"])
        response = client.post(START, {"email": people[name].email, "reason": REASON})
        assert response.url == "/projets/"
        return client

    return visit


def verbs():
    return list(
        Entry.objects.filter(verb__startswith="compte.assistance").order_by("pk").values_list("verb", flat=True)
    )


def test_visit_shows_what_the_person_sees_under_a_banner(project, people, visiting):
    client = visiting()
    page = client.get(f"/projets/{project.reference}/").content.decode()

    assert "Vous voyez le service comme Owner Matrice" in page
    assert "Terminer la visite" in page
    assert client.get("/projets/").context["user"] == people["owner"]


@pytest.mark.parametrize("path", ["/", "/aides/", "/absente/", "/organisations/", "/compte/"])
def test_banner_is_on_every_page(visiting, path):
    assert "Vous voyez le service comme Owner Matrice" in visiting().get(path).content.decode()


def test_team_has_nothing_more_than_the_person(project, visiting):
    client = visiting("foreign_owner")

    assert client.get(f"/projets/{project.reference}/").status_code == 404
    assert client.get(START).status_code == 404


def test_each_page_is_journaled_and_the_person_is_told(people, visiting):
    client = visiting()
    client.get("/projets/")
    client.get("/aides/?q=secret")
    client.post(END)
    drain()

    assert verbs() == [
        "compte.assistance_commencee",
        "compte.assistance_page",
        "compte.assistance_page",
        "compte.assistance_terminee",
    ]
    entries = Entry.objects.filter(verb="compte.assistance_page").order_by("pk")
    assert [(entry.actor, entry.data["path"]) for entry in entries] == [
        (people["staff"], "/projets/"),
        (people["staff"], "/aides/"),
    ]
    note = Notification.objects.get(recipient=people["owner"])
    assert [REASON in note.body, "2 pages" in note.body, "Staff Matrice" in note.body] == [True] * 3
    assert Mail.objects.get().to == people["owner"].email


def test_team_finds_its_own_account_again(people, visiting):
    client = visiting()
    client.post(END)

    response = client.get(START)
    assert (response.status_code, response.context["user"]) == (200, people["staff"])
    assert "Vous voyez le service comme" not in response.content.decode()


WRITES = [
    name for name, declared in load_matrix().items() if "POST" in declared["methods"] and "<" not in declared["path"]
]


@pytest.mark.parametrize("name", sorted(set(WRITES) - {"account:sign_out", "assistance:end"}))
def test_nothing_is_written_during_a_visit(visiting, name):
    client = visiting()
    before = (Entry.objects.count(), Project.objects.count(), list(User.objects.values_list("last_name", "password")))
    declared = load_matrix()[name]
    response = client.post(declared["path"], declared.get("data", {"first_name": "Ada", "last_name": "King"}))

    assert response.status_code == 403
    assert "Rien n’a été modifié" in response.content.decode()
    after = (Entry.objects.count(), Project.objects.count(), list(User.objects.values_list("last_name", "password")))
    assert after == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused_too(visiting, method):
    assert getattr(visiting(), method)("/projets/").status_code == 403


@pytest.mark.parametrize("name", ["staff", "disabled", "other staff", "unknown"])
def test_some_accounts_are_never_visited(people, client_of, name):
    UserFactory(email="disabled@exemple.fr", disabled=True)
    UserFactory(email="collegue@exemple.fr", staff=True)
    email = {
        "staff": people["staff"].email,
        "disabled": "disabled@exemple.fr",
        "other staff": "collegue@exemple.fr",
        "unknown": "personne@exemple.fr",
    }[name]

    response = client_of(people["staff"]).post(START, {"email": email, "reason": REASON})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])
    assert not SupportVisit.objects.exists()


def test_visit_needs_a_reason(people, client_of):
    response = client_of(people["staff"]).post(START, {"email": people["owner"].email, "reason": "  "})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])


@pytest.mark.parametrize("name", ["owner_admin", "ddt", "anct"])
def test_nobody_else_visits(people, name):
    with pytest.raises(MissingRightError):
        start_support(people["owner"], reason=REASON, actor=people[name])


def test_visit_ends_after_half_an_hour(people, visiting):
    client = visiting()
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        response = client.get("/projets/")
        assert response.url == START
        assert end_overdue_support() == 1
        assert end_overdue_support() == 0
        assert client.get(START).context["user"] == people["staff"]
        drain()
    visit = SupportVisit.objects.get()
    assert visit.ended_at == visit.expires_at
    assert Notification.objects.filter(recipient=people["owner"]).count() == 1


def test_late_post_is_not_done_with_the_rights_of_the_team(people, visiting):
    client = visiting()
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        response = client.post("/compte/", {"first_name": "Ada", "last_name": "King"})

    assert response.url == START
    assert User.objects.get(pk=people["staff"].pk).last_name == "Matrice"


@pytest.mark.parametrize(
    ("whose", "change"),
    [("staff", {"is_staff": False}), ("owner", {"is_active": False}), ("owner", {"is_staff": True})],
)
def test_visit_stops_when_either_account_changes(people, visiting, whose, change):
    client = visiting()
    User.objects.filter(pk=people[whose].pk).update(**change)

    assert client.get("/projets/").url == START


def test_session_key_changes_at_both_ends(people, client_of):
    client = client_of(people["staff"])
    keys = [client.session.session_key]
    client.post(START, {"email": people["owner"].email, "reason": REASON})
    keys.append(client.session.session_key)
    client.post(END)
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    for old in keys[:2]:
        stale = StrictClient()
        stale.cookies[settings.SESSION_COOKIE_NAME] = old
        assert stale.get("/compte/").status_code == 302


def test_signing_out_ends_the_visit(people, visiting):
    client = visiting()
    client.post("/deconnexion/")

    assert verbs()[-1] == "compte.assistance_terminee"
    assert client.get("/compte/").status_code == 302


def test_second_visit_ends_the_first(people):
    start_support(people["owner"], reason=REASON, actor=people["staff"])
    start_support(people["ddt"], reason=REASON, actor=people["staff"])

    assert [visit.account for visit in SupportVisit.objects.filter(ended_at=None)] == [people["ddt"]]


def test_person_who_has_not_accepted_the_terms_traps_nobody(people, visiting):
    client = visiting("newcomer")

    assert client.get("/projets/").url.startswith("/compte/conditions/")
    assert client.post(END).url == START
    assert client.get(START).status_code == 200
