"""Proposed offers, reported errors, and what the team makes of them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mec.core.access import MissingRightError, can
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of, timeline
from mec.core.mail.models import Mail
from mec.core.search.queries import search
from mec.offers.catalogue import Catalogue
from mec.offers.entries import stored_entry
from mec.offers.enums import (
    ContributionState,
    FlagCode,
    OfferOrigin,
    OfferStatus,
    Permission,
    ReportReason,
    ReportState,
    Verb,
)
from mec.offers.index import KIND
from mec.offers.models import Backer, Contribution, Offer, QualityFlag, Report
from mec.offers.news import digests_of
from mec.offers.queries import (
    contributions_visible_to,
    flags_curated_by,
    import_runs_curated_by,
    offers_curated_by,
    offers_visible_to,
    own_contributions,
    reports_curated_by,
    waiting_contributions,
    with_details,
)
from mec.offers.services import (
    WAITING_AT_MOST,
    ContributionClosedError,
    HiddenOfferError,
    NoReasonError,
    SameOfferError,
    StaleOfferError,
    StatusError,
    TooManyContributionsError,
    close_report,
    correct_offer,
    flag_offers,
    load_catalogue,
    mark_duplicate,
    propose_offer,
    publish_contribution,
    publish_offer,
    refuse_contribution,
    report_error,
    revise_contribution,
    settle_flag,
    withdraw_offer,
)
from mec.offers.similar import similar_offers
from mec.offers.written import PlainFacts, plain_facts_of
from tests.factories.accounts import UserFactory
from tests.factories.offers import BackerFactory, OfferFactory, make_contribution, whole_facts
from tests.factories.organizations import MembershipFactory
from tests.factories.taxonomy import TopicFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return MembershipFactory().user


@pytest.fixture
def team():
    return UserFactory(staff=True)


@pytest.fixture
def proposed(author):
    return make_contribution(author=author, message="Lue sur le site")


def found(text):
    return [hit.object_id for hit in search(KIND, text)]


def subjects():
    drain()
    return {(mail.to, mail.subject) for mail in Mail.objects.all()}


class TestPropose:
    def test_offer_is_a_draft_that_its_author_and_the_team_alone_know(self, author, proposed):
        offer = proposed.offer

        assert (offer.origin, offer.status, offer.loaded_digest) == ("contribution", "brouillon", "")
        assert (proposed.state, proposed.organization) == ("a_relire", author.memberships.get().organization)
        assert offer.beneficiaries.get().population_max == 2000
        assert offer.backer.name == "Fonds du patrimoine"
        assert not offers_visible_to(author).exists()
        assert found("lavoir") == []

    def test_everything_that_is_written_is_kept(self, author):
        place, topic = TerritoryFactory(), TopicFactory()
        made = make_contribution(
            author=author, national=False, territories=[place], topics=[topic], phases=["etude"], forms=["pret", "cee"]
        )
        offer = with_details(Offer.objects.filter(pk=made.offer_id)).get()

        entry = stored_entry(offer)
        assert entry.territories == (f"{place.kind}:{place.code}",)
        assert (entry.topics, entry.phases, entry.forms) == ((topic.code,), ("etude",), ("cee", "pret"))

    def test_sent_twice_it_proposes_once(self, author):
        twice = [propose_offer(whole_facts(), message="", key=UUID(int=1), actor=author) for _ in range(2)]

        assert twice[0] == twice[1]
        assert Offer.objects.count() == 1

    def test_same_form_by_two_people_proposes_twice(self, author, team):
        for actor in (author, team):
            propose_offer(whole_facts(), message="", key=UUID(int=1), actor=actor)

        assert Contribution.objects.count() == 2

    def test_backer_is_recognised_however_it_is_written(self, author):
        backer = BackerFactory(name="Établissement public foncier")

        assert make_contribution(author=author, backer="etablissement PUBLIC foncier").offer.backer == backer
        other = make_contribution(author=author, backer="Porteur 1")
        Backer.objects.filter(pk=other.offer.backer_id).update(name="Autre chose")
        assert make_contribution(author=author, backer="Porteur 1").offer.backer.code == "porteur-1-2"

    def test_one_waits_for_so_many_answers(self, author):
        for _ in range(WAITING_AT_MOST):
            make_contribution(author=author)

        with pytest.raises(TooManyContributionsError):
            make_contribution(author=author)

    def test_title_without_a_letter_has_an_address_all_the_same(self, author):
        assert make_contribution(author=author, plain={"title": "?!"}).offer.slug

    def test_nobody_proposes_without_an_open_account(self):
        with pytest.raises(MissingRightError):
            make_contribution(author=UserFactory(is_active=False))


class TestAnswer:
    def test_published_offer_is_found_at_once_and_its_author_told(self, author, team, proposed):
        publish_contribution(proposed, actor=team)

        assert proposed.offer.status == OfferStatus.PUBLISHED
        assert (proposed.state, proposed.decided_by) == ("publiee", team)
        assert found("lavoir") == [proposed.offer_id]
        assert subjects() == {(author.email, f"{proposed.offer.title} — votre proposition est publiée")}
        assert [entry.verb for entry in timeline(team, proposed.offer)] == [Verb.PUBLISHED]

    def test_refusal_says_why(self, author, team, proposed):
        with pytest.raises(NoReasonError):
            refuse_contribution(proposed, reason=" ", actor=team)
        refuse_contribution(proposed, reason="Réservée aux entreprises.", actor=team)

        assert (proposed.state, proposed.offer.status) == ("refusee", "brouillon")
        drain()
        assert "Réservée aux entreprises." in Mail.objects.get(to=author.email).text

    def test_duplicate_leads_its_author_to_the_offer(self, author, team, proposed):
        known = OfferFactory()
        mark_duplicate(proposed, of=known, actor=team)

        assert (proposed.state, proposed.duplicate_of) == ("doublon", known)
        drain()
        assert f"/aides/{known.slug}/" in Mail.objects.get(to=author.email).text

    @pytest.mark.parametrize("status", [status for status in OfferStatus if status != OfferStatus.PUBLISHED])
    def test_duplicate_is_of_a_published_offer(self, status, team, proposed):
        with pytest.raises(SameOfferError):
            mark_duplicate(proposed, of=OfferFactory(status=status), actor=team)

    def test_answered_once(self, team, proposed):
        publish_contribution(proposed, actor=team)

        for again in (
            lambda: publish_contribution(proposed, actor=team),
            lambda: refuse_contribution(proposed, reason="Non", actor=team),
            lambda: mark_duplicate(proposed, of=OfferFactory(), actor=team),
            lambda: revise_contribution(
                proposed, whole_facts(), seen=Offer.objects.get(pk=proposed.offer_id).updated_at, actor=team
            ),
        ):
            with pytest.raises(ContributionClosedError):
                again()

    def test_revision_is_journaled_with_before_and_after(self, team, proposed):
        facts = whole_facts(plain={"title": "Restaurer un lavoir"}, forms=["subvention"])
        revise_contribution(proposed, facts, seen=proposed.offer.updated_at, actor=team)

        entry = entries_of(proposed.offer).get()
        assert entry.data["changes"] == {
            "title": {"before": "Restaurer un lavoir avec le fonds du patrimoine", "after": "Restaurer un lavoir"},
            "forms": {"before": [], "after": ["subvention"]},
        }
        assert Offer.objects.get().status == OfferStatus.DRAFT

    def test_two_people_on_one_proposal(self, team, proposed):
        seen = proposed.offer.updated_at
        revise_contribution(proposed, whole_facts(backer="Premier"), seen=seen, actor=team)

        with pytest.raises(StaleOfferError):
            revise_contribution(proposed, whole_facts(backer="Second"), seen=seen, actor=team)


class TestCorrect:
    def correct(self, offer, team, **values):
        facts = PlainFacts(**vars(plain_facts_of(offer)) | values)
        return correct_offer(offer, facts, seen=offer.updated_at, actor=team)

    def test_correction_is_news_for_who_hears_of_the_offer_and_saving_as_it_is_is_not(self, team):
        offer = OfferFactory(title="Ancien nom")
        before = digests_of([offer.pk])

        offer = self.correct(offer, team)
        assert digests_of([offer.pk]) == before

        offer = self.correct(offer, team, title="Nouveau nom")
        first = digests_of([offer.pk])
        assert first != before
        with time_machine.travel(timezone.now() + timedelta(seconds=1)):
            offer = self.correct(offer, team, title="Ancien nom")
        assert digests_of([offer.pk]) not in (before, first)

    def test_corrected_offer_is_found_by_its_new_words_and_judged_anew(self, team):
        offer = OfferFactory(title="Ancien nom")
        flag_offers([offer.pk])

        self.correct(offer, team, title="Restaurer un lavoir", description="Elle paie.")

        assert found("lavoir") == [offer.pk]
        assert "une description" not in offer.flags.values_list("detail", flat=True)

    def test_loader_sees_a_correction_and_leaves_it_alone(self, team):
        offer = OfferFactory(origin=OfferOrigin.CATALOGUE)
        offer.loaded_digest = stored_entry(with_details(Offer.objects.all()).get()).digest()
        offer.save()
        digest = offer.loaded_digest

        corrected = self.correct(offer, team, title="Corrigée")

        assert corrected.loaded_digest == digest
        assert load_catalogue(catalogue=Catalogue(backers={}, offers=())).kept == [offer.code]

    def test_description_in_html_is_cleaned(self, team):
        offer = OfferFactory(rich=True)

        assert "script" not in self.correct(offer, team, description="<p>Oui</p><script>x</script>").description

    def test_correction_that_changes_nothing_is_not_journaled(self, team):
        offer = OfferFactory()
        self.correct(offer, team)

        assert not entries_of(offer).exists()

    def test_two_people_on_one_offer(self, team):
        offer = OfferFactory()
        with pytest.raises(StaleOfferError):
            correct_offer(offer, plain_facts_of(offer), seen=offer.updated_at - timedelta(microseconds=1), actor=team)

    def test_withdrawn_offer_is_not_found_until_it_is_published_again(self, team):
        offer = OfferFactory(title="Lavoir")
        self.correct(offer, team, closes_on="2020-01-01")
        assert (found("lavoir"), offer.flags.exists()) == ([offer.pk], True)

        withdraw_offer(offer, reason="Finie", actor=team)
        assert (found("lavoir"), offer.flags.exists()) == ([], False)
        publish_offer(offer, actor=team)
        assert (found("lavoir"), offer.flags.exists()) == ([offer.pk], True)
        assert [entry.verb for entry in entries_of(offer)][1:] == [Verb.WITHDRAWN, Verb.PUBLISHED]

    def test_state_is_that_of_whoever_was_faster(self, team, proposed):
        with pytest.raises(NoReasonError):
            withdraw_offer(OfferFactory(), reason="", actor=team)
        with pytest.raises(StatusError):
            withdraw_offer(OfferFactory(status=OfferStatus.WITHDRAWN), reason="x", actor=team)
        for offer in (OfferFactory(), proposed.offer):
            with pytest.raises(StatusError):
                publish_offer(offer, actor=team)


class TestReport:
    def report(self, offer, actor, key=None):
        return report_error(offer, reason=ReportReason.AMOUNT, message=" 30 % ", key=key or uuid4(), actor=actor)

    def test_anybody_reports_an_offer_that_they_read(self, author):
        offer = OfferFactory()

        assert self.report(offer, author).author == author
        assert self.report(offer, AnonymousUser()).author is None
        assert set(Report.objects.values_list("message", "state")) == {("30 %", "a_traiter")}

    def test_sent_twice_it_reports_once(self):
        offer, key = OfferFactory(), uuid4()
        assert self.report(offer, AnonymousUser(), key) == self.report(offer, AnonymousUser(), key)

    def test_nobody_reports_what_they_do_not_see(self, author, proposed):
        with pytest.raises(HiddenOfferError):
            self.report(proposed.offer, author)

    def test_who_reported_is_told_of_the_correction_once(self, author, team):
        report = self.report(OfferFactory(title="Lavoir"), author)
        for state in (ReportState.CORRECTED, ReportState.DISMISSED):
            close_report(report, state=state, actor=team)

        report.refresh_from_db()
        assert (report.state, report.closed_by) == ("corrigee", team)
        assert subjects() == {(author.email, "Lavoir — l’erreur que vous avez signalée est corrigée")}

    def test_mail_leads_to_the_corrected_page_unless_it_is_gone(self, author, team):
        kept, gone = OfferFactory(), OfferFactory()
        for offer in (kept, gone):
            report = self.report(offer, author)
            if offer == gone:
                withdraw_offer(offer, reason="Finie", actor=team)
            close_report(report, state=ReportState.CORRECTED, actor=team)
        drain()

        texts = {mail.subject.partition(" —")[0]: mail.text for mail in Mail.objects.all()}
        assert f"/aides/{kept.slug}/" in texts[kept.title]
        assert "/aides/\n" in texts[gone.title]
        assert gone.slug not in texts[gone.title]

    def test_nobody_is_told_of_what_is_put_aside(self, author, team):
        close_report(self.report(OfferFactory(), author), state=ReportState.DISMISSED, actor=team)
        close_report(self.report(OfferFactory(), AnonymousUser()), state=ReportState.CORRECTED, actor=team)

        assert subjects() == set()


class TestFlag:
    def test_flag_goes_when_its_cause_has_gone(self, team):
        offer = OfferFactory(url="", to_check="Le lien.")
        flag_offers([offer.pk])
        flag = offer.flags.get(detail="un lien")

        assert not settle_flag(flag, actor=team)
        Offer.objects.update(url="https://exemple.fr/")
        assert settle_flag(flag, actor=team)


class TestRights:
    def test_team_alone_keeps_the_catalogue(self, author, team, proposed):
        offer, facts = proposed.offer, whole_facts()
        flag = QualityFlag.objects.create(offer=offer, code=FlagCode.MISSING)
        report = Report.objects.create(offer=offer, reason="autre")
        for refused in (
            lambda: revise_contribution(proposed, facts, seen=offer.updated_at, actor=author),
            lambda: publish_contribution(proposed, actor=author),
            lambda: refuse_contribution(proposed, reason="x", actor=author),
            lambda: mark_duplicate(proposed, of=OfferFactory(), actor=author),
            lambda: correct_offer(offer, facts.plain, seen=offer.updated_at, actor=author),
            lambda: withdraw_offer(offer, reason="x", actor=author),
            lambda: publish_offer(offer, actor=author),
            lambda: settle_flag(flag, actor=author),
            lambda: close_report(report, state=ReportState.CORRECTED, actor=author),
        ):
            with pytest.raises(MissingRightError):
                refused()


class TestProperties(TestCase):
    @given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ContributionState)), max_size=5), st.booleans())
    def test_lists_and_rights_agree(self, drawn, staff):
        people = [UserFactory(staff=staff), UserFactory(), UserFactory(is_active=False)]
        for author, state in drawn:
            OfferFactory()
            made = Contribution.objects.create(
                offer=OfferFactory(status=OfferStatus.DRAFT), author=people[author], state=state, reason="x"
            )
            QualityFlag.objects.create(offer=made.offer, code=FlagCode.MISSING)
            Report.objects.create(offer=made.offer, reason="autre", author=people[author])
        for user in people[:2]:
            visible = set(contributions_visible_to(user))
            assert visible == {
                each for each in Contribution.objects.all() if can(user, Permission.VIEW_CONTRIBUTION, each)
            }
            assert set(own_contributions(user)) == {each for each in visible if each.author == user}
            curates = can(user, Permission.CURATE)
            assert curates == user.is_staff
            waiting = {each for each in visible if each.is_waiting} if curates else set()
            assert set(waiting_contributions(user)) == waiting
            for rows, model in (
                (offers_curated_by(user), Offer),
                (flags_curated_by(user), QualityFlag),
                (reports_curated_by(user), Report),
            ):
                assert rows.count() == (model.objects.count() if curates else 0)
            assert not import_runs_curated_by(user).exists()


class TestSimilar:
    @pytest.mark.parametrize(
        "url",
        [
            "https://exemple.fr/offre",
            "http://www.exemple.fr/offre/",
            "https://EXEMPLE.fr/offre#haut",
        ],
    )
    def test_same_link(self, url):
        offer = OfferFactory(url="https://exemple.fr/offre")
        OfferFactory(url="https://exemple.fr/offre?page=2")

        assert similar_offers("Rien de commun", url=url) == [offer]

    def test_nearly_the_same_title(self, team):
        near = OfferFactory(title="Restaurer des lavoirs avec le fonds du patrimoine", url="https://a.fr/1")
        far = OfferFactory(title="Restaurer une église", url="https://a.fr/2")
        hidden = OfferFactory(title="Restaurer un lavoir avec le fonds du patrimoine", url="https://a.fr/3")
        for offer in (near, far, hidden):
            correct_offer(offer, plain_facts_of(offer), seen=offer.updated_at, actor=team)
        withdraw_offer(hidden, reason="x", actor=team)

        assert similar_offers("Restaurer un lavoir avec le Fonds du patrimoine") == [near]

    def test_name_by_which_people_speak_of_it(self, team):
        offer = OfferFactory(title="Investir en milieu rural avec la dotation d’équipement", short_title="DETR")
        correct_offer(offer, plain_facts_of(offer), seen=offer.updated_at, actor=team)

        assert similar_offers("La DETR") == [offer]

    @pytest.mark.parametrize("title", ["", "?", "le la les"])
    def test_title_that_says_nothing_resembles_nothing(self, title):
        OfferFactory()

        assert similar_offers(title) == []
