import pytest
from django.contrib.auth.models import AnonymousUser

from mec.accounts.models import User
from mec.offers.enums import OfferStatus
from mec.offers.facts import offer_facts
from mec.offers.models import Offer
from mec.offers.queries import offer_by_slug, offers_for_matching, offers_visible_to
from mec.offers.rules import anyone
from mec.territories.models import Territory
from tests.factories.offers import BeneficiaryFactory, OfferFactory, OfferPhaseFactory, RequirementFactory
from tests.factories.taxonomy import TopicFactory

pytestmark = pytest.mark.django_db


def full_offer(**fields):
    offer = OfferFactory(**fields)
    offer.topics.add(TopicFactory())
    offer.territories.add(Territory.objects.create(kind="commune", code=str(offer.pk), name="Privas"))
    OfferPhaseFactory(offer=offer)
    BeneficiaryFactory(offer=offer)
    RequirementFactory(offer=offer)
    return offer


@pytest.fixture
def people():
    return [
        AnonymousUser(),
        User.objects.create_user("a@exemple.fr"),
        User.objects.create_user("staff@exemple.fr", is_staff=True),
        User.objects.create_user("parti@exemple.fr", is_staff=True, is_active=False),
    ]


def test_visible_offers_hide_drafts_and_withdrawn_ones_from_visitors(people):
    published, *_ = [OfferFactory(status=status) for status in ("publiee", "brouillon", "retiree")]

    visitor, person, staff, former_staff = people

    for reader in (visitor, person, former_staff):
        assert list(offers_visible_to(reader)) == [published]
    assert offers_visible_to(staff).count() == 3


def test_offer_by_slug_gives_nothing_of_a_draft_to_a_visitor():
    OfferFactory(slug="brouillon", status=OfferStatus.DRAFT)
    seen = OfferFactory(slug="publiee")

    assert offer_by_slug("brouillon", user=AnonymousUser()) is None
    assert offer_by_slug("publiee", user=AnonymousUser()) == seen


@pytest.mark.parametrize("item_count", [1, 3])
def test_offers_for_matching_are_read_in_constant_queries(item_count, django_assert_num_queries):
    for _ in range(item_count):
        full_offer()

    with django_assert_num_queries(10):
        facts = [offer_facts(offer) for offer in offers_for_matching()]

    assert len(facts) == item_count
    assert all(row.beneficiaries and row.requirements and row.territories and row.topics for row in facts)


def test_offers_for_matching_leave_out_what_is_not_published():
    OfferFactory(status=OfferStatus.WITHDRAWN)

    assert list(offers_for_matching()) == []


def test_anyone_reads_the_history_of_an_offer():
    assert anyone(AnonymousUser(), Offer()) is True
