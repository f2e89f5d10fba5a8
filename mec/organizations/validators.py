"""What the number of a body may look like."""

from django.core.exceptions import ValidationError

SIREN_DIGITS = 9
_TEN = 10


def normalized_siren(value: str) -> str:
    """Return the nine digits of a SIREN written with or without spaces. Raises ValidationError.

    The last digit is a key (Luhn): a wrong or swapped digit is found.
    """
    digits = "".join(value.split())
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError("Un SIREN s’écrit en chiffres, par exemple 200 071 413.", code="siren")
    if len(digits) != SIREN_DIGITS:
        raise ValidationError(
            f"Un SIREN compte neuf chiffres, celui-ci en compte {len(digits)}. Exemple : 200 071 413.", code="siren"
        )
    if int(digits) == 0 or _luhn(digits) % _TEN:
        raise ValidationError(
            "Ce SIREN n’existe pas : un chiffre est sans doute faux. Recopiez-le, par exemple 200 071 413.",
            code="siren",
        )
    return digits


def _luhn(digits: str) -> int:
    doubled = [int(digit) * (2 if rank % 2 else 1) for rank, digit in enumerate(reversed(digits))]
    return sum(value // _TEN + value % _TEN for value in doubled)
