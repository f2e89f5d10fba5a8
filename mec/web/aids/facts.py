"""What an aid's page says, in sentences; what the source does not give is said to be missing, never guessed."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.text import capfirst

from mec.core.text import fold
from mec.core.ui.french import listed, number
from mec.offers.models import Beneficiary, Offer
from mec.organizations.enums import OrganizationKind
from mec.organizations.names import plural
from mec.taxonomy.enums import Phase
from mec.taxonomy.models import Topic

UNSAID = "La source ne le dit pas."


@dataclass(frozen=True)
class Question:
    """What only a person can confirm: what to ask oneself, and the condition behind it."""

    text: str
    condition: str


@dataclass(frozen=True)
class Facts:
    strip: list[tuple[str, list[str]]]
    """Pour qui, combien, jusqu’à quand, où: each with its lines."""
    phases: str
    paragraphs: list[str]
    questions: list[Question]
    topics: list[Topic]
    site: str
    """Host of the offer's link: "www.cerema.fr"."""
    source_site: str


def facts_of(offer: Offer) -> Facts:
    """Read an offer that comes from `offer_by_slug`; no query."""
    return Facts(
        strip=[
            ("Pour qui", _beneficiaries(offer)),
            ("Combien", [capfirst(text) for text in (offer.money, offer.money_note) if text] or [UNSAID]),
            ("Jusqu’à quand", [offer.calendar_note or "Pas de date limite dans la source."]),
            ("Où", [_where(offer)]),
        ],
        phases=_phases(offer),
        paragraphs=[" ".join(block.split()) for block in offer.description.split("\n\n") if block.strip()],
        questions=[*_conditions(offer), *_requirements(offer)],
        topics=sorted(offer.topics.all(), key=lambda topic: topic.position),
        site=urlsplit(offer.url).hostname or "",
        source_site=urlsplit(offer.source_url).hostname or "",
    )


def beneficiaries_of(offer: Offer) -> list[Beneficiary]:
    """Return who may ask for it, communes first."""
    return sorted(offer.beneficiaries.all(), key=lambda row: OrganizationKind.values.index(row.kind))


def _beneficiaries(offer: Offer) -> list[str]:
    rows = beneficiaries_of(offer)
    free = [plural(row.kind) for row in rows if not _bounds(row)]
    bounded = [f"{capfirst(plural(row.kind))}, {_bounds(row)}" for row in rows if _bounds(row)]
    return [*bounded, *([capfirst(listed(free))] if free else [])] or [UNSAID]


def _bounds(row: Beneficiary) -> str:
    low, high, overseas = row.population_min, row.population_max, row.overseas_population_max
    if low is not None and high is not None:
        text = f"de {number(low)} à {number(high)}\u00a0habitants"
    elif high is not None:
        text = f"jusqu’à {number(high)}\u00a0habitants"
    elif low is not None:
        text = f"d’au moins {number(low)}\u00a0habitants"
    else:
        return ""
    return f"{text} ({number(overseas)} outre-mer)" if overseas is not None else text


def _where(offer: Offer) -> str:
    if offer.national:
        return "Toute la France, métropole et outre-mer"
    return ", ".join(sorted((territory.name for territory in offer.territories.all()), key=fold)) or UNSAID


def _phases(offer: Offer) -> str:
    served = {row.phase for row in offer.phases.all()}
    if not served or served == set(Phase.values):
        return "À toutes les étapes du projet"
    names = [str(phase.label).lower() for phase in Phase if phase in served]
    return f"À l’étape {names[0]}" if len(names) == 1 else f"Aux étapes {listed(names)}"


def _conditions(offer: Offer) -> list[Question]:
    return [
        Question(
            f"{capfirst(plural(row.kind))}{_above(row)}\u00a0: remplissez-vous cette condition\u202f?", row.condition
        )
        for row in beneficiaries_of(offer)
        if row.condition
    ]


def _above(row: Beneficiary) -> str:
    if row.condition_above is None:
        return ""
    text = f" de plus de {number(row.condition_above)}\u00a0habitants"
    overseas = row.overseas_condition_above
    return f"{text} ({number(overseas)} outre-mer)" if overseas is not None else text


def _requirements(offer: Offer) -> list[Question]:
    return [
        Question(
            row.question, f"{row.sentence} À l’étape {row.get_phase_display().lower()}." if row.phase else row.sentence
        )
        for row in offer.requirements.all()
    ]
