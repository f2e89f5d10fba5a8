from decimal import Decimal

import pytest
from django.db import IntegrityError

from mec.offers.models import Offer
from tests.factories.offers import (
    BackerFactory,
    BeneficiaryFactory,
    OfferFactory,
    OfferPhaseFactory,
    RequirementFactory,
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "service", "need": "financement"},
        {"url": "", "to_check": ""},
        {"source_name": ""},
        {"rate_min": 80, "rate_max": 20},
        {"rate_min": -1},
        {"rate_max": 101},
        {"amount_min": 2, "amount_max": 1},
        {"amount_min": -1},
    ],
)
def test_offer_refuses_what_no_source_could_say(fields):
    with pytest.raises(IntegrityError):
        OfferFactory(**fields)


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"population_min": 2, "population_max": 1}, {"condition_above": 2000}])
def test_beneficiary_refuses_bounds_that_contradict(fields):
    with pytest.raises(IntegrityError):
        BeneficiaryFactory(**fields)


@pytest.mark.parametrize(
    ("fields", "money"),
    [
        ({}, ""),
        ({"rate_min": 20, "rate_max": 80}, "de 20 à 80\u00a0%"),
        ({"rate_min": 75, "rate_max": 75}, "75\u00a0%"),
        ({"rate_max": "37.5"}, "jusqu’à 37,50\u00a0%"),
        ({"rate_min": 20}, "au moins 20\u00a0%"),
        ({"rate_max": 80, "amount_max": 75000}, "jusqu’à 80\u00a0%, jusqu’à 75\u202f000\u00a0€"),
    ],
)
def test_offer_says_how_much_in_words(fields, money):
    assert Offer(**{name: Decimal(value) for name, value in fields.items()}).money == money


def test_rows_read_as_what_they_say():
    assert [str(row) for row in (OfferFactory.build(title="DETR"), BackerFactory.build(name="ADEME"))] == [
        "DETR",
        "ADEME",
    ]
    assert str(OfferPhaseFactory.build(offer=None, phase="etude")) == "Étude"
    assert str(BeneficiaryFactory.build(offer=None, kind="commune")) == "Commune"
    assert str(RequirementFactory.build(offer=None, sentence="Lauréate.")) == "Lauréate."
