"""A link made for a place: its address holds `{commune}`, `{epci}` or `{departement}`, replaced by an official code."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError

from mec.territories.enums import TerritoryKind

PLACEHOLDERS = {
    "commune": TerritoryKind.COMMUNE,
    "epci": TerritoryKind.EPCI,
    "departement": TerritoryKind.DEPARTEMENT,
}
"""What an address may hold, and whose code stands for it: INSEE's, or the SIREN of an EPCI."""
_PLACEHOLDER = re.compile(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")
_BRACES = re.compile(r"[{}]")


def validate_link(url: str) -> None:
    """Refuse a link whose braces are not those of a link made for a place; raises ValidationError, in French."""
    if not _BRACES.search(url):
        return
    if _BRACES.search(_PLACEHOLDER.sub("", url)):
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValidationError(f"Entre accolades, un lien ne peut contenir que {names}.", code="placeholder")
    if not url.startswith("https://"):
        raise ValidationError("Un lien fait pour un territoire commence par https://.", code="scheme")
    if _BRACES.search(urlsplit(url).netloc):
        raise ValidationError("Le nom du site ne change pas d’un territoire à l’autre.", code="host")


def validate_plain_link(url: str) -> None:
    """Refuse braces: the same address for everybody. Raises ValidationError, in French."""
    if _BRACES.search(url):
        raise ValidationError("Ce lien est le même pour tous les territoires\u00a0: retirez les accolades.")


def is_for_a_place(url: str) -> bool:
    """Say whether the link is made for a place; one that came from elsewhere with other braces is as it is."""
    if not _BRACES.search(url):
        return False
    try:
        validate_link(url)
    except ValidationError:
        return False
    return True


def kinds_asked(url: str) -> list[TerritoryKind]:
    """Return whose codes the link needs, in its order."""
    return [PLACEHOLDERS[name] for name in dict.fromkeys(_PLACEHOLDER.findall(url))]


def filled(url: str, codes: Mapping[str, str]) -> str:
    """Return the link for a place; empty when one of the codes that it needs is unknown.

    `codes`: kind of territory → code.
    """
    if not codes.keys() >= set(kinds_asked(url)):
        return ""
    return _PLACEHOLDER.sub(lambda found: quote(codes[PLACEHOLDERS[found[1]]], safe=""), url)


def home_of(url: str) -> str:
    """Return the first page of the link's site."""
    return f"https://{urlsplit(url).netloc}/"
