from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.entries import ExpenseEntry
from mec.offers.enums import OfferForm
from mec.offers.money import Terms, estimate, granted, payable, rule_against, terms_of
from mec.taxonomy.enums import ExpenseKind
from tests.factories.offers import OfferFactory

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


SEED = (
    ExpenseEntry("prestations", included=True, note="Développement, conseil."),
    ExpenseEntry("materiel", included=False),
    ExpenseEntry("personnel", included=False, note="Aussi nommées « T2 »."),
)
kinds = st.sampled_from(ExpenseKind.values)
rules = st.dictionaries(kinds, st.booleans(), max_size=6).map(
    lambda said: tuple(ExpenseEntry(kind, included) for kind, included in said.items())
)
euros_spent = st.decimals(Decimal("0.01"), 999_999_999, places=2)
plans = st.dictionaries(kinds, euros_spent, min_size=1, max_size=6)
money = st.none() | st.decimals(0, 999_999_999, places=2)
terms = st.builds(Terms, rate=rates | st.none(), ceiling=money).filter(lambda terms: terms.is_said)


def words_of(*args, **said):
    return estimate(*args, **said).words.replace("\u00a0", " ").replace("\u202f", " ")


class TestEstimate:
    def test_seed_aid_gives_75_000_euros_of_100_000_of_services_and_nothing_of_the_rest(self):
        costs = {"prestations": Decimal(100_000), "materiel": Decimal(20_000), "personnel": Decimal(30_000)}

        assert words_of(Terms(Decimal(75)), SEED, costs=costs) == "au plus 75 000 €, soit 75 % de 100 000 €"

    @pytest.mark.parametrize(
        ("said", "costs", "cost", "words"),
        [
            (
                Terms(Decimal(75)),
                {},
                Decimal(100_000),
                "au plus 75 000 €, soit 75 % de 100 000 € si toutes les dépenses sont retenues",
            ),
            (
                Terms(Decimal(75), ceiling=Decimal(20_000)),
                {"prestations": Decimal(100_000)},
                None,
                "au plus 20 000 €, son plafond",
            ),
            (
                Terms(ceiling=Decimal(20_000)),
                {"prestations": Decimal(5_000)},
                None,
                "au plus 5 000 €, car son plafond est plus haut que ces dépenses",
            ),
            (
                Terms(Decimal(75)),
                {"materiel": Decimal(5_000)},
                Decimal(100_000),
                "rien, car elle ne paie aucune des dépenses prévues",
            ),
        ],
    )
    def test_words_say_the_most_and_why(self, said, costs, cost, words):
        assert words_of(said, SEED, costs=costs, cost=cost) == words

    @pytest.mark.parametrize(
        ("said", "costs", "cost"),
        [(Terms(floor=Decimal(1)), {"travaux": Decimal(10)}, None), (Terms(Decimal(50)), {}, None)],
    )
    def test_nothing_is_said_without_an_amount_or_a_cost(self, said, costs, cost):
        assert estimate(said, (), costs=costs, cost=cost) is None

    def test_amount_under_the_floor_is_told_and_not_raised(self):
        found = estimate(Terms(Decimal(50), floor=Decimal(1_000)), (), costs={"travaux": Decimal(1_000)})

        assert (found.amount, found.is_below_floor) == (Decimal("500.00"), True)

    @given(terms=terms, rules=rules, costs=plans)
    def test_never_above_the_ceiling_nor_the_base_nor_the_costs_and_in_cents(self, terms, rules, costs):
        found = estimate(terms, rules, costs=costs)

        assert 0 <= found.amount <= found.base <= sum(costs.values())
        assert terms.ceiling is None or found.amount <= terms.ceiling
        assert found.amount == found.amount.quantize(CENT)

    @given(rates=st.tuples(rates, rates), ceiling=money, rules=rules, costs=plans)
    def test_higher_rate_never_gives_less(self, rates, ceiling, rules, costs):
        low, high = (estimate(Terms(rate, ceiling=ceiling), rules, costs=costs).amount for rate in sorted(rates))

        assert low <= high

    @given(rate=rates, rules=rules, data=st.data())
    def test_lines_add_up_to_the_cent_of_each(self, rate, rules, data):
        costs = data.draw(plans)
        alone = [estimate(Terms(rate), rules, costs={kind: amount}) for kind, amount in costs.items()]
        together = estimate(Terms(rate), rules, costs=costs)

        assert together.base == sum(found.base for found in alone)
        assert abs(together.amount - sum(found.amount for found in alone)) <= CENT / 2 * (len(alone) + 1)

    @given(terms=terms, rules=rules, costs=plans, data=st.data())
    def test_order_of_lines_and_rules_changes_nothing(self, terms, rules, costs, data):
        other_costs = dict(data.draw(st.permutations(list(costs.items()))))
        other_rules = data.draw(st.permutations(rules))

        assert estimate(terms, other_rules, costs=other_costs) == estimate(terms, rules, costs=costs)


class TestRules:
    @pytest.mark.parametrize(
        ("kind", "rule"),
        [
            ("prestations", ""),
            ("materiel", "Ne paie pas : matériel et équipements."),
            ("personnel", "Ne paie pas : dépenses de personnel. Aussi nommées « T2 »."),
            ("travaux", "Ne la cite pas dans ce qu’elle paie : prestations de services."),
        ],
    )
    def test_rule_against_an_expense_is_quoted(self, kind, rule):
        assert rule_against(SEED, kind).replace("\u00a0", " ") == rule

    def test_without_a_list_of_what_is_paid_all_that_is_not_refused_is(self):
        refusals = SEED[1:]

        assert [rule_against(refusals, kind) for kind in ("travaux", "etudes")] == ["", ""]
        assert rule_against(refusals, "materiel")

    @given(rules=rules, costs=plans)
    def test_what_is_payable_is_the_sum_of_what_no_rule_refuses(self, rules, costs):
        unpaid = sum(amount for kind, amount in costs.items() if rule_against(rules, kind))

        assert payable(rules, costs) + unpaid == sum(costs.values())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, True),
        ({"forms": [OfferForm.GRANT, OfferForm.LOAN]}, True),
        ({"forms": [OfferForm.LOAN]}, False),
        ({"forms": [OfferForm.ADVANCE, OfferForm.TECHNICAL]}, False),
        ({"need": "ingenierie"}, False),
    ],
)
def test_what_is_paid_back_or_only_advises_gives_nothing(changes, said):
    assert terms_of(OfferFactory.build(rate_max=50, **changes)).is_said == said
