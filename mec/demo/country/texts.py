"""The words of the fictitious projects, from data/projects.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

_SLOT = re.compile(r"{(\w+)}")
_CONTRACTIONS = (
    (re.compile(r"\b([Dd])e le "), r"\1u "),
    (re.compile(r"\b([Dd])e les "), r"\1es "),
    (re.compile(r"(?<!\w)à [Ll]e "), "au "),
    (re.compile(r"(?<!\w)à [Ll]es "), "aux "),
)


@dataclass(frozen=True)
class Kind:
    """What a project can be about."""

    topics: tuple[str, ...]
    """Codes of thématiques, the main one first."""
    names: tuple[str, ...]
    facts: tuple[str, ...]
    wishes: tuple[str, ...]
    cost: tuple[int, int]
    """Lowest and highest, in euros before tax."""
    coast: bool
    mountain: bool
    """Only where there is some."""


@cache
def words() -> dict[str, Any]:
    """Return the whole file, for the short lists that need no shape."""
    return tomllib.loads(files("mec.demo").joinpath("data/projects.toml").read_text(encoding="utf-8"))


@cache
def kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            topics=tuple(kind["topics"]),
            names=tuple(kind["names"]),
            facts=tuple(kind["facts"]),
            wishes=tuple(kind["wishes"]),
            cost=(kind["cost"][0], kind["cost"][1]),
            coast=kind.get("coast", False),
            mountain=kind.get("mountain", False),
        )
        for kind in words()["kinds"]
    )


def dice(*names: object) -> Random:
    """Return a generator that draws the same for the same names, on every machine."""
    return Random(":".join(map(str, names)))  # noqa: S311 -- fiction that can be told again


def fill(pattern: str, slots: dict[str, str], random: Random) -> str:
    """Put words in the braces of `pattern`: those of `slots`, else drawn once and kept there for the next sentence."""

    def word(found: re.Match[str]) -> str:
        name = found[1]
        if name not in slots:
            slots[name] = random.choice(words()["words"][name])
        return slots[name]

    text = _SLOT.sub(word, pattern)
    for contraction, short in _CONTRACTIONS:
        text = contraction.sub(short, text)
    return text[0].upper() + text[1:]
