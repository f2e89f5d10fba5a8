"""The shipped list of thématiques, and the words by which people speak of each.

Codes and labels: Aides-territoires, thématiques et catégories (see the header of the file). Expressions: ours.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class TopicEntry:
    code: str
    label: str
    parent: str
    """Code of its theme; empty for a theme."""
    expressions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Referential:
    source: str
    source_url: str
    read_on: date
    topics: tuple[TopicEntry, ...]
    """Each theme followed by its categories, in the order of the source."""


@cache
def referential() -> Referential:
    data = tomllib.loads(files("mec.taxonomy").joinpath("data/topics.toml").read_text(encoding="utf-8"))
    topics: list[TopicEntry] = []
    for theme in data["themes"]:
        topics.append(TopicEntry(theme["code"], theme["label"], parent=""))
        topics += [
            TopicEntry(category["code"], category["label"], theme["code"], tuple(category["expressions"]))
            for category in theme["categories"]
        ]
    return Referential(data["source"], data["source_url"], data["read_on"], tuple(topics))


@cache
def label_of(code: str) -> str:
    """Return the label of a shipped topic, or the code itself when it is not one."""
    return next((entry.label for entry in referential().topics if entry.code == code), code)
