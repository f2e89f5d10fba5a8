"""What was proposed is kept, matched again when something changes, and told once to those who follow the project."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mec.core.jobs.runner import drain
from mec.core.journal.models import Entry
from mec.core.mail.models import Mail
from mec.funding.events import CostsChanged
from mec.notifications.enums import MailRhythm
from mec.notifications.models import Notification
from mec.notifications.services import choose_rhythm
from mec.offers.enums import OfferStatus
from mec.offers.index import rebuild_offer_index
from mec.offers.models import Offer
from mec.projects.enums import EventClass, PhaseStatus, ProjectRole
from mec.projects.models import Project
from mec.projects.services import archive_project, choose_following, set_progress
from mec.recommendations import tasks
from mec.recommendations.catalogue import forget_catalogue
from mec.recommendations.enums import Verb
from mec.recommendations.models import ProposalList, Recommendation
from mec.recommendations.services import Decision, Shown, decide_offer, rematch, rematch_all, want_rematch
from mec.recommendations.tasks import match_after_costs, rematch_country, rematch_project
from mec.recommendations.weights import VERSION
from tests.factories.offers import OfferFactory
from tests.factories.projects import add_member, make_blocker, make_draft, make_project
from tests.factories.recommendations import make_advice
from tests.matrix.personas import build_world

pytestmark = pytest.mark.django_db


def publish(title="Isoler une école", **values):
    """An offer that stands among those to study first for the project of these tests."""
    offer = OfferFactory(title=title, **values)
    rebuild_offer_index()
    forget_catalogue()
    return offer


def told():
    """What the journal says was told, the oldest first."""
    return [entry.data for entry in Entry.objects.filter(verb=Verb.OFFERS_TOLD).order_by("pk")]


def new_titles():
    return [offer["title"] for said in told() for offer in said["new"]]


def kept_list(project):
    return ProposalList.objects.get(project=project)


def notified():
    drain()
    rows = Notification.objects.filter(entry__verb=Verb.OFFERS_TOLD).select_related("recipient")
    return sorted(row.recipient.email.split("@")[0] for row in rows)


def answer(project, offer, actor, state="en_cours"):
    shown = Shown((), VERSION)
    return decide_offer(project, offer, decision=Decision(state), shown=shown, expected_version=0, actor=actor)


class TestKept:
    def test_first_list_is_kept_with_its_version_and_tells_nothing(self, project):
        first, explored = publish(), publish("Réparer un pont", every_topic=True)

        assert rematch([project.pk]) == 1

        held = kept_list(project)
        assert (held.weights_version, held.wanted_at, held.kept) == (VERSION, None, {})
        assert [pk for pk, _ in held.lines["financement"]["a_etudier"]] == [first.pk]
        assert [pk for pk, _ in held.lines["financement"]["utile"]] == [explored.pk]
        assert held.came == {str(first.pk): ""}
        assert told() == []

    def test_projects_that_nobody_follows_have_no_list(self, world, project):
        owner, privas = world.people["owner"], world.organizations["privas"]
        archived, abandoned = make_project(privas, author=owner), make_project(privas, author=owner)
        archive_project(archived, reason="Fini.", actor=owner)
        set_progress(
            abandoned,
            phase=abandoned.phase,
            status=PhaseStatus.ABANDONED,
            reason="Trop cher.",
            expected_version=abandoned.version,
            actor=owner,
        )
        ids = [project.pk, make_draft(privas, author=owner).pk, archived.pk, abandoned.pk]

        assert rematch(ids) == 1
        assert rematch_all() == 1
        assert list(ProposalList.objects.values_list("project", flat=True)) == [project.pk]

    @pytest.mark.parametrize("count", [1, 3])
    def test_many_projects_cost_what_one_does(self, world, count):
        owner, privas = world.people["owner"], world.organizations["privas"]
        ids = [make_project(privas, author=owner).pk for _ in range(count)]
        publish()
        rematch(ids)

        with CaptureQueriesContext(connection) as queries:
            rematch(ids)

        assert len(queries) == 16

    def test_command_says_how_many_and_how_fast(self, project, capsys):
        call_command("rematch")

        assert capsys.readouterr().out.startswith("1 projet rapproché en ")


class TestBrought:
    def test_offer_that_the_catalogue_brings_is_told_once(self, project, people):
        publish()
        rematch([project.pk])
        offer = publish("Isoler l’école du village")

        rematch([project.pk])
        rematch([project.pk])

        assert new_titles() == ["Isoler l’école du village"]
        assert kept_list(project).came[str(offer.pk)] == timezone.localdate().isoformat()
        assert notified() == ["owner"]
        mail = Mail.objects.get(to=people["owner"].email)
        assert mail.subject == "École — une nouvelle aide à étudier"
        assert f"– Isoler l’école du village ({offer.backer}). Votre projet parle de" in mail.text

    def test_offer_that_goes_and_comes_back_is_told_once(self, project):
        rematch([project.pk])
        offer = publish()
        for status in (OfferStatus.PUBLISHED, OfferStatus.ENDED, OfferStatus.PUBLISHED):
            Offer.objects.filter(pk=offer.pk).update(status=status)
            forget_catalogue()
            rematch([project.pk])

        assert new_titles() == ["Isoler une école"]

    def test_offer_that_opens_is_told_on_its_day(self, project):
        publish(closes_on=timezone.localdate() - timedelta(days=1))
        rematch([project.pk])
        assert kept_list(project).lines == {}
        Offer.objects.update(closes_on=timezone.localdate() + timedelta(days=60))
        forget_catalogue()

        rematch_country.call()

        assert new_titles() == ["Isoler une école"]

    def test_no_more_than_five_are_named_and_the_others_counted(self, project):
        rematch([project.pk])
        for number in range(3):
            for need in ("financement", "ingenierie"):
                publish(f"Isoler une école {number} {need}", need=need)
        rematch([project.pk])
        drain()

        (said,) = told()
        assert (len(said["new"]), said["new_count"]) == (5, 6)
        notification = Notification.objects.get(entry__verb=Verb.OFFERS_TOLD)
        assert notification.subject == "École — 6 nouvelles aides à étudier"
        assert "– et 1 autre, sur la page du projet" in notification.body

    def test_what_the_project_itself_brings_is_not_told(self, project):
        publish(created_at=timezone.now())
        ProposalList.objects.create(project=project)
        rematch([project.pk])
        ProposalList.objects.update(came={})
        want_rematch(project.pk)

        rematch([project.pk])

        assert told() == []
        assert len(kept_list(project).came) == 1

    def test_of_a_project_and_a_catalogue_that_changed_only_new_offers_are_told(self, project):
        old = publish(status=OfferStatus.DRAFT)
        Offer.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=10))
        rematch([project.pk])
        want_rematch(project.pk)
        Offer.objects.filter(pk=old.pk).update(status=OfferStatus.PUBLISHED)
        publish("Isoler l’école du village")

        rematch([project.pk])

        assert new_titles() == ["Isoler l’école du village"]
        assert str(old.pk) in kept_list(project).came

    def test_what_other_weights_bring_is_not_told(self, project):
        rematch([project.pk])
        ProposalList.objects.update(weights_version=VERSION - 1)
        publish()

        rematch([project.pk])

        assert told() == []
        assert kept_list(project).weights_version == VERSION

    def test_what_people_answered_is_not_told(self, project, people):
        rematch([project.pk])
        offer = publish()
        answer(project, offer, people["owner"], state="faite")

        rematch([project.pk])

        assert told() == []

    def test_those_who_stopped_are_not_told_and_digests_wait(self, project, people):
        reader = add_member(project, people["invited"], ProjectRole.OBSERVER)
        follower = people["ddt"]
        choose_following(project, classes=set(), actor=people["owner"])
        choose_following(project, classes={EventClass.OFFERS}, actor=follower)
        choose_rhythm(MailRhythm.DAILY, actor=reader)
        rematch([project.pk])
        publish()
        rematch([project.pk])

        assert notified() == ["ddt", "invited"]
        waiting = Notification.objects.filter(for_digest=True, entry__verb=Verb.OFFERS_TOLD)
        assert [row.recipient for row in waiting] == [reader]
        assert [mail.to for mail in Mail.objects.filter(subject__contains="nouvelle aide")] == [follower.email]


class TestWhatPeopleKeep:
    @pytest.fixture
    def offer(self, project, people):
        offer = publish(loaded_digest="a" * 64, closes_on=timezone.localdate() + timedelta(days=60))
        answer(project, offer, people["owner"])
        rematch([project.pk])
        return offer

    def look(self, days):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            forget_catalogue()
            rematch_country.call()

    def test_its_end_is_told_a_month_and_a_week_before(self, project, offer):
        for days in (29, 30, 31, 52, 53, 54, 61):
            self.look(days)

        day = offer.closes_on.isoformat()
        assert [said["ending"] for said in told()] == [[[offer.title, day]], [[offer.title, day]]]
        recorded = Entry.objects.filter(verb=Verb.OFFERS_TOLD).order_by("pk").values_list("recorded_at", flat=True)
        assert [(offer.closes_on - timezone.localdate(at)).days for at in recorded] == [30, 7]

    def test_its_change_is_told_once(self, project, offer):
        Offer.objects.update(loaded_digest="b" * 64)

        self.look(1)
        self.look(2)

        assert [(said["new"], said["changed"]) for said in told()] == [([], [offer.title])]
        drain()
        notification = Notification.objects.get(entry__verb=Verb.OFFERS_TOLD)
        assert notification.subject == "École — une aide gardée a changé"

    def test_one_that_a_person_advised_is_kept_too(self, project, people):
        advised = publish("Réparer un pont", closes_on=timezone.localdate() + timedelta(days=31))
        make_advice(project, author=people["ddt"], offer=advised)
        rematch([project.pk])

        self.look(1)

        assert [said["ending"][0][0] for said in told()] == ["Réparer un pont"]

    def test_one_kept_when_it_already_ends_is_not_news(self, project, people):
        answer(project, publish(closes_on=timezone.localdate() + timedelta(days=5)), people["owner"])
        rematch([project.pk])

        self.look(1)

        assert told() == []

    def test_one_set_aside_is_no_longer_told_of(self, project, people, offer):
        Recommendation.objects.update(state="faite")
        Offer.objects.update(loaded_digest="b" * 64)

        rematch([project.pk])

        assert told() == []
        assert kept_list(project).kept == {}


class TestJobs:
    def waiting(self):
        return DBTaskResult.objects.filter(task_path__endswith="rematch_project", status="READY").count()

    def test_changes_of_one_project_are_matched_once(self, project, people):
        drain()
        assert self.waiting() == 1
        make_blocker(project, author=people["owner"])
        match_after_costs(CostsChanged(project_id=project.pk))
        drain()
        assert self.waiting() == 1

        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            drain()

        held = kept_list(project)
        assert (self.waiting(), held.wanted_at, held.weights_version) == (0, None, VERSION)
        match_after_costs(CostsChanged(project_id=project.pk))
        assert self.waiting() == 1

    def test_draft_is_left_alone(self, world):
        draft = make_draft(world.organizations["privas"], author=world.people["owner"])

        match_after_costs(CostsChanged(project_id=draft.pk))

        assert (self.waiting(), ProposalList.objects.count()) == (0, 0)

    def test_project_archived_meanwhile_waits_for_nothing(self, project, people):
        want_rematch(project.pk)
        archive_project(project, reason="Fini.", actor=people["owner"])

        rematch_project.call(project_id=project.pk)

        held = kept_list(project)
        assert (held.wanted_at, held.computed_at) == (None, None)

    def test_night_matches_what_another_catalogue_gave_a_batch_at_a_time(self, world, monkeypatch):
        monkeypatch.setattr(tasks, "BATCH", 2)
        owner, privas = world.people["owner"], world.organizations["privas"]
        projects = [make_project(privas, author=owner) for _ in range(5)]
        rematch([projects[0].pk])
        before = kept_list(projects[0]).computed_at

        rematch_country.call()
        assert ProposalList.objects.filter(computed_at__isnull=False).count() == 3
        drain()

        assert ProposalList.objects.filter(computed_at__isnull=False).count() == 5
        assert kept_list(projects[0]).computed_at == before
        publish()
        rematch_country.call()
        drain()
        assert all(held.lines for held in ProposalList.objects.all())

    def test_night_takes_up_a_change_whose_job_was_lost(self, project):
        rematch([project.pk])
        want_rematch(project.pk)
        rematch_country.call()
        assert kept_list(project).wanted_at

        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            rematch_country.call()

        assert kept_list(project).wanted_at is None


STEPS = st.sampled_from(["publish", "end", "reopen", "change", "touch", "answer", "match", "night"])


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 3)), max_size=12))
def test_no_offer_is_ever_told_twice_as_new_and_nothing_empty_is_told(world, steps):
    owner = world.people["owner"]
    Project.objects.update(archived_at=timezone.now())
    Offer.objects.update(status=OfferStatus.WITHDRAWN)
    project = make_project(world.organizations["privas"], author=owner)
    offers = []
    for day, (step, which) in enumerate(steps):
        chosen = offers[which % len(offers)] if offers else None
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            if step == "publish":
                offers.append(publish(f"Isoler une école {day}"))
            elif step == "touch":
                want_rematch(project.pk)
            elif step == "match":
                rematch([project.pk])
            elif step == "night":
                rematch_country.call()
            elif chosen and step == "answer" and not project.recommendations.filter(offer=chosen).exists():
                answer(project, chosen, owner)
            elif chosen:
                change = {
                    "end": {"status": OfferStatus.ENDED},
                    "reopen": {"status": OfferStatus.PUBLISHED},
                }.get(step, {"loaded_digest": f"{day:064}"})
                Offer.objects.filter(pk=chosen.pk).update(**change, updated_at=timezone.now())
            forget_catalogue()

    said = [entry.data for entry in Entry.objects.filter(verb=Verb.OFFERS_TOLD, subject_id=project.pk)]
    new = [offer["title"] for each in said for offer in each["new"]]
    assert len(new) == len(set(new))
    assert all(each["new"] or each["changed"] or each["ending"] for each in said)
    drain()
    assert Notification.objects.filter(entry__verb=Verb.OFFERS_TOLD, entry__subject_id=project.pk).count() == len(said)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite admits one writer at a time")
def test_two_matches_at_once_tell_once():
    world = build_world()
    project = make_project(world.organizations["privas"], author=world.people["owner"], name="Isoler l’école")
    rematch([project.pk])
    publish("Isoler une école")
    start = Barrier(2)

    def match_again(_):
        try:
            start.wait(timeout=10)
            return rematch([project.pk])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(match_again, range(2))) == [1, 1]

    assert new_titles() == ["Isoler une école"]
