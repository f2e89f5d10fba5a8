"""The page of an organisation, its invitations, departures and absences."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from mec.accounts.models import User
from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from mec.notifications.models import Notification
from mec.organizations.enums import MembershipRole
from mec.organizations.models import Absence, Membership, OrganizationInvitation
from mec.organizations.services import declare_absence, end_membership, invite_member
from mec.projects.models import ProjectMember
from mec.projects.services import take_charge
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory
from tests.factories.projects import make_project
from tests.web.costs import cost

TODAY = timezone.localdate


@pytest.fixture
def privas(world):
    return world.organizations["privas"]


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page_of(organization):
    return f"/organisations/{organization.pk}/"


def test_page_shows_members_and_counts(project, privas, people, client_of):
    page = text_of(client_of(people["owner"]).get(page_of(privas)))

    assert "1 projet porté" in page
    assert people["owner_admin"].email in page
    ProjectMember.objects.all().delete()
    assert "1 sans référent" in text_of(client_of(people["staff"]).get(page_of(privas)))


def test_page_costs_the_same_with_one_and_three_members(privas, people, client_of):
    admin = client_of(people["owner_admin"])
    costs = [cost(admin, page_of(privas))]
    for _ in range(2):
        MembershipFactory(organization=privas)
        invite_member(privas, email=UserFactory().email, role=MembershipRole.MEMBER, actor=people["owner_admin"])
    costs.append(cost(admin, page_of(privas)))

    assert costs == [12, 12]


def link_of(mail):
    return re.search(r"http://[^/]+(/organisations/invitations/\S+)", mail.text)[1]


def test_invited_colleague_joins_with_the_invited_address(privas, people, client_of):
    client_of(people["owner_admin"]).post(
        f"{page_of(privas)}inviter/", {"email": "FRESH@matrice.fr", "role": "membre", "title": "Adjointe"}
    )
    link = link_of(Mail.objects.get())

    assert client_of(people["expert"]).post(link).status_code == 403
    fresh = client_of(people["fresh"])
    assert fresh.post(link).url == page_of(privas)
    assert Membership.objects.get(user=people["fresh"]).title == "Adjointe"
    assert fresh.get(link).url == page_of(privas)
    assert client_of(people["expert"]).get(link).status_code == 410
    drain()
    assert Notification.objects.get(recipient=people["owner_admin"]).subject.endswith("a rejoint l’organisation")


def test_invitation_again_replaces_the_link(privas, people, client_of):
    invite_member(privas, email="fresh@matrice.fr", role=MembershipRole.MEMBER, actor=people["owner_admin"])
    invitation = OrganizationInvitation.objects.get()
    admin = client_of(people["owner_admin"])
    valid_until = invitation.expires_at.isoformat()
    for _ in range(2):
        admin.post(f"{page_of(privas)}invitations/{invitation.pk}/renvoyer/", {"valid_until": valid_until})

    first, second = Mail.objects.order_by("pk")
    assert client_of(people["fresh"]).get(link_of(first)).status_code == 404
    assert client_of(people["fresh"]).get(link_of(second)).status_code == 200
    admin.post(f"{page_of(privas)}invitations/{invitation.pk}/annuler/")
    assert client_of(people["fresh"]).get(link_of(second)).status_code == 410


def test_expired_invitation_opens_nothing(privas, people, client_of):
    invite_member(privas, email="fresh@matrice.fr", role=MembershipRole.ADMIN, actor=people["owner_admin"])
    OrganizationInvitation.objects.update(expires_at=timezone.now())

    assert client_of(people["fresh"]).post(link_of(Mail.objects.get())).status_code == 410
    assert "le lien a expiré" in text_of(client_of(people["owner_admin"]).get(page_of(privas)))


def test_invitation_of_who_may_no_longer_invite_opens_nothing(privas, people, client_of):
    invite_member(privas, email="fresh@matrice.fr", role=MembershipRole.ADMIN, actor=people["owner_admin"])
    link = link_of(Mail.objects.get())
    Membership.objects.filter(user=people["owner_admin"]).update(role=MembershipRole.MEMBER)

    assert [client_of(people["fresh"]).get(link).status_code, client_of(people["fresh"]).post(link).status_code] == [
        410,
        410,
    ]
    assert not Membership.objects.filter(user=people["fresh"]).exists()


def test_invitation_sent_again_by_another_administrator_opens(privas, people, client_of):
    invite_member(privas, email="fresh@matrice.fr", role=MembershipRole.MEMBER, actor=people["owner_admin"])
    Membership.objects.filter(user=people["owner_admin"]).update(role=MembershipRole.MEMBER)
    Membership.objects.filter(user=people["owner"]).update(role=MembershipRole.ADMIN)
    path = f"{page_of(privas)}invitations/{OrganizationInvitation.objects.get().pk}/renvoyer/"
    client_of(people["owner"]).post(path)

    mail = Mail.objects.latest("pk")
    assert str(people["owner"]) in mail.subject
    assert client_of(people["fresh"]).post(link_of(mail)).url == page_of(privas)


def test_invitation_raises_nobody_who_is_a_member_already(privas, people, client_of):
    invite_member(privas, email="fresh@matrice.fr", role=MembershipRole.ADMIN, actor=people["owner_admin"])
    MembershipFactory(organization=privas, user=people["fresh"])
    client_of(people["fresh"]).post(link_of(Mail.objects.get()))

    assert Membership.objects.get(user=people["fresh"]).role == MembershipRole.MEMBER


def test_role_posted_by_a_member_changes_nothing(privas, people, client_of):
    own = Membership.objects.get(user=people["owner"])
    client_of(people["owner"]).post(f"{page_of(privas)}membres/{own.pk}/", {"role": "administrateur", "title": "Maire"})

    own.refresh_from_db()
    assert (own.role, own.title) == ("membre", "Maire")


def test_last_administrator_is_told_why_they_stay(privas, people, client_of):
    own = Membership.objects.get(user=people["owner_admin"])
    response = client_of(people["owner_admin"]).post(
        f"{page_of(privas)}membres/{own.pk}/", {"role": "membre", "title": "Maire"}
    )

    assert response.status_code == 422
    assert "Plus personne ne gérerait les membres" in text_of(response)


def test_departure_hands_over_and_welcomes_the_successor(project, privas, people, client_of):
    leaving = Membership.objects.get(user=people["owner"])
    path = f"{page_of(privas)}membres/{leaving.pk}/depart/"
    open_session = client_of(people["owner"])
    assert open_session.get(f"/projets/{project.reference}/").status_code == 200

    admin = client_of(people["owner_admin"])
    assert "1 projet dont cette personne est référente : École" in text_of(admin.get(path))
    heir = Membership.objects.get(user=people["owner_admin"])
    assert admin.post(path, {"successor": heir.pk}).status_code == 302

    assert project.members.get().user == people["owner_admin"]
    assert open_session.get(f"/projets/{project.reference}/").status_code == 404
    assert admin.post(path, {"successor": heir.pk}).status_code == 404


def test_successor_receives_one_note_with_every_project(project, privas, people, client_of):
    for name in ("Gymnase", "Piscine", "Voirie"):
        make_project(privas, author=people["owner"], name=name)
    leaving, heir = Membership.objects.get(user=people["owner"]), Membership.objects.get(user=people["owner_admin"])
    client_of(people["owner"]).post(f"{page_of(privas)}membres/{leaving.pk}/depart/", {"successor": heir.pk})
    drain()

    (note,) = Notification.objects.filter(recipient=people["owner_admin"], entry__verb="projet.passation")
    assert "4 projets vous sont confiés" in note.subject
    assert ["– Gymnase" in note.body, "– École" in note.body] == [True, True]


def test_agent_who_leaves_hands_over_what_is_in_charge(project, people, world, client_of):
    ddt = world.organizations["ddt"]
    take_charge(project, actor=people["ddt"])
    heir = MembershipFactory(organization=ddt)
    leaving = Membership.objects.get(user=people["ddt"])
    client_of(people["ddt"]).post(f"{page_of(ddt)}membres/{leaving.pk}/depart/", {"successor": heir.pk})
    drain()

    assert project.assignments.get(ended_at=None).agent == heir.user
    assert Notification.objects.get(recipient=heir.user, entry__verb="projet.passation").path == "/pilotage/"


def test_last_administrator_chooses_who_administers_next(privas, people, client_of):
    own, heir = Membership.objects.get(user=people["owner_admin"]), Membership.objects.get(user=people["owner"])
    path = f"{page_of(privas)}membres/{own.pk}/depart/"
    client = client_of(people["owner_admin"])

    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"successor": heir.pk}).url == "/organisations/"
    heir.refresh_from_db()
    assert heir.role == MembershipRole.ADMIN


def test_revoked_membership_closes_the_pages_of_an_open_session(privas, people, client_of):
    session = client_of(people["owner"])
    assert session.get(page_of(privas)).status_code == 200
    end_membership(privas, user=people["owner"], actor=people["owner_admin"])

    assert session.get(page_of(privas)).status_code == 404
    assert session.get("/projets/nouveau/").context["user"] == people["owner"]
    assert session.post("/projets/nouveau/", {"name": "École"}).status_code == 403


def absence(deputy, **days):
    starts, ends = days.get("starts", 1), days.get("ends", 5)
    return {
        "deputy": deputy.pk,
        "starts_on": (TODAY() + timedelta(days=starts)).isoformat(),
        "ends_on": (TODAY() + timedelta(days=ends)).isoformat(),
    }


def test_absence_is_declared_told_and_cancelled(people, client_of):
    colleague = Membership.objects.get(user=people["owner_admin"])
    client = client_of(people["owner"])
    for _ in range(2):
        assert client.post("/compte/absences/", absence(colleague)).status_code == 302

    kept = Absence.objects.get()
    drain()
    assert Notification.objects.get(recipient=people["owner_admin"]).subject == "Privas — vous remplacez Owner Matrice"
    assert "Owner Matrice" in text_of(client_of(people["owner_admin"]).get("/compte/absences/"))
    client.post(f"/compte/absences/{kept.pk}/annuler/")
    drain()
    assert Notification.objects.filter(recipient=people["owner_admin"]).count() == 2
    assert not Absence.objects.filter(cancelled_at=None).exists()


@pytest.mark.parametrize(
    ("days", "wrong"),
    [({"starts": 5, "ends": 1}, "ends_on"), ({"starts": -5, "ends": -1}, "ends_on"), ({"starts": 4}, "starts_on")],
)
def test_impossible_absence_is_kept_and_corrected(people, client_of, privas, days, wrong):
    declare_absence(
        privas,
        deputy=people["owner_admin"],
        starts_on=TODAY() + timedelta(days=3),
        ends_on=TODAY() + timedelta(days=4),
        actor=people["owner"],
    )
    colleague = Membership.objects.get(user=people["owner_admin"])
    response = client_of(people["owner"]).post("/compte/absences/", absence(colleague, **days))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])


def test_nobody_of_another_organization_stands_in(people, client_of):
    stranger = Membership.objects.get(user=people["foreign_owner"])
    response = client_of(people["owner"]).post("/compte/absences/", absence(stranger))

    assert (response.status_code, Absence.objects.count()) == (422, 0)


def test_deputy_is_shown_beside_the_absent(people, client_of, privas):
    declare_absence(privas, deputy=people["owner_admin"], starts_on=TODAY(), ends_on=TODAY(), actor=people["owner"])

    assert "En absence : s’adresser à Owner_admin Matrice" in text_of(client_of(people["owner"]).get(page_of(privas)))


def test_closed_account_sees_no_organization(people, privas, client_of):
    session = client_of(people["owner"])
    User.objects.filter(pk=people["owner"].pk).update(is_active=False)

    assert session.get(page_of(privas)).status_code == 302
