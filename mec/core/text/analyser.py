"""From a French text to the terms that searching and matching compare.

A word is folded, left out when it says nothing of the subject, then reduced to its Snowball stem. Folding comes first,
so that a text typed without accents finds the same things; the plurals and the feminine that Snowball recognises by
their accents only, or not at all, are brought back before it ("vélos", "rénovées", "lieux").
"""

import re
import threading
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from mec.core.text.folding import fold
from mec.core.text.stopwords import STOP_WORDS

LONGEST_TERM = 40
"""Characters kept of a term: longer runs are addresses and noise."""

_LETTER = r"[^\W_]"
_INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(
    rf"(?<!{_LETTER})(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!{_LETTER}))?"
    rf"|{_LETTER}(?:{_LETTER}|[{_INVISIBLE}])*(?:[·•‧]{_LETTER}{{1,6}})*"
)
_INCLUSIVE_ENDING = re.compile("[·•‧].*", re.DOTALL)
_UNHEARD_PLURAL = re.compile(r"(?:\w\w[^aeiouys\d][aiou]|[eiou]e)s$")
_IRREGULAR_PLURALS = {
    "baux": "bail",
    "enjeux": "enjeu",
    "feux": "feu",
    "jeux": "jeu",
    "lieux": "lieu",
    "milieux": "milieu",
    "pieux": "pieu",
    "vitraux": "vitrail",
    "voeux": "voeu",
}
_SHORTEST_FEMININE = 6
_SHORTEST_STEMMED = 4


class Token(NamedTuple):
    term: str
    start: int
    """Position of the word in the text, in characters."""
    end: int


class _Stemmer(threading.local):
    """One stemmer per thread: PyStemmer's are not safe to share."""

    def __init__(self) -> None:
        self.french = Stemmer.Stemmer("french")


_stemmer = _Stemmer()


def analyse(text: str) -> list[Token]:
    """Return the terms of `text` with their positions, in reading order; never raises."""
    matches = list(_WORD.finditer(text))
    terms = _terms([match[0] for match in matches])
    return [Token(term, *match.span()) for term, match in zip(terms, matches, strict=True) if term]


def tokens(text: str) -> list[str]:
    """Return the terms of `text` in reading order, repeated as often as they occur; never raises."""
    return [term for term in _terms(_WORD.findall(text)) if term]


def stem(word: str) -> str:
    """Return the term for a folded word, stop words included."""
    word = _IRREGULAR_PLURALS.get(word, word)
    if len(word) >= _SHORTEST_STEMMED and _UNHEARD_PLURAL.search(word):
        word = word[:-1]
    if len(word) >= _SHORTEST_FEMININE and word.endswith("ee"):
        word = word[:-1]
    return _stemmer.french.stemWord(word) if len(word) >= _SHORTEST_STEMMED else word


@lru_cache(maxsize=1 << 16)
def _term(word: str) -> str:
    folded = _letters(word)
    return "" if folded in STOP_WORDS or (len(folded) == 1 and folded.isalpha()) else stem(folded)[:LONGEST_TERM]


def _letters(word: str) -> str:
    return "".join(char for char in fold(_INCLUSIVE_ENDING.sub("", word)) if char.isalnum())[:LONGEST_TERM]


def _terms(words: list[str]) -> list[str]:
    """Return the term of each word, empty for those that say nothing."""
    terms = [_term(word) for word in words]
    for position, word in enumerate(words):
        if not terms[position] and len(word) > 1 and word.isupper() and not _shouts_around(words, position):
            # A grammar word in capitals between words that are not is an acronym: "le PAS du Morvan".
            terms[position] = _letters(word)
    return terms


def _shouts_around(words: list[str], position: int) -> bool:
    return any(words[other].isupper() for other in (position - 1, position + 1) if 0 <= other < len(words))
