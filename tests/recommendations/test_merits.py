"""What is added to the resemblance, and how little it may change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.calendar import Dates
from mec.offers.facts import OfferFacts
from mec.offers.shelf import Shelf
from mec.recommendations import weights
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.matching import explained, match
from mec.recommendations.merits import Merits, of_peers
from mec.recommendations.peers import Feedback

TODAY = date(2026, 6, 1)


def offer(number=1, **said):
    fields = {"kind": "aide", "need": "financement", "title": "Restaurer un lavoir", "backer": "L’État"}
    return OfferFacts(number, f"offre-{number}", f"offre-{number}", **{**fields, **said})


def points(said, *, cost=None, feedback=None):
    facts = ProjectFacts(title="Notre lavoir", cost=cost, today=TODAY)
    return float(Merits(Shelf((offer(**said),)), {1: feedback or Feedback()}).points(facts)[0])


@pytest.mark.parametrize(
    ("scale", "worth"),
    [("commune", 3.0), ("epci", 3.0), ("departement", 3.0), ("region", 1.5), ("pays", 0.0), ("", 0.0)],
)
def test_the_smaller_the_place_the_more(scale, worth):
    assert points({"scale": scale}) == worth


@pytest.mark.parametrize(("days", "worth"), [(-1, 0.0), (0, 2.0), (60, 2.0), (61, 0.0)])
def test_deadline_in_sight(days, worth):
    assert points({"dates": Dates(closes_on=TODAY + timedelta(days=days))}) == worth


@pytest.mark.parametrize(
    ("said", "cost", "worth"),
    [
        ({}, None, 0.0),
        ({}, 10_000, 0.0),
        ({"rate_max": Decimal(50)}, None, 1.5),
        ({"rate_max": Decimal(50)}, 10_000, 1.5),
        ({"rate_max": Decimal(50), "amount_max": Decimal(1_000)}, 10_000, 0.3),
        ({"amount_max": Decimal(1_000)}, 10_000, 0.3),
        ({"amount_max": Decimal(1_000)}, 500, 3.0),
        ({"amount_max": Decimal(1_000)}, None, 0.0),
        ({"rate_max": Decimal(100), "forms": ("pret", "avance_recuperable")}, None, 0.0),
        ({"rate_max": Decimal(100), "forms": ("pret", "subvention")}, None, 3.0),
    ],
)
def test_share_of_the_cost_that_it_gives(said, cost, worth):
    assert points(said, cost=cost and Decimal(cost)) == pytest.approx(worth)


counts = st.integers(0, 10_000)


@given(counts, counts)
def test_peers_weigh_within_their_bound_and_each_of_them_on_their_side(followed, off_topic):
    found = of_peers(Feedback(followed, off_topic))

    assert abs(found) < weights.PEERS_POINTS
    assert of_peers(Feedback(followed + 1, off_topic)) > found > of_peers(Feedback(followed, off_topic + 1))


def test_nobody_said_anything():
    assert points({}) == 0.0


def test_offer_that_others_follow_comes_before_its_like_and_says_so():
    facts = ProjectFacts(title="Notre lavoir", today=TODAY)
    others = [offer(number, title=f"Autre sujet {number}") for number in range(3, 9)]
    catalogue = catalogue_of([offer(1), offer(2), *others], feedback={2: Feedback(followed=3)})

    lines = _lines(match(facts, catalogue))

    assert [line.offer.pk for line in lines] == [2, 1]
    assert "3 autres projets s’en servent." in lines[0].reasons
    assert "s’en servent" not in "".join(lines[1].reasons)


def test_merits_bring_in_nothing_that_does_not_resemble():
    facts = ProjectFacts(title="Notre lavoir", today=TODAY)
    dear = offer(2, title="Piscine", scale="commune", rate_max=Decimal(100), dates=Dates(closes_on=TODAY))
    catalogue = catalogue_of([offer(1), dear], feedback={2: Feedback(followed=1_000)})

    assert [line.offer.pk for line in _lines(match(facts, catalogue))] == [1]
    assert explained(facts, 2, catalogue).score == pytest.approx(8 + 4 * 1_000 / 1_004)


def _lines(found):
    return [line for need in found.needs for _, lines in need.bands for line in lines]
