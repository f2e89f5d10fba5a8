"""The lists of Aides-territoires beside its aids: what their names mean, and under which slug one asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mec.clients.aides_territoires.shapes import Group, Reader

Referential = Literal["audiences", "types", "steps", "destinations", "recurrences"]


@dataclass(frozen=True)
class Choice:
    """One value of an enumeration: aids say its name, filters its slug."""

    slug: str
    name: str
    group: Group | None
    """Of the types and audiences."""


@dataclass(frozen=True)
class Perimeter:
    id: str
    """« 70973-lyon »."""
    name: str
    text: str
    """The name with its scale and its postcodes."""
    scale: str
    code: str
    """INSEE code of a commune, SIREN of an EPCI, number of a département…"""
    zipcodes: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    id: int
    name: str
    slug: str
    perimeter: str


@dataclass(frozen=True)
class BackerEntry:
    id: str
    """« 12-ademe »."""
    slug: str
    name: str
    perimeter: str
    logo: str
    group: Group | None


@dataclass(frozen=True)
class Category:
    id: int | None
    name: str
    slug: str


@dataclass(frozen=True)
class Theme:
    id: int
    name: str
    slug: str
    categories: tuple[Category, ...]


def parse_choice(data: Mapping[str, Any]) -> Choice | None:
    reader = Reader(data)
    slug = reader.text("slug") or reader.label("id")
    return Choice(slug, reader.text("name"), reader.group("type_full")) if slug else None


def parse_perimeter(data: Mapping[str, Any]) -> Perimeter | None:
    reader = Reader(data)
    identifier = reader.label("id")
    if not identifier:
        return None
    return Perimeter(
        id=identifier,
        name=reader.text("name"),
        text=reader.text("text"),
        scale=reader.text("scale"),
        code=reader.label("code"),
        zipcodes=reader.texts("zipcodes"),
    )


def parse_program(data: Mapping[str, Any]) -> Program | None:
    reader = Reader(data)
    identifier = reader.identifier("id")
    if identifier is None:
        return None
    return Program(identifier, reader.text("name"), reader.text("slug"), reader.text("perimeter"))


def parse_backer(data: Mapping[str, Any]) -> BackerEntry | None:
    reader = Reader(data)
    identifier = reader.label("id")
    if not identifier:
        return None
    return BackerEntry(
        id=identifier,
        slug=reader.text("slug"),
        name=reader.text("text"),
        perimeter=reader.text("perimeter"),
        logo=reader.text("logo"),
        group=reader.group("group"),
    )


def parse_theme(data: Mapping[str, Any]) -> Theme | None:
    reader = Reader(data)
    identifier = reader.identifier("id")
    if identifier is None:
        return None
    categories = reader.objects(
        "categories",
        lambda item: Category(item.identifier("id"), item.text("name"), item.text("slug")),
        "une catégorie",
    )
    return Theme(identifier, reader.text("name"), reader.text("slug"), categories)
