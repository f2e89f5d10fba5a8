from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from mec.accounts.models import User
from mec.offers.enums import OfferStatus
from mec.offers.models import Offer, OfferSession
from mec.offers.queries import long_texts_of, offer_by_slug, offers_visible_to, published_offers
from mec.offers.reading import facts_of_offers
from mec.offers.rules import anyone
from mec.territories.models import Perimeter, Territory
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
def test_facts_of_offers_are_read_in_constant_queries(item_count, django_assert_num_queries):
    for _ in range(item_count):
        full_offer()

    with django_assert_num_queries(10):
        facts = facts_of_offers(published_offers())

    assert len(facts) == item_count
    assert all(row.beneficiaries and row.requirements and row.territories and row.topics for row in facts)


def test_facts_of_offers_keep_their_columns_and_the_order_of_their_rows():
    offer = full_offer(rate_max=Decimal("75.00"), forms=["pret", "subvention"], recurrence="ponctuelle")
    for position, name in ((2, "Deuxième"), (1, "Première")):
        OfferSession.objects.create(offer=offer, position=position, name=name)

    [facts] = facts_of_offers(Offer.objects.filter(pk=offer.pk))

    assert (facts.pk, facts.title, facts.backer, facts.money) == (
        offer.pk,
        offer.title,
        offer.backer.name,
        "jusqu’à 75\u00a0%",
    )
    assert (facts.forms, facts.dates.recurrence) == (("pret", "subvention"), "ponctuelle")
    assert [session.name for session in facts.dates.sessions] == ["Première", "Deuxième"]


def test_scale_is_the_kind_of_the_widest_territory():
    offer = full_offer()
    offer.territories.add(Territory.objects.create(kind="region", code="84", name="Auvergne-Rhône-Alpes"))
    local, national = full_offer(), OfferFactory(national=True)

    scales = {facts.pk: facts.scale for facts in facts_of_offers(published_offers())}

    assert scales == {offer.pk: "region", local.pk: "commune", national.pk: ""}


def test_scale_is_unknown_where_another_perimeter_counts():
    offer = full_offer()
    offer.perimeters.add(Perimeter.objects.create(code="bassin", name="Bassin", nature="ensemble"))

    [facts] = facts_of_offers(published_offers())

    assert facts.scale == ""


def test_long_texts_are_plain():
    rich, plain = OfferFactory(rich=True, description="<p>Un <b>pont</b></p>"), OfferFactory(description="Un < pont")

    assert long_texts_of([rich.pk, plain.pk]) == {rich.pk: "Un pont", plain.pk: "Un < pont"}


def test_anyone_reads_the_history_of_an_offer():
    assert anyone(AnonymousUser(), Offer()) is True
