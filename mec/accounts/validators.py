"""What an address and a person's name may look like, wherever they come from."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_NAME_MARKS = frozenset("'’ʼ.")


def normalized_email(value: str) -> str:
    """Return the address in the one form under which accounts are kept: trimmed, in lower case.

    Raises ValidationError when it is no address; an address that passes holds no line break.
    """
    email = value.strip().lower()
    validate_email(email)
    return email


def validate_person_name(value: str) -> None:
    """Accept the names of people and nothing that a mail program would turn into a link."""
    words = value.split(" ")
    if not all(_is_name_character(character) for character in value) or any("." in word[:-1] for word in words):
        raise ValidationError(
            "Un nom s’écrit en lettres, espaces, traits d’union et apostrophes, par exemple « Anne-Marie ».",
            code="name",
        )


def _is_name_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in _NAME_MARKS or character in " -‐‑"


def mask_email(email: str) -> str:
    """Return the address as its holder recognises it: "c••••e@privas.fr", with four dots whatever the length."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}••••{local[-1:] if len(local) > 2 else ''}@{domain}"  # noqa: PLR2004 -- else it would be whole
