"""How a territory is named in a French sentence: "de l’Ardèche", "du Havre", "de la communauté de communes…"."""

import re
from enum import IntEnum

from mec.territories.enums import TerritoryKind


class Liaison(IntEnum):
    """INSEE's TNCC code: the article that a name carries, and so the words that tie it to what precedes."""

    NONE = 0
    ELISION = 1
    LE = 2
    LA = 3
    LES = 4
    L = 5
    AUX = 6
    LAS = 7
    LOS = 8


_ARTICLES = {
    Liaison.LE: "Le ",
    Liaison.LA: "La ",
    Liaison.LES: "Les ",
    Liaison.L: "L’",
    Liaison.AUX: "Aux ",
    Liaison.LAS: "Las ",
    Liaison.LOS: "Los ",
}
_TIES = {
    Liaison.NONE: "de ",
    Liaison.ELISION: "d’",
    Liaison.LE: "du ",
    Liaison.LA: "de la ",
    Liaison.LES: "des ",
    Liaison.L: "de l’",
    Liaison.AUX: "des ",
    Liaison.LAS: "de las ",
    Liaison.LOS: "de los ",
}
_VOWEL = re.compile(r"[aàâäeéèêëiîïoôöuùûüyœæ]", re.IGNORECASE)
_GROUP_TYPES = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d’agglomération ",
    "CU ": "Communauté urbaine ",
}
_GROUP_WORDS = ("communauté", "métropole")


def of_name(name: str, liaison: int) -> str:
    """Tie `name` to what precedes: "de l’Ardèche", "du Havre", "de La Rochelle", "d’Aubenas"."""
    kind = Liaison(liaison)
    article = _ARTICLES.get(kind, "")
    if kind is Liaison.LA and name.startswith(article):
        return f"de {name}"
    return _TIES[kind] + name.removeprefix(article)


def guess_liaison(name: str) -> Liaison:
    """Return the article that `name` shows, for the names to which INSEE gives none."""
    for liaison, article in _ARTICLES.items():
        if name.startswith(article):
            return liaison
    return Liaison.ELISION if _VOWEL.match(name) and not name.startswith("Y") else Liaison.NONE


def spelled_out(name: str, kind: str) -> str:
    """Return an intercommunalité's name without abbreviation: "Communauté d’agglomération…" for "CA…"."""
    if kind == TerritoryKind.EPCI:
        for short, long in _GROUP_TYPES.items():
            if name.startswith(short):
                return long + name.removeprefix(short)
    return name


def of_territory(name: str, liaison: int, kind: str) -> str:
    """Tie a territory to what precedes, as `of_name`; an intercommunalité is spelled out."""
    full = spelled_out(name, kind)
    if kind == TerritoryKind.EPCI and full.lower().startswith(_GROUP_WORDS):
        return f"de la {full[0].lower()}{full[1:]}"
    return of_name(full, liaison)


def without_article(name: str, liaison: int) -> str:
    """Return "Havre" for "Le Havre", "Ardèche" for "Ardèche"."""
    return name.removeprefix(_ARTICLES.get(Liaison(liaison), ""))
