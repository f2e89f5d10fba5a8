from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mec.core.access import MissingRightError, can
from mec.core.db import StaleVersionError
from mec.core.journal.queries import entries_of, timeline
from mec.offers.enums import ReportReason
from mec.offers.models import Report
from mec.projects.enums import Permission as ProjectPermission
from mec.projects.enums import ProjectRole
from mec.projects.models import Project
from mec.recommendations.enums import IntroductionState, RecommendationState, RefusalReason, Source, Verdict
from mec.recommendations.lines import Reason
from mec.recommendations.models import Introduction, Recommendation
from mec.recommendations.peers import Feedback, feedback_before
from mec.recommendations.queries import introductions_counted, recommendations_of, refusals_by_offer
from mec.recommendations.services import (
    AdviceContent,
    AlreadyAdvisedError,
    AlreadyAnsweredError,
    AlreadyAskedError,
    Decision,
    EmptyAdviceError,
    IntroductionRequest,
    RefusalWithoutReasonError,
    Shown,
    accept_introduction,
    advise,
    ask_introduction,
    close_introduction,
    decide,
    decide_offer,
    edit_advice,
    refuse_introduction,
    relay_introduction,
    withdraw_advice,
)
from tests.factories.offers import BackerFactory, OfferFactory
from tests.factories.projects import add_member, make_project
from tests.factories.recommendations import make_advice, make_introduction

SHOWN = Shown([Reason(Verdict.YES, "Votre projet parle de «\u00a0école\u00a0».")], 2)
STUDY = Decision(RecommendationState.IN_PROGRESS)
OFF_TOPIC = Decision(RecommendationState.NOT_APPLICABLE, RefusalReason.OFF_TOPIC)
REFUSE = Decision(RecommendationState.NOT_APPLICABLE, RefusalReason.NOT_ELIGIBLE)
UNDO = Decision(RecommendationState.TO_STUDY)


def decide_on(project, offer, decision, actor, *, version=0):
    return decide_offer(project, offer, decision=decision, shown=SHOWN, expected_version=version, actor=actor)


class TestAdvice:
    def test_advice_is_signed_dated_and_in_the_timeline(self, project, people):
        advice = make_advice(project, author=people["ddt"], due_on=date(2027, 3, 1), resource_title="Guide")

        assert (advice.source, advice.signature) == (Source.HUMAN, "Ddt Matrice, Ddt")
        assert advice.state == RecommendationState.TO_STUDY
        entry = timeline(people["owner"], project).first()
        assert (entry.verb, entry.data) == ("recommandation.conseillee", {"what": "Guide"})

    def test_same_form_twice_is_one_advice(self, project, people):
        key = uuid4()
        for _ in range(2):
            advise(project, content=AdviceContent("Bonjour", "expertise"), key=key, actor=people["ddt"])

        assert Recommendation.objects.count() == 1
        assert timeline(people["owner"], project).filter(verb="recommandation.conseillee").count() == 1

    def test_advice_without_a_word_is_refused(self, project, people):
        with pytest.raises(EmptyAdviceError):
            make_advice(project, author=people["ddt"], message="  \n ")

    def test_offer_is_advised_once_and_the_second_adviser_is_told_by_whom(self, project, people):
        offer = OfferFactory()
        first = make_advice(project, author=people["ddt"], offer=offer)

        with pytest.raises(AlreadyAdvisedError) as refused:
            make_advice(project, author=people["prefecture"], offer=offer)
        assert refused.value.recommendation == first

    def test_advice_signs_what_the_matching_proposed_and_reopens_what_was_refused(self, project, people):
        offer = OfferFactory(need="financement")
        row = decide_on(project, offer, REFUSE, people["owner"])

        advice = make_advice(project, author=people["ddt"], offer=offer, need="ingenierie")

        assert advice.pk == row.pk
        assert (advice.need, advice.state, advice.refusal) == ("financement", RecommendationState.TO_STUDY, "")
        entry = entries_of(advice).last()
        assert (entry.from_state, entry.to_state) == ("non_applicable", "a_etudier")

    def test_advice_does_not_undo_what_is_in_progress(self, project, people):
        offer = OfferFactory()
        decide_on(project, offer, STUDY, people["owner"])

        assert make_advice(project, author=people["ddt"], offer=offer).state == RecommendationState.IN_PROGRESS

    def test_author_edits_and_the_journal_keeps_before_and_after(self, project, people):
        advice = make_advice(project, author=people["ddt"])

        edit_advice(advice, expected_version=1, content=AdviceContent("Autre chose", advice.need), actor=people["ddt"])

        assert advice.message == "Autre chose"
        assert entries_of(advice).last().data["changes"] == {"message": ["Commencez par la toiture.", "Autre chose"]}

    def test_two_edits_on_one_version_do_not_overwrite(self, project, people):
        advice = make_advice(project, author=people["ddt"])
        edit_advice(advice, expected_version=1, content=AdviceContent("Un", advice.need), actor=people["ddt"])

        with pytest.raises(StaleVersionError):
            edit_advice(advice, expected_version=1, content=AdviceContent("Deux", advice.need), actor=people["ddt"])
        assert Recommendation.objects.get().message == "Un"

    def test_withdrawn_advice_is_shown_no_more_and_its_offer_goes_back_to_the_matching(self, project, people):
        plain = make_advice(project, author=people["ddt"])
        offered = make_advice(project, author=people["ddt"], offer=OfferFactory())
        for advice in (plain, offered):
            withdraw_advice(advice, actor=people["ddt"])
        withdraw_advice(plain, actor=people["ddt"])

        assert [(row.pk, row.source, row.message) for row in recommendations_of(project)] == [
            (offered.pk, Source.COMPUTED, "")
        ]
        assert entries_of(plain).count() == 2

    def test_only_the_author_changes_an_advice(self, project, people):
        advice = make_advice(project, author=people["ddt"])

        for other in ("owner", "prefecture", "foreign_ddt"):
            with pytest.raises(MissingRightError):
                withdraw_advice(advice, actor=people[other])

    def test_database_refuses_an_advice_without_author(self, project):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recommendation.objects.create(project=project, source=Source.HUMAN, need="expertise", message="x")


class TestDecision:
    def test_what_was_shown_is_kept_with_the_version_of_the_weights(self, project, people):
        row = decide_on(project, OfferFactory(), STUDY, people["owner"])

        row.refresh_from_db()
        assert row.reasons == [{"verdict": "oui", "text": "Votre projet parle de «\u00a0école\u00a0»."}]
        assert (row.weights_version, row.source, row.decided_by) == (2, Source.COMPUTED, people["owner"])

    def test_refusal_says_why_and_can_be_taken_back(self, project, people):
        row = decide_on(project, OfferFactory(), REFUSE, people["owner"])
        assert (row.state, row.refusal) == ("non_applicable", "pas_eligible")

        decide(row, decision=UNDO, expected_version=row.version, actor=people["owner"])
        assert (row.state, row.refusal) == ("a_etudier", "")

    @pytest.mark.parametrize(
        "decision",
        [
            Decision(RecommendationState.NOT_APPLICABLE),
            Decision(RecommendationState.NOT_APPLICABLE, RefusalReason.OTHER, "   "),
        ],
    )
    def test_refusal_without_reason_writes_nothing(self, project, people, decision):
        with pytest.raises(RefusalWithoutReasonError):
            decide_on(project, OfferFactory(), decision, people["owner"])
        assert not Recommendation.objects.exists()

    def test_same_decision_twice_is_one_and_another_one_is_refused(self, project, people):
        offer = OfferFactory()
        row = decide_on(project, offer, STUDY, people["owner"])
        decide_on(project, offer, STUDY, people["owner_admin"])

        with pytest.raises(StaleVersionError):
            decide_on(project, offer, REFUSE, people["owner_admin"])
        assert entries_of(row).count() == 1
        assert Recommendation.objects.get().state == RecommendationState.IN_PROGRESS

    def test_withdrawn_advice_takes_no_decision(self, project, people):
        advice = make_advice(project, author=people["ddt"])
        withdraw_advice(advice, actor=people["ddt"])

        with pytest.raises(StaleVersionError):
            decide(advice, decision=STUDY, expected_version=1, actor=people["owner"])

    def test_state_proposes_and_does_not_decide(self, project, people):
        advice = make_advice(project, author=people["ddt"])

        with pytest.raises(MissingRightError):
            decide(advice, decision=STUDY, expected_version=1, actor=people["ddt"])

    def test_refusals_are_counted_by_offer_and_reason_without_the_demonstration(self, world, people):
        offer, other = OfferFactory(), OfferFactory()
        for shown_project in range(3):
            project = make_project(world.organizations["privas"], author=people["owner"])
            Project.objects.filter(pk=project.pk).update(demo=shown_project == 2)
            decide_on(project, offer, REFUSE, people["owner"])
        decide_on(project, other, STUDY, people["owner"])

        assert [(line.offer, line.refusal, line.total) for line in refusals_by_offer()] == [
            (offer.pk, "pas_eligible", 2)
        ]

    @pytest.mark.parametrize(
        ("refusal", "reason"),
        [(RefusalReason.EXPIRED, ReportReason.EXPIRED), (RefusalReason.TERRITORY, ReportReason.TERRITORY)],
    )
    def test_refusal_that_says_the_sheet_is_wrong_is_reported_once(self, project, people, refusal, reason):
        offer = OfferFactory()
        wrong = Decision(RecommendationState.NOT_APPLICABLE, refusal, "Close depuis mars")
        row = decide_on(project, offer, wrong, people["owner"])
        decide(row, decision=UNDO, expected_version=row.version, actor=people["owner"])
        decide(row, decision=wrong, expected_version=row.version, actor=people["owner"])

        report = Report.objects.get()
        assert (report.offer, report.reason, report.message) == (offer, reason, "Close depuis mars")
        assert (report.author, report.state) == (people["owner"], "a_traiter")

    def test_other_refusals_report_nothing(self, project, people):
        decide_on(project, OfferFactory(), REFUSE, people["owner"])

        assert not Report.objects.exists()

    def test_word_is_signed_by_who_writes_it_and_the_decision_stays_that_of_who_took_it(self, project, people):
        offer = OfferFactory()
        row = decide_on(project, offer, STUDY, people["owner"])
        taken_at = Recommendation.objects.get().decided_at

        said = replace(STUDY, note="  Voir avec le CAUE. ")
        decide_on(project, offer, said, people["owner_admin"], version=row.version)
        decide_on(project, offer, said, people["owner_admin"], version=1)
        decide_on(project, offer, STUDY, people["owner"], version=1)

        row.refresh_from_db()
        assert (row.note, row.note_by, row.decided_by) == (
            "Voir avec le CAUE.",
            people["owner_admin"],
            people["owner"],
        )
        assert row.decided_at == taken_at
        assert [entry.data.get("note") for entry in timeline(people["owner"], project)[:2]] == [
            "Voir avec le CAUE.",
            None,
        ]

    def test_word_that_somebody_replaced_meanwhile_is_refused(self, project, people):
        row = decide_on(project, OfferFactory(), replace(STUDY, note="Un"), people["owner"])
        decide(row, decision=replace(STUDY, note="Deux"), expected_version=row.version, actor=people["owner"])

        with pytest.raises(StaleVersionError):
            decide(row, decision=replace(STUDY, note="Trois"), expected_version=1, actor=people["owner_admin"])


class TestFeedbackOfPeers:
    def test_real_projects_that_follow_or_set_aside_are_counted_until_midnight(self, world, people):
        offer, silent = OfferFactory(), OfferFactory()
        decisions = [STUDY, STUDY, OFF_TOPIC, REFUSE, STUDY]
        for rank, decision in enumerate(decisions):
            project = make_project(world.organizations["privas"], author=people["owner"])
            Project.objects.filter(pk=project.pk).update(demo=rank == len(decisions) - 1)
            decide_on(project, offer, decision, people["owner"])
        decide_on(project, silent, UNDO, people["owner"])

        today = timezone.localdate()
        assert feedback_before(today) == {}
        assert feedback_before(today + timedelta(days=1)) == {offer.pk: Feedback(followed=2, off_topic=1)}


class TestIntroduction:
    @pytest.fixture
    def to_cerema(self, world, project, people):
        offer = OfferFactory(backer=BackerFactory(name="cerema"), need="ingenierie", kind="service")
        return make_introduction(project, asker=people["owner"], to="Cerema", offer=offer)

    def test_service_that_has_people_here_receives_the_request(self, world, to_cerema):
        assert to_cerema.to_organization == world.organizations["cerema"]
        assert to_cerema.state == IntroductionState.ASKED

    def test_service_that_has_nobody_here_is_reached_by_the_state(self, project, people):
        introduction = make_introduction(project, asker=people["owner"])

        relay_introduction(introduction, answer="Transmis par courriel.", actor=people["ddt"])

        assert (introduction.to_organization, introduction.state) == (None, IntroductionState.RELAYED)

    def test_same_form_twice_is_one_request(self, project, people):
        key, request = uuid4(), IntroductionRequest("expertise", "CAUE", "Bonjour")
        for _ in range(2):
            ask_introduction(project, request=request, key=key, actor=people["owner"])

        assert Introduction.objects.count() == 1

    def test_one_open_request_per_offer(self, project, people, to_cerema):
        with pytest.raises(AlreadyAskedError) as refused:
            make_introduction(project, asker=people["owner_admin"], offer=to_cerema.offer)
        assert refused.value.introduction == to_cerema

    def test_who_accepts_becomes_an_adviser_of_the_project(self, project, people, to_cerema):
        assert not can(people["expert"], ProjectPermission.VIEW, project)

        accept_introduction(to_cerema, answer="Avec plaisir", actor=people["expert"])

        member = project.members.get(user=people["expert"])
        assert member.role == ProjectRole.ADVISER
        assert can(people["expert"], ProjectPermission.VIEW, Project.objects.get(pk=project.pk))
        assert not can(people["invited"], ProjectPermission.VIEW, Project.objects.get(pk=project.pk))

    def test_member_who_accepts_keeps_the_role(self, project, people, to_cerema):
        add_member(project, people["expert"], ProjectRole.CONTRIBUTOR)

        accept_introduction(to_cerema, answer="", actor=people["expert"])

        assert project.members.get(user=people["expert"]).role == ProjectRole.CONTRIBUTOR

    def test_two_colleagues_at_once_one_wins_and_the_other_is_told(self, project, people, to_cerema):
        accept_introduction(to_cerema, answer="", actor=people["expert"])
        accept_introduction(to_cerema, answer="", actor=people["expert"])

        with pytest.raises(AlreadyAnsweredError) as refused:
            refuse_introduction(to_cerema, answer="", actor=people["invited"])
        assert refused.value.introduction.answered_by == people["expert"]
        assert entries_of(to_cerema).count() == 3

    def test_refusal_opens_nothing(self, project, people, to_cerema):
        refuse_introduction(to_cerema, answer="Trop loin", actor=people["expert"])

        assert not project.members.filter(user=people["expert"]).exists()
        with pytest.raises(AlreadyAnsweredError):
            close_introduction(to_cerema, state="aboutie", outcome="", actor=people["owner"])

    def test_outcome_is_told_once_people_are_in_touch(self, project, people, to_cerema):
        with pytest.raises(AlreadyAnsweredError):
            close_introduction(to_cerema, state="aboutie", outcome="", actor=people["owner"])
        accept_introduction(to_cerema, answer="", actor=people["expert"])

        close_introduction(to_cerema, state="aboutie", outcome="Un diagnostic signé", actor=people["owner"])

        assert (to_cerema.state, to_cerema.outcome) == ("aboutie", "Un diagnostic signé")

    def test_request_that_nobody_answered_can_be_given_up(self, people, to_cerema):
        close_introduction(to_cerema, state="sans_suite", outcome="", actor=people["owner"])
        assert to_cerema.state == IntroductionState.DROPPED

    @pytest.mark.parametrize("other", ["owner", "ddt", "foreign_owner", "regional"])
    def test_only_its_organisation_answers(self, people, to_cerema, other):
        with pytest.raises(MissingRightError):
            accept_introduction(to_cerema, answer="", actor=people[other])

    def test_state_does_not_relay_what_a_service_receives_itself(self, people, to_cerema):
        with pytest.raises(MissingRightError):
            relay_introduction(to_cerema, answer="", actor=people["ddt"])

    def test_counted_once_per_project_and_need_without_refusals_nor_the_demonstration(self, world, people):
        projects = [make_project(world.organizations["privas"], author=people["owner"]) for _ in range(3)]
        Project.objects.filter(pk=projects[2].pk).update(demo=True)
        for project in projects:
            for to in ("CAUE", "Agence technique"):
                relay_introduction(
                    make_introduction(project, asker=people["owner"], to=to), answer="", actor=people["ddt"]
                )
        waiting = make_introduction(projects[0], asker=people["owner"], kind="expertise")
        relayed = make_introduction(projects[0], asker=people["owner"], kind="financement")
        relay_introduction(relayed, answer="", actor=people["ddt"])
        close_introduction(relayed, state="sans_suite", outcome="", actor=people["owner"])
        close_introduction(waiting, state="sans_suite", outcome="", actor=people["owner"])

        assert introductions_counted() == {"ingenierie": 2, "financement": 1}
