"""Fields that read figures and dates as people write them in French."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from mec.core.ui import french

SPACES = re.compile(r"[\s\u00a0\u2009\u202f']+")
AMOUNT = re.compile(r"(?P<whole>\d{1,15}|\d{1,3}(?:\.\d{3})+)(?:[.,](?P<cents>\d{1,2}))?(?P<unit>k|m)?", re.ASCII)
UNITS = {"k": Decimal(1_000), "m": Decimal(1_000_000)}
QUOTED = 40
FIRST_YEAR, LAST_YEAR = 1990, 2100


def _quoted(typed: str) -> str:
    """Return the beginning of what was typed, as an error repeats it."""
    return typed[:QUOTED].replace("\x00", "")


class EurosField(forms.CharField):
    """An amount in euros and cents: "250 000,50 €", "250000.5", "250 k€"; None when it is left empty.

    A point between groups of three digits separates thousands, as some write; what could be read in two ways is
    refused.
    """

    def __init__(self, *, example: str = "250 000,50", most: Decimal, **kwargs: Any) -> None:
        super().__init__(max_length=QUOTED, **kwargs)
        self.most = most
        self.example = example
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return french.number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return self._amount(typed) if typed else None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Leave the length to `to_python`, which has read the text already."""

    def _amount(self, typed: str) -> Decimal:
        compact = SPACES.sub("", typed).lower()
        found = AMOUNT.fullmatch(re.sub(r"(?:€|euros?)?(?:ht)?$", "", compact))
        if found is None:
            raise forms.ValidationError(
                f"« {_quoted(typed)} » n’est pas un montant en euros. Écrivez-le en chiffres, par exemple "
                f"{self.example}."
            )
        amount = Decimal(found["whole"].replace(".", "") + "." + (found["cents"] or "0"))
        amount = (amount * UNITS.get(found["unit"] or "", Decimal(1))).quantize(Decimal("0.01"))
        if amount <= 0:
            unknown = (
                f"écrivez une estimation, par exemple {self.example}" if self.required else "laissez ce champ vide"
            )
            raise forms.ValidationError(f"Le montant doit dépasser 0 €. S’il n’est pas encore connu, {unknown}.")
        if amount > self.most:
            raise forms.ValidationError(
                f"Le montant dépasse {french.euros(self.most)} : vérifiez le nombre de zéros, par exemple "
                f"{self.example}."
            )
        return amount


class FrenchDateField(forms.DateField):
    """A day, from the browser's own calendar or typed as 31/12/2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        try:
            read = super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"« {_quoted(str(value))} » n’est pas une date. Écrivez le jour, le mois et l’année, par exemple "
                "31/12/2026."
            ) from None
        if read is not None and not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"L’année {read.year} ne semble pas juste : donnez une date entre {FIRST_YEAR} et {LAST_YEAR}."
            )
        return read
