"""Of a project's lines, what each aid would pay, and which it refuses, by its own rule."""

from decimal import Decimal

import pytest

from mec.funding.queries import cost_lines_of
from mec.funding.shares import refusing, shares_of
from mec.offers.catalogue import Catalogue, shipped_catalogue
from mec.offers.models import ExpenseRule, Offer
from mec.offers.services import load_catalogue
from mec.taxonomy.services import load_topics
from tests.factories.funding import make_cost_line
from tests.factories.offers import OfferFactory


@pytest.fixture
def seed():
    load_topics()
    shipped = shipped_catalogue()
    entry = next(entry for entry in shipped.offers if entry.code == "cooperation-numerique")
    load_catalogue(catalogue=Catalogue(shipped.backers, (entry,)))
    return Offer.objects.get()


@pytest.fixture
def plan(project, people):
    def line(label, kind, amount):
        return make_cost_line(project, author=people["owner"], label=label, kind=kind, amount_ht=Decimal(amount))

    return [
        line("Développer la plateforme", "prestations", 100_000),
        line("Serveurs", "materiel", 20_000),
        line("Une animatrice", "personnel", 30_000),
    ]


def test_seed_aid_pays_75_000_euros_of_the_services_and_refuses_the_rest(project, plan, seed):
    [share] = shares_of(cost_lines_of(project), [seed], cost=None)

    assert share.estimate.amount == Decimal("75000.00")
    assert not share.estimate.is_whole
    assert [(unpaid.line, unpaid.rule) for unpaid in share.unpaid] == [
        (plan[1], "Ne paie pas\u00a0: matériel et équipements."),
        (plan[2], "Ne paie pas\u00a0: dépenses de personnel. Aussi nommées «\u00a0T2\u00a0»."),
    ]


def test_without_lines_the_declared_cost_stands_for_all(project, seed):
    [share] = shares_of([], [seed], cost=Decimal(100_000))

    assert (share.estimate.amount, share.estimate.is_whole, share.unpaid) == (Decimal("75000.00"), True, [])


def test_each_line_knows_the_aids_that_refuse_it(project, plan, seed):
    other = OfferFactory(rate_max=20)
    ExpenseRule.objects.create(offer=other, kind="materiel", included=False)

    found = refusing(shares_of(plan, [seed, other], cost=None))

    assert found == {plan[1].pk: [seed, other], plan[2].pk: [seed]}
