"""What the address of the State's list asks for, and the addresses of everything else that it could ask for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import DecimalField, QuerySet, TextChoices, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mec.core.ui.french import NBSP, euros
from mec.projects.enums import BoardTab, Follower, PhaseStatus, Priority
from mec.projects.models import Project
from mec.projects.queries import Criteria, matching, state_projects
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import label_of, referential
from mec.web.state.places import Place, place_from

LONGEST_TEXT = 200
_MOST_EUROS = Decimal(10) ** 12
AGES = {"30": "Plus d’un mois", "90": "Plus de trois mois", "180": "Plus de six mois", "365": "Plus d’un an"}
"""By number of days since the project was sent."""
VIEWS = {"tableau": "Tableau", "kanban": "Colonnes"}
DEFAULT_SORT = "-activite"
SORTS = {
    "attente": ("submitted_at", "pk"),
    "-attente": ("-submitted_at", "-pk"),
    "nom": ("name", "pk"),
    "-nom": ("-name", "-pk"),
    "montant": ("known_cost", "pk"),
    "-montant": ("-known_cost", "-pk"),
    "priorite": ("priority", "submitted_at", "pk"),
    "-priorite": ("-priority", "-submitted_at", "-pk"),
    "activite": ("updated_at", "pk"),
    "-activite": ("-updated_at", "-pk"),
}
SORT_LABELS = {
    "-activite": "Dernière activité",
    "attente": "Plus anciens d’abord",
    "-attente": "Plus récents d’abord",
    "priorite": "Priorité",
    "nom": "Nom",
    "-montant": "Montant, du plus élevé au plus faible",
    "montant": "Montant, du plus faible au plus élevé",
}


@dataclass(frozen=True)
class Chip:
    """A choice made, and the address that takes it back."""

    label: str
    url: str


@dataclass(frozen=True)
class Filters:
    values: Mapping[str, str]
    """What the address says and that is understood, by parameter, in their order."""
    criteria: Criteria
    place: Place | None = None
    unknown_place: str = ""
    """What was typed and that no territory answers to."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """What was typed as an amount and is none, by parameter."""

    @property
    def sort(self) -> str:
        return self.values.get("tri", DEFAULT_SORT)

    @property
    def view(self) -> str:
        return self.values.get("vue", "tableau")

    @property
    def order(self) -> tuple[str, ...]:
        if self.criteria.tab == BoardTab.WAITING and "attente" in self.sort:
            return tuple(name.replace("submitted_at", "waiting_since") for name in SORTS[self.sort])
        return SORTS[self.sort]

    def url(self, **changes: str) -> str:
        """Return the address of the list with other choices; an empty value takes a choice back."""
        query = urlencode({name: value for name, value in {**self.values, **changes}.items() if value})
        return f"{reverse('state:board')}{'?' if query else ''}{query}"

    def reset_url(self) -> str:
        """Return the address without filters: the part of the list, the order and the shape stay."""
        kept = {name: self.values[name] for name in ("liste", "tri", "vue") if name in self.values}
        return replace(self, values=kept).url()

    def chips(self) -> list[Chip]:
        return [Chip(label, self.url(**dict.fromkeys(names, ""))) for names, label in self._labels()]

    def _labels(self) -> Iterator[tuple[tuple[str, ...], str]]:
        said = self.values
        labels: dict[str, Callable[[str], str]] = {
            "q": lambda value: f"«{NBSP}{value}{NBSP}»",
            "etape": lambda value: str(Phase(value).label),
            "avancement": lambda value: str(PhaseStatus(value).label),
            "priorite": lambda value: f"Priorité {Priority(int(value)).label.lower()}",
            "thematique": label_of,
            "suivi": lambda value: f"Suivi par{NBSP}: {Follower(value).label.lower()}",
            "porteur": lambda value: f"Porteur{NBSP}: {value}",
            "anciennete": lambda value: f"Transmis il y a {AGES[value][0].lower()}{AGES[value][1:]}",
            "montant_min": lambda value: f"Au moins {euros(Decimal(value))}",
            "montant_max": lambda value: f"Au plus {euros(Decimal(value))}",
            "archives": lambda _: "Archivés",
        }
        yield from (((name,), write(said[name])) for name, write in labels.items() if name in said)
        if self.place:
            yield ("lieu", "territoire"), self.place.label


def filtered(user: Any, params: QueryDict) -> QuerySet[Project]:
    """Return the projects that an agent asks for, in no particular order."""
    filters = filters_from(params, user)
    return matching(state_projects(user), filters.criteria, user)


def filters_from(data: QueryDict, user: Any) -> Filters:
    """Read the address; what is not understood asks for nothing, and what was typed wrongly is said."""
    choices: dict[str, Any] = {
        "liste": BoardTab.values,
        "etape": Phase.values,
        "avancement": PhaseStatus.values,
        "priorite": [str(value) for value in Priority.values],
        "thematique": [entry.code for entry in referential().topics],
        "suivi": Follower.values,
        "anciennete": AGES,
        "archives": ["1"],
        "tri": SORTS,
        "vue": VIEWS,
    }
    values = {name: str(data[name]) for name, known in choices.items() if data.get(name, "") in known}
    values |= {name: text for name in ("q", "porteur") if (text := data.get(name, "").strip()[:LONGEST_TEXT])}
    amounts = {name: _amount(data.get(name, "")) for name in ("montant_min", "montant_max")}
    values |= {name: str(amount) for name, amount in amounts.items() if amount is not None}
    place, unknown = place_from(data, user)
    if place:
        values |= place.values
    refused = {
        name: typed
        for name, amount in amounts.items()
        if amount is None and (typed := data.get(name, "").strip()[:LONGEST_TEXT])
    }
    return Filters(values, _criteria(values, place), place, unknown, refused)


def ranked(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Add what a list may sort by and that may be unknown: the amount, nothing standing for none."""
    nothing = Value(Decimal(0), DecimalField(max_digits=14, decimal_places=2))
    return projects.annotate(known_cost=Coalesce("cost", nothing))


def _criteria(values: Mapping[str, str], place: Place | None) -> Criteria:
    return Criteria(
        tab=BoardTab(values.get("liste", BoardTab.ALL)),
        phase=values.get("etape", ""),
        status=values.get("avancement", ""),
        priority=int(values["priorite"]) if "priorite" in values else None,
        topics=_with_categories(values.get("thematique", "")),
        follower=values.get("suivi", ""),
        territory=place.territory_id if place else None,
        owner=values.get("porteur", ""),
        sent_before=_days_ago(int(values["anciennete"])) if "anciennete" in values else None,
        least=Decimal(values["montant_min"]) if "montant_min" in values else None,
        most=Decimal(values["montant_max"]) if "montant_max" in values else None,
        archived="archives" in values,
        text=values.get("q", ""),
    )


def _with_categories(code: str) -> frozenset[str]:
    return frozenset(entry.code for entry in referential().topics if code and code in (entry.code, entry.parent))


def _days_ago(days: int) -> datetime:
    """Return the first instant of that day in Paris."""
    day = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))


def _amount(typed: str) -> Decimal | None:
    """Read "250 000", "250 000,50 €" or "250000.5"; None for what is no amount."""
    bare = "".join(typed[:30].replace("€", "").split()).replace(",", ".")
    try:
        amount = Decimal(bare).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if 0 <= amount <= _MOST_EUROS else None


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool


def options(choices: type[TextChoices] | Mapping[str, str], chosen: str) -> list[Option]:
    pairs = choices.items() if isinstance(choices, Mapping) else choices.choices
    return [Option(str(value), str(label), str(value) == chosen) for value, label in pairs]
