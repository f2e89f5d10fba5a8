"""The shipped catalogue: offers written and reviewed by us, one entry each."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from django.core.exceptions import ValidationError

from mec.offers.entries import OfferEntry, read_entry
from mec.offers.place_links import validate_link, validate_plain_link


@dataclass(frozen=True)
class Catalogue:
    backers: dict[str, str]
    """Code → name."""
    offers: tuple[OfferEntry, ...]


class SheetError(Exception):
    """A file of the catalogue cannot be read as it is written: the message names the file and the sheet."""


@cache
def shipped_catalogue() -> Catalogue:
    return read_catalogue(files("mec.offers").joinpath("data"))


def read_catalogue(folder: Traversable) -> Catalogue:
    """Return the catalogue of `backers.toml` and of every file of `offers/`, by name of file; raises SheetError."""
    backers = _parsed(folder.joinpath("backers.toml"))["backers"]
    entries: dict[str, OfferEntry] = {}
    places: dict[str, str] = {}
    sheets = (path for path in folder.joinpath("offers").iterdir() if path.name.endswith(".toml"))
    for path in sorted(sheets, key=lambda path: path.name):
        for data in _parsed(path)["offers"]:
            entry = _read_sheet(data, path.name)
            if entry.code in entries:
                raise SheetError(f"{path.name}\u00a0: la fiche {entry.code} est déjà dans {places[entry.code]}")
            if missing := entry.backer_codes - backers.keys():
                raise SheetError(
                    f"{path.name}\u00a0: {entry.code} cite le porteur inconnu {', '.join(sorted(missing))}"
                )
            entries[entry.code], places[entry.code] = entry, path.name
    return Catalogue(backers=backers, offers=tuple(entries.values()))


def _parsed(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path.name}\u00a0: {error}") from error


def _read_sheet(data: dict[str, Any], file_name: str) -> OfferEntry:
    try:
        entry = read_entry(data)
        validate_link(entry.url)
        validate_plain_link(entry.application_url)
    except (KeyError, TypeError, ValidationError) as error:
        raise SheetError(
            f"{file_name}\u00a0: {data.get('code', 'une fiche sans code')} est mal remplie ({error})"
        ) from error
    return entry
