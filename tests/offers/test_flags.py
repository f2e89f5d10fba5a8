"""What makes an offer doubtful: raised while it holds, gone with its cause."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mec.offers.calendar import contradictions, dates_of, standing_of
from mec.offers.enums import FlagCode, OfferOrigin, OfferStatus, Recurrence
from mec.offers.models import Annex, ExternalRecord, LinkCheck, Offer, OfferSession, QualityFlag
from mec.offers.queries import offers_to_flag
from mec.offers.services import flag_offers
from mec.territories.models import Perimeter
from tests.factories.offers import BeneficiaryFactory, OfferFactory

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)
DATED = (FlagCode.DATES, FlagCode.STALE_DEADLINE, FlagCode.CLOSED_SESSION)
days = st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))


def whole(**values):
    """An offer of which nothing is missing."""
    offer = OfferFactory(**{"description": "Une aide.", "rate_max": 80} | values)
    BeneficiaryFactory(offer=offer)
    return offer


def flags_of(offer):
    flag_offers([offer.pk], today=TODAY)
    return sorted(offer.flags.values_list("code", "detail"))


@pytest.mark.django_db
class TestEach:
    def test_offer_without_defect_has_no_flag(self):
        assert flags_of(whole()) == []

    def test_dates(self):
        offer = whole(opens_on=TODAY + timedelta(days=2), closes_on=TODAY + timedelta(days=1))
        assert flags_of(offer) == [("dates_contradictoires", "L’ouverture vient après l’échéance.")]

    def test_stale_deadline(self):
        assert flags_of(whole(recurrence=Recurrence.PERMANENT, closes_on=YESTERDAY)) == [("echeance_depassee", "")]
        assert flags_of(whole(recurrence=Recurrence.PERMANENT, closes_on=TODAY)) == []

    def test_closed_session(self):
        assert flags_of(whole(closes_on=YESTERDAY)) == [("session_close", "")]

    def test_perimeter(self):
        offer = whole(national=False)
        assert flags_of(offer) == [("perimetre_inconnu", "La source ne dit pas où elle est ouverte.")]
        offer.perimeters.add(Perimeter.objects.create(code="massif", name="Massif", nature="ensemble", known=False))
        assert flags_of(offer) == [("perimetre_inconnu", "Massif")]

    def test_missing(self):
        offer = OfferFactory(url="", to_check="Le lien.")
        assert [detail for _, detail in flags_of(offer)] == [
            "combien elle paie",
            "qui peut la demander",
            "un lien",
            "une description",
        ]
        assert {code for code, _ in flags_of(offer)} == {"champs_manquants"}
        offer.other_audiences = ["entreprise"]
        offer.save()
        assert "qui peut la demander" not in dict(map(reversed, flags_of(offer)))

    def test_announced_document_without_address(self):
        offer = whole()
        Annex.objects.create(offer=offer, position=0, label="Règlement")
        Annex.objects.create(offer=offer, position=1, label="Notice", url="https://exemple.fr/notice.pdf")
        assert flags_of(offer) == [("piece_absente", "Règlement")]

    def test_value_of_the_source_that_was_not_placed(self):
        offer = whole()
        values = ["type : prix", "type : prix", "étape : " + "x" * 600]
        ExternalRecord.objects.create(
            offer=offer, origin=OfferOrigin.AIDES_TERRITOIRES, number="1", raw={}, unplaced=values
        )
        assert flags_of(offer) == [
            ("valeur_non_reconnue", "type : prix"),
            ("valeur_non_reconnue", ("étape : " + "x" * 600)[:500]),
        ]

    @pytest.mark.parametrize(
        ("state", "failures", "dead"),
        [("disparu", 1, False), ("disparu", 2, True), ("injoignable", 4, False), ("injoignable", 5, True)],
    )
    def test_dead_link(self, state, failures, dead):
        offer = whole()
        now = datetime(2026, 11, 22, tzinfo=UTC)
        LinkCheck.objects.create(offer=offer, url=offer.url, state=state, failures=failures, checked_at=now)
        assert flags_of(offer) == ([("lien_mort", offer.url)] if dead else [])

    def test_dead_link_that_the_offer_no_longer_gives(self):
        offer = whole()
        now = datetime(2026, 11, 22, tzinfo=UTC)
        LinkCheck.objects.create(offer=offer, url="https://ancien.fr/", state="disparu", failures=9, checked_at=now)
        assert flags_of(offer) == []

    @pytest.mark.parametrize("status", [status for status in OfferStatus if status != OfferStatus.PUBLISHED])
    def test_only_a_published_offer_has_flags(self, status):
        offer = whole(closes_on=YESTERDAY)
        flag_offers([offer.pk], today=TODAY)
        Offer.objects.update(status=status)
        assert flags_of(offer) == []


@pytest.mark.django_db
def test_flag_keeps_the_day_it_was_raised_and_goes_with_its_cause():
    offer = whole(closes_on=YESTERDAY)
    flag_offers(today=TODAY)
    raised = datetime(2026, 1, 1, tzinfo=UTC)
    QualityFlag.objects.update(raised_at=raised)

    assert flag_offers(today=TODAY + timedelta(days=1)) == 0
    assert offer.flags.get().raised_at == raised
    Offer.objects.update(closes_on=None)
    assert flag_offers(today=TODAY) == 1
    assert not offer.flags.exists()


@pytest.mark.django_db
def test_only_the_given_offers_are_looked_at():
    whole(closes_on=YESTERDAY)
    other = whole(closes_on=YESTERDAY)

    flag_offers([other.pk], today=TODAY)

    assert list(QualityFlag.objects.values_list("offer", flat=True)) == [other.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_flagging_asks_a_constant_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        whole(closes_on=YESTERDAY)

    with django_assert_num_queries(17):
        assert flag_offers(today=TODAY) == count


class TestProperties(TestCase):
    @given(
        st.sampled_from(["", *Recurrence.values]),
        days,
        days,
        st.lists(st.tuples(days, days).filter(lambda pair: None in pair or pair[0] <= pair[1]), max_size=3),
    )
    def test_flag_exists_if_and_only_if_its_condition_holds(self, recurrence, opens_on, closes_on, sessions):
        offer = whole(recurrence=recurrence, opens_on=opens_on, closes_on=closes_on)
        for position, (first, last) in enumerate(sessions):
            OfferSession.objects.create(
                offer=offer, position=position, name=f"Session {position}", opens_on=first, closes_on=last
            )
        dates = dates_of(offers_to_flag([offer.pk]).get())

        flag_offers([offer.pk], today=TODAY)
        raised = dict.fromkeys(offer.flags.values_list("code", flat=True))
        assert (FlagCode.DATES in raised) == bool(list(contradictions(dates)))
        assert (FlagCode.STALE_DEADLINE in raised) == (recurrence == "permanente" and (closes_on or TODAY) < TODAY)
        assert (FlagCode.CLOSED_SESSION in raised) == standing_of(dates, TODAY).is_closed
        assert set(raised) <= set(DATED)

        rows = list(QualityFlag.objects.values_list("pk", "code", "detail", "raised_at"))
        assert flag_offers([offer.pk], today=TODAY) == 0
        assert list(QualityFlag.objects.values_list("pk", "code", "detail", "raised_at")) == rows
