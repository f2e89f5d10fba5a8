"""The vocabularies of other services, by which the thesaurus also says what a text is about.

Labels as their owners write them (see each `source`), with the typographic apostrophe.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Vocabulary:
    label: str
    source: str
    labels: dict[str, str]
    """Code → label; the label itself where the owner gives no code."""


@cache
def vocabularies() -> dict[str, Vocabulary]:
    data = tomllib.loads(files("mec.taxonomy").joinpath("data/vocabularies.toml").read_text(encoding="utf-8"))
    return {
        name: Vocabulary(
            table["label"], table["source"], table.get("labels") or {label: label for label in table["entries"]}
        )
        for name, table in data.items()
    }
