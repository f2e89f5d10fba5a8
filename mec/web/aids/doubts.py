"""What a reader should know before relying on an offer, in plain words."""

from collections.abc import Iterable

from mec.offers.enums import FlagCode
from mec.offers.models import QualityFlag

WORDS = {
    FlagCode.DATES: "Ses dates se contredisent",
    FlagCode.STALE_DEADLINE: "Elle est dite ouverte toute l’année, mais son échéance est passée",
    FlagCode.CLOSED_SESSION: "D’après ses dates, on ne peut pas la demander en ce moment",
    FlagCode.DEAD_LINK: "Un de ses liens ne répond plus",
    FlagCode.PERIMETER: "On ne sait pas dire exactement où elle est ouverte",
    FlagCode.ANNEX: "Un document annoncé par la source n’est pas disponible",
    FlagCode.UNREAD_VALUE: "Une information de la source n’est pas reprise ici",
    FlagCode.MISSING: "La source ne dit pas",
}


def sentence_of(flag: QualityFlag) -> str:
    """Return "Un de ses liens ne répond plus : https://…", with a full stop at the end."""
    words = WORDS[FlagCode(flag.code)]
    return f"{words}\u00a0: {flag.detail}".rstrip(".") + "." if flag.detail else f"{words}."


def warnings_of(to_check: str, flags: Iterable[QualityFlag]) -> list[str]:
    """Return what the page warns of: what its editor asks to confirm, then what is doubtful today."""
    shown = [flag for flag in flags if flag.code != FlagCode.MISSING]
    return [*([to_check] if to_check else []), *map(sentence_of, shown)]
