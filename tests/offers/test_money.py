from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.money import granted

CENT = Decimal("0.01")
rates = st.decimals(0, 100, places=2)
costs = st.decimals(0, 999_999_999_999, places=2)


@pytest.mark.parametrize(
    ("rate", "cost", "expected"),
    [
        ("75", "100000", "75000.00"),
        ("50", "0.01", "0.01"),
        ("50", "0.03", "0.02"),
        ("33.33", "10", "3.33"),
        ("0", "100000", "0.00"),
        ("100", "1234.56", "1234.56"),
    ],
)
def test_grant_is_the_share_of_the_cost_to_the_cent(rate, cost, expected):
    found = granted(Decimal(rate), Decimal(cost))

    assert str(found) == expected


@given(rate=rates, cost=costs)
def test_grant_is_within_half_a_cent_of_the_share_and_never_more_than_the_cost(rate, cost):
    found = granted(rate, cost)

    assert abs(found - rate * cost / 100) <= CENT / 2
    assert 0 <= found <= cost


@given(rate=rates, costs=st.tuples(costs, costs))
def test_higher_cost_never_gives_a_lower_grant(rate, costs):
    assert granted(rate, min(costs)) <= granted(rate, max(costs))
