from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from mec.core.ui import french
from mec.core.ui.fields import EurosField, FrenchDateField

MOST = Decimal("99_999_999_999.99")


def euros(typed):
    return EurosField(most=MOST, required=False).clean(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None),
        ("  ", None),
        ("250000", "250000.00"),
        ("250 000,50 €", "250000.50"),
        ("250\u202f000,5\u00a0euros", "250000.50"),
        ("250.000", "250000.00"),
        ("1.250.000,00 € HT", "1250000.00"),
        ("250.50", "250.50"),
        ("250 k€", "250000.00"),
        ("1,5 M€", "1500000.00"),
    ],
)
def test_amount_is_read_as_people_write_it(typed, amount):
    assert euros(typed) == (amount and Decimal(amount))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("beaucoup", "n’est pas un montant"),
        ("1,234.50", "n’est pas un montant"),
        ("250,000", "n’est pas un montant"),
        ("-5", "n’est pas un montant"),
        ("1e9", "n’est pas un montant"),
        ("٢٥٠", "n’est pas un montant"),
        ("<b>1</b>", "n’est pas un montant"),
        ("9" * 39, "n’est pas un montant"),
        ("0", "doit dépasser 0"),
        ("100 000 000 000", "vérifiez le nombre de zéros"),
    ],
)
def test_amount_that_cannot_be_read_says_why_with_an_example(typed, message):
    with pytest.raises(forms.ValidationError, match=message):
        euros(typed)


@given(amount=st.decimals(min_value="0.01", max_value=MOST, places=2))
def test_amount_that_was_shown_is_read_back(amount):
    assert euros(french.euros(amount)) == amount


@pytest.mark.parametrize("typed", ["2026-12-31", "31/12/2026", "31/12/26", " 31/12/2026 "])
def test_date_is_read_from_a_calendar_or_as_typed(typed):
    assert FrenchDateField().clean(typed) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "par exemple 31/12/2026"),
        ("demain", "par exemple 31/12/2026"),
        ("0001-01-01", "entre 1990 et 2100"),
        ("9999-01-01", "entre 1990 et 2100"),
    ],
)
def test_date_that_cannot_be_read_says_why(typed, message):
    with pytest.raises(forms.ValidationError, match=message):
        FrenchDateField().clean(typed)


def test_date_is_given_back_as_the_browser_wants_it():
    assert FrenchDateField().widget.format_value(date(2026, 12, 31)) == "2026-12-31"


def test_required_amount_of_nothing_asks_for_an_estimate():
    with pytest.raises(forms.ValidationError, match="écrivez une estimation, par exemple 250 000,50"):
        EurosField(most=MOST).clean("0")
