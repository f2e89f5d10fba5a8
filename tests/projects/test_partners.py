"""Partners: who does the project with the collectivité, without any right on it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError, can
from mec.core.db import REMOVED_KEPT, StaleVersionError
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of, timeline
from mec.core.mail.models import Mail
from mec.projects.enums import PartnerKind, PartnerRole, Permission, ProjectRole, Verb
from mec.projects.models import Partner, Project
from mec.projects.queries import all_partners_of, partners_of, projects_visible_to, removed_partners_of
from mec.projects.rules import forget_standings
from mec.projects.services import (
    MOST_PARTNERS,
    PartnerRemovedError,
    TooManyPartnersError,
    UndescribedPartnerError,
    add_partner,
    archive_project,
    edit_partner,
    remove_partner,
    restore_partner,
    take_charge,
)
from mec.projects.tasks import forget_partners
from tests.factories.projects import add_member, make_draft, make_partner, make_partner_content, make_project

EDITORS = {"owner", "owner_admin"}
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)
CONTENTS = st.builds(
    make_partner_content,
    name=TEXTS,
    kind=st.sampled_from(PartnerKind),
    role=st.sampled_from(PartnerRole),
    commitment=TEXTS,
)


def fresh(partner):
    return Partner.objects.select_related("project").get(pk=partner.pk)


def said(project):
    return [entry for entry in entries_of(project) if "partenaire" in entry.verb]


def verbs(project):
    return [entry.verb for entry in said(project)]


@pytest.fixture
def partner(project, people):
    return make_partner(project, author=people["owner"])


class TestModel:
    @pytest.mark.parametrize(
        "changes",
        [
            {"name": ""},
            {"kind": ""},
            {"role": ""},
            {"commitment": ""},
            {"removed_at": timezone.now()},
        ],
    )
    def test_database_refuses(self, partner, changes):
        with pytest.raises(IntegrityError), transaction.atomic():
            Partner.objects.filter(pk=partner.pk).update(**changes)


class TestAdd:
    def test_one_key_adds_one_partner(self, project, people):
        key, content = uuid4(), make_partner_content()
        first, second = (add_partner(project, content=content, key=key, actor=people["owner"]) for _ in range(2))

        assert first == second
        assert verbs(project) == [Verb.PARTNER_ADDED]

    @pytest.mark.parametrize("field", ["name", "kind", "role", "commitment"])
    def test_partner_that_is_not_described_is_refused(self, project, people, field):
        with pytest.raises(UndescribedPartnerError):
            make_partner(project, author=people["owner"], **{field: " "})

    def test_a_project_has_only_so_many_partners(self, project, people, partner):
        remove_partner(partner, actor=people["owner"])
        columns = make_partner_content().columns()
        Partner.objects.bulk_create(
            Partner(project=project, key=uuid4(), created_by=people["owner"], **columns) for _ in range(MOST_PARTNERS)
        )

        with pytest.raises(TooManyPartnersError):
            make_partner(project, author=people["owner"])
        with pytest.raises(TooManyPartnersError):
            restore_partner(fresh(partner), actor=people["owner"])

    def test_journal_says_nothing_of_a_draft(self, world, people):
        draft = make_draft(world.organizations["privas"], author=people["owner"])
        partner = make_partner(draft, author=people["owner"])
        remove_partner(partner, actor=people["owner"])

        assert verbs(draft) == []

    @given(data=st.data())
    def test_partner_whose_address_is_that_of_a_user_gives_nobody_a_right(self, data, world):
        make = data.draw(st.sampled_from([make_draft, make_project]))
        project = make(world.organizations["privas"], author=world.people["owner"])
        name = data.draw(st.sampled_from(sorted(world.people)))

        def rights():
            forget_standings(project)
            return {
                (who, right): can(user, right, project)
                for who, user in world.people.items()
                for right in (Permission.VIEW, Permission.EDIT, Permission.POST, Permission.INVITE)
            }

        def seen():
            return {who: set(projects_visible_to(user)) for who, user in world.people.items()}

        before = rights(), seen()
        make_partner(project, author=world.people["owner"], contact_email=world.people[name].email)
        drain()

        assert (rights(), seen()) == before
        assert not Mail.objects.filter(to=world.people[name].email, subject__contains="partenaire").exists()


class TestEdit:
    def test_journal_keeps_before_and_after_but_never_a_contact(self, project, people, partner):
        content = make_partner_content(role=PartnerRole.PILOT, contact_name="Léo Marin", contact_email="leo@parents.fr")
        edit_partner(partner, content=content, expected_version=1, actor=people["owner"])
        remove_partner(partner, actor=people["owner"])

        assert said(project)[1].data == {
            "partner": partner.pk,
            "name": "Parents d’élèves",
            "changed": {"partner_role": ["contributeur", "pilote"]},
            "contact_changed": True,
        }
        kept = json.dumps([entry.data for entry in said(project)], ensure_ascii=False)
        assert not any(word in kept for word in ("Inès", "Léo", "@"))
        assert said(project)[1] in timeline(people["ddt"], project)

    def test_second_of_two_people_is_told_and_nothing_is_overwritten(self, project, people, partner):
        mine, theirs = fresh(partner), fresh(partner)
        edit_partner(mine, content=make_partner_content(name="A"), expected_version=1, actor=people["owner"])

        with pytest.raises(StaleVersionError):
            edit_partner(theirs, content=make_partner_content(name="B"), expected_version=1, actor=people["owner"])
        assert fresh(partner).name == "A"

    def test_same_content_again_is_the_second_of_two_clicks(self, project, people, partner):
        for _ in range(2):
            content = make_partner_content(name="A")
            edit_partner(fresh(partner), content=content, expected_version=1, actor=people["owner"])

        assert verbs(project) == [Verb.PARTNER_ADDED, Verb.PARTNER_EDITED]

    def test_removed_partner_is_not_edited(self, people, partner):
        remove_partner(fresh(partner), actor=people["owner_admin"])

        with pytest.raises(PartnerRemovedError) as refused:
            edit_partner(partner, content=make_partner_content(name="A"), expected_version=1, actor=people["owner"])
        assert refused.value.partner.removed_by == people["owner_admin"]

    def test_partner_gone_for_good_is_stale(self, people, partner):
        known = fresh(partner)
        Partner.objects.all().delete()

        with pytest.raises(StaleVersionError):
            remove_partner(known, actor=people["owner"])


class TestRemove:
    def test_twice_is_once(self, project, people, partner):
        for _ in range(2):
            remove_partner(fresh(partner), actor=people["owner"])
        for _ in range(2):
            restore_partner(fresh(partner), actor=people["owner"])

        assert verbs(project) == [Verb.PARTNER_ADDED, Verb.PARTNER_REMOVED, Verb.PARTNER_RESTORED]

    def test_removed_partner_is_forgotten_after_a_month_with_its_contact(self, project, people, partner):
        remove_partner(partner, actor=people["owner"])
        forget_partners.func()
        assert list(removed_partners_of(project)) == [partner]

        Partner.objects.update(removed_at=timezone.now() - REMOVED_KEPT - timedelta(minutes=1))
        assert not all_partners_of(project).exists()
        forget_partners.func()
        assert not Partner.objects.exists()

    @given(contents=st.lists(CONTENTS, min_size=1, max_size=4), data=st.data())
    def test_removing_then_restoring_gives_back_the_same_list(self, project, people, contents, data):
        Partner.objects.all().delete()
        added = [add_partner(project, content=one, key=uuid4(), actor=people["owner"]) for one in contents]
        removed = data.draw(st.lists(st.sampled_from(added), unique=True))
        before = list(partners_of(project).values_list("pk", "name", "kind", "role", "commitment", "contact_email"))

        for one in removed:
            remove_partner(fresh(one), actor=people["owner"])
        assert set(partners_of(project)) == set(added) - set(removed)
        for one in removed:
            restore_partner(fresh(one), actor=people["owner"])

        after = list(partners_of(project).values_list("pk", "name", "kind", "role", "commitment", "contact_email"))
        assert after == before


class TestRights:
    def may_write(self, user, project, partner):
        tries = [
            lambda: add_partner(project, content=make_partner_content(), key=uuid4(), actor=user),
            lambda: edit_partner(fresh(partner), content=make_partner_content(), expected_version=1, actor=user),
            lambda: remove_partner(fresh(partner), actor=user),
            lambda: restore_partner(fresh(partner), actor=user),
        ]
        answers = {granted(act) for act in tries}
        assert len(answers) == 1
        return answers.pop()

    @pytest.mark.parametrize("role", [None, *ProjectRole])
    def test_partners_are_written_with_the_sheet(self, project, people, partner, role):
        if role:
            add_member(project, people["invited"], role)
        forget_standings(project)

        for name, user in people.items():
            assert self.may_write(user, project, partner) == can(user, Permission.EDIT, project), name

    def test_archived_project_is_read_only(self, project, people, partner):
        archive_project(project, reason="Doublon", actor=people["owner"])

        assert not self.may_write(people["owner"], Project.objects.get(pk=project.pk), partner)

    @pytest.mark.parametrize("role", [None, *ProjectRole])
    def test_contact_is_read_by_those_who_do_the_project_and_the_pair(self, project, people, partner, role):
        readers = EDITORS | {"ddt", "prefecture"} | ({"invited"} if role else set())
        if role:
            add_member(project, people["invited"], role)

        assert contact_readers(people, partner) == readers

    def test_contact_is_read_by_the_service_in_charge_wherever_it_is(self, project, people, partner):
        take_charge(project, actor=people["regional"])

        assert contact_readers(people, partner) == EDITORS | {"ddt", "prefecture", "regional"}

    def test_contact_of_a_draft_is_for_its_authors(self, world, people):
        draft = make_draft(world.organizations["privas"], author=people["owner"])

        assert contact_readers(people, make_partner(draft, author=people["owner"])) == EDITORS


def contact_readers(people, partner):
    found = fresh(partner)
    return {name for name, user in people.items() if can(user, Permission.READ_PARTNER_CONTACT, found)}


def granted(act):
    try:
        act()
    except MissingRightError:
        return False
    return True
