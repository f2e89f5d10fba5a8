"""The words by which a territory is found, the same for what is indexed and for what people type."""

import re
import unicodedata
from itertools import pairwise

MAX_TYPED = 200
"""Characters read from what someone types; the longest name has 60."""

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ORDINAL = re.compile(r"^(\d{1,2})(?:er|ere|e|eme|ieme|nd|nde)$")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SHORTENED = {long: short for short, long in _ABBREVIATIONS.items()}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_ELIDED = frozenset({"l", "d", "qu"})

FREQUENT = frozenset(
    {"saint", "sainte", "saints", "saintes", "sur", "sous", "en", "et", "le", "la", "les", "l", "d", "de", "du", "des"}
    | {"aux", "au", "a", "lez", "pres", "dans", "entre", "val", "communaute", "communes", "commune", "agglomeration"}
    | {"urbaine", "metropole", "arrondissement", "pays", "cc", "ca", "cu", "grand", "grande"}
)
"""Words of so many names that they are a poor place to start looking from."""


def fold(text: str) -> str:
    """Lower case without accent nor punctuation, "st" read as "saint", words apart by one space."""
    text = text[:MAX_TYPED].replace("s/", "sur ").replace("S/", "sur ").translate(_LIGATURES)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_whole(word) for word in _NOT_WORD.split(plain.lower()) if word)


def _whole(word: str) -> str:
    if word in _ABBREVIATIONS:
        return _ABBREVIATIONS[word]
    ordinal = _ORDINAL.match(word)
    return f"{ordinal[1]}e" if ordinal else word


def glued(folded: str) -> list[str]:
    """Return the words that people type without their apostrophe: "labergement" for "l abergement"."""
    words = folded.split()
    return [first + second for first, second in pairwise(words) if first in _ELIDED]


def acronym(folded: str) -> str:
    """Return an intercommunalité's initials as its people say them: "ca privas centre ardeche" is "capca"."""
    words = folded.split()
    if len(words) < 3 or words[0] not in {"cc", "ca", "cu"}:  # noqa: PLR2004 -- two words make no acronym
        return ""
    return words[0] + "".join(word[0] for word in words[1:] if word not in FREQUENT or len(word) > 3)  # noqa: PLR2004


def typed_words(text: str) -> list[str]:
    """Return the folded words of what someone is typing: a last "st" may still become "Strasbourg"."""
    words = fold(text).split()
    last = _NOT_WORD.split(text[:MAX_TYPED].lower())[-1]
    return [*words[:-1], last] if last in _ABBREVIATIONS else words


def abbreviated(folded: str) -> str:
    """Return "st etienne" for "saint etienne", and nothing for a name without a saint."""
    words = folded.split()
    short = [_SHORTENED.get(word, word) for word in words]
    return " ".join(short) if short != words else ""
