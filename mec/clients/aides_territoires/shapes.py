"""An aid as Aides-territoires writes it, read field by field: a bad value is a named problem, never a crash."""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
"""Of a timestamp that does not say its offset."""
LONGEST_QUOTE = 60
LARGEST_ID = 2**63 - 1
"""Of a column of a database."""
LARGEST_NUMBER = 10**15
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?")
_NUMBER = re.compile(r"[0-9]{1,19}")
Item = TypeVar("Item")


class MalformedAid(Exception):  # noqa: N818 -- what it is, kept in a list beside the aids that read well
    """Without an id or a name there is nothing to keep."""

    def __init__(self, identifier: int | None, problems: tuple[str, ...], raw: Any = None) -> None:
        super().__init__(" ; ".join(problems))
        self.id = identifier
        self.problems = problems
        self.raw = raw
        """The JSON as received."""


@dataclass(frozen=True)
class Backer:
    id: int | None
    name: str
    logo: str
    """Address of an image, empty for none."""


@dataclass(frozen=True)
class Group:
    id: int | None
    name: str


@dataclass(frozen=True)
class AidType:
    id: int | None
    name: str
    group: Group | None


@dataclass(frozen=True)
class Aid:
    """Texts are empty and values None where the aid says nothing; names are kept as they come, known or not."""

    id: int
    name: str
    slug: str
    url: str
    """Relative to the public site."""
    name_initial: str
    short_title: str
    financers: tuple[str, ...]
    financers_full: tuple[Backer, ...]
    instructors: tuple[str, ...]
    instructors_full: tuple[Backer, ...]
    programs: tuple[str, ...]
    description: str
    """HTML that anybody may have written, as are `eligibility`, `contact` and `project_examples`: see `clean_html`."""
    eligibility: str
    perimeter: str
    """A name; the older form puts its scale between parentheses, « CC des Coëvrons (EPCI) », and has no scale."""
    perimeter_id: str
    """Its number, or « number-slug »; in newer versions only."""
    perimeter_scale: str
    mobilization_steps: tuple[str, ...]
    origin_url: str
    application_url: str
    categories: tuple[str, ...]
    """« Thème / Catégorie », « thème|catégorie » in the older form; both names may hold a slash."""
    is_call_for_project: bool | None
    targeted_audiences: tuple[str, ...]
    aid_types: tuple[str, ...]
    aid_types_full: tuple[AidType, ...]
    is_charged: bool | None
    destinations: tuple[str, ...]
    start_date: date | None
    predeposit_date: date | None
    submission_deadline: date | None
    subvention_rate_lower_bound: Decimal | None
    """Percentage, as is the upper bound."""
    subvention_rate_upper_bound: Decimal | None
    subvention_comment: str
    loan_amount: Decimal | None
    """Euros, as is the recoverable advance."""
    recoverable_advance_amount: Decimal | None
    contact: str
    recurrence: str
    project_examples: str
    import_data_url: str
    import_data_mention: str
    import_share_licence: str
    date_created: datetime | None
    """UTC, as is the date of the last change."""
    date_updated: datetime | None
    project_references: tuple[str, ...]
    european_aid: str
    is_live: bool | None
    """None in the forms that do not say it; the list holds live aids only."""
    raw: dict[str, Any] = field(repr=False, compare=False)
    """The JSON as received, without what no database keeps."""
    problems: tuple[str, ...] = ()
    """What did not read, in French: « submission_deadline : « 31/12 » n’est pas une date »."""


def parse_aid(data: Any) -> Aid:
    """Raises MalformedAid when there is no id or no name; any other bad value is one of the aid's `problems`."""
    if not isinstance(data, dict):
        raise MalformedAid(None, (f"{_quoted(data)} n’est pas une aide.",), data)
    reader = Reader(data)
    values = {name: read(reader, name) for name, read in _FIELDS.items()}
    if values["id"] is None or not values["name"]:
        lacking = [name for name in ("id", "name") if not values[name]]
        raise MalformedAid(values["id"], (*reader.problems, f"Il manque {' et '.join(lacking)}."), data)
    try:
        return Aid(**values, raw=_storable(data), problems=tuple(reader.problems))
    except RecursionError as error:
        raise MalformedAid(values["id"], ("Ses valeurs s’emboîtent sans fin.",)) from error


def unknown_keys(data: Mapping[str, Any]) -> set[str]:
    """Return the names that the contract does not have."""
    return {key for key in data if key not in _FIELDS}


class Reader:
    """Read the fields of one object, and keep what does not read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._string(name, self.data.get(name)) or ""

    def label(self, name: str) -> str:
        """Read a text that some versions write as a number."""
        value = self.data.get(name)
        return str(value) if _is_integer(value) else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        read = (self._string(name, item) for item in self._list(name))
        return tuple(item for item in read if item)

    def identifier(self, name: str) -> int | None:
        value = self.data.get(name)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            value = int(value)
        if value is None or (_is_integer(value) and 0 <= value <= LARGEST_ID):
            return value
        self._problem(name, value, "un identifiant")
        return None

    def flag(self, name: str) -> bool | None:
        value = self.data.get(name)
        if value is None or isinstance(value, bool):
            return value
        self._problem(name, value, "un oui ou un non")
        return None

    def number(self, name: str) -> Decimal | None:
        value = self.data.get(name)
        if value is None or value == "":
            return None
        try:
            read = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            read = Decimal("NaN")
        if read.is_finite() and abs(read) < LARGEST_NUMBER:
            return read
        self._problem(name, value, "un nombre")
        return None

    def day(self, name: str) -> date | None:
        value = self.data.get(name)
        if value is None or value == "":
            return None
        found = _DAY.fullmatch(value) if isinstance(value, str) else None
        with suppress(ValueError):
            return date.fromisoformat(found[1] if found else "")
        self._problem(name, value, "une date")
        return None

    def instant(self, name: str) -> datetime | None:
        value = self.data.get(name)
        if value is None or value == "":
            return None
        try:
            read = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            read = None
        if read is None:
            self._problem(name, value, "un instant")
            return None
        try:
            return (read if read.tzinfo else read.replace(tzinfo=PARIS)).astimezone(UTC)
        except OverflowError:
            self._problem(name, value, "un instant")
            return None

    def backers(self, name: str) -> tuple[Backer, ...]:
        return self.objects(
            name, lambda item: Backer(item.identifier("id"), item.text("name"), item.text("logo")), "un porteur d’aides"
        )

    def types(self, name: str) -> tuple[AidType, ...]:
        return self.objects(
            name, lambda item: AidType(item.identifier("id"), item.text("name"), item.group("group")), "un type d’aide"
        )

    def group(self, name: str) -> Group | None:
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._problem(name, value, "un groupe")
            return None
        inner = Reader(value)
        group = Group(inner.identifier("id"), inner.text("name"))
        self._keep(name, inner)
        return group

    def objects(self, name: str, read: Callable[["Reader"], Item], expected: str) -> tuple[Item, ...]:
        found = []
        for item in self._list(name):
            if isinstance(item, dict):
                inner = Reader(item)
                found.append(read(inner))
                self._keep(name, inner)
            else:
                self._problem(name, item, expected)
        return tuple(found)

    def _list(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, list):
            return value
        self._problem(name, value, "une liste")
        return []

    def _string(self, name: str, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self._problem(name, value, "un texte")
            return None
        return _storable_text(value).strip()

    def _keep(self, name: str, inner: "Reader") -> None:
        self.problems += [f"{name}.{problem}" for problem in inner.problems]

    def _problem(self, name: str, value: Any, expected: str) -> None:
        self.problems.append(f"{name} : {_quoted(value)} n’est pas {expected}")


def _storable(value: Any) -> Any:
    """Return the same JSON without what a database refuses."""
    if isinstance(value, str):
        return _storable_text(value)
    if isinstance(value, dict):
        return {_storable_text(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _storable_text(value: str) -> str:
    # PostgreSQL keeps neither of them.
    return value.replace("\x00", "").encode("utf-8", errors="replace").decode("utf-8")


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _quoted(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else value
    text = text.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "")
    return f"« {text[:LONGEST_QUOTE]}{'…' if len(text) > LONGEST_QUOTE else ''} »"


_FIELDS: dict[str, Callable[[Reader, str], Any]] = {
    **dict.fromkeys(("id",), Reader.identifier),
    **dict.fromkeys(
        (
            *("name", "slug", "url", "name_initial", "short_title", "description", "eligibility", "perimeter"),
            *("perimeter_scale", "origin_url", "application_url", "subvention_comment", "contact", "recurrence"),
            *("project_examples", "import_data_url", "import_data_mention", "import_share_licence", "european_aid"),
        ),
        Reader.text,
    ),
    "perimeter_id": Reader.label,
    **dict.fromkeys(
        (
            *("financers", "instructors", "programs", "mobilization_steps", "categories", "targeted_audiences"),
            *("aid_types", "destinations", "project_references"),
        ),
        Reader.texts,
    ),
    **dict.fromkeys(("financers_full", "instructors_full"), Reader.backers),
    "aid_types_full": Reader.types,
    **dict.fromkeys(("is_call_for_project", "is_charged", "is_live"), Reader.flag),
    **dict.fromkeys(("start_date", "predeposit_date", "submission_deadline"), Reader.day),
    **dict.fromkeys(
        (
            *("subvention_rate_lower_bound", "subvention_rate_upper_bound"),
            *("loan_amount", "recoverable_advance_amount"),
        ),
        Reader.number,
    ),
    **dict.fromkeys(("date_created", "date_updated"), Reader.instant),
}
"""How each field of the contract is read."""
