"""What an aid's page says, in sentences; what the source does not give is said to be missing, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from mec.core.text import fold, plain_text
from mec.core.ui.french import day, listed, number
from mec.core.ui.prose import rich_text
from mec.offers.calendar import Standing, dates_of, standing_of
from mec.offers.enums import BackerRole, Destination, OfferForm, OtherAudience
from mec.offers.models import Beneficiary, Offer
from mec.organizations.enums import OrganizationKind
from mec.organizations.names import plural
from mec.taxonomy.enums import ExpenseKind, Phase
from mec.taxonomy.models import Topic
from mec.web.aids.deadlines import Deadline, deadline_of

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
    deadline: Deadline | None
    has_date: bool
    """A last day is to come: it can be put in a diary."""
    phases: str
    texts: dict[str, SafeString]
    """description, eligibility, examples, contact_details: HTML that is inert; what is empty is absent."""
    long: dict[str, bool]
    """Which of these texts would push the rest off several screens."""
    paid: list[str]
    """Kinds of expense that it pays, each with its note; likewise `not_paid`."""
    not_paid: list[str]
    lines: list[tuple[str, str]]
    """The other facts, in a word each: its calendar, its forms, its programmes, who else stands behind it."""
    questions: list[Question]
    topics: list[Topic]
    site: str
    """Host of the offer's link: "www.cerema.fr"."""
    source_site: str
    application_site: str


def facts_of(offer: Offer) -> Facts:
    """Read an offer that comes from `offer_by_slug`; no query."""
    today = timezone.localdate()
    standing = standing_of(dates_of(offer), today)
    texts = _texts(offer)
    return Facts(
        strip=[
            ("Pour qui", _beneficiaries(offer)),
            ("Combien", [capfirst(text) for text in (offer.money, offer.money_note) if text] or [UNSAID]),
            ("Jusqu’à quand", _until(offer, standing, today)),
            ("Où", [_where(offer), *_zonings(offer)]),
        ],
        deadline=deadline_of(standing, today),
        has_date=not standing.is_closed and standing.until is not None,
        phases=_phases(offer),
        texts=texts,
        long={name: len(plain_text(text)) > _LONG for name, text in texts.items()},
        paid=_expenses(offer, included=True),
        not_paid=_expenses(offer, included=False),
        lines=[line for line in _lines(offer) if line[1]],
        questions=[*_conditions(offer), *_requirements(offer)],
        topics=sorted(offer.topics.all(), key=lambda topic: topic.position),
        site=urlsplit(offer.url).hostname or "",
        source_site=urlsplit(offer.source_url).hostname or "",
        application_site=urlsplit(offer.application_url).hostname or "",
    )


_LONG = 2500
"""Characters."""
_TEXTS = ("description", "eligibility", "examples", "contact_details")


def _texts(offer: Offer) -> dict[str, SafeString]:
    """Return the long texts, cleaned again: what was stored by an older release may not be what is allowed today."""
    held = {name: getattr(offer, name) for name in _TEXTS}
    return {name: rich_text(text) if offer.rich else _paragraphs(text) for name, text in held.items() if text.strip()}


def _paragraphs(text: str) -> SafeString:
    blocks = (" ".join(block.split()) for block in text.split("\n\n") if block.strip())
    return format_html_join("", "<p>{}</p>", ((block,) for block in blocks))


def _until(offer: Offer, standing: Standing, today: date) -> list[str]:
    deadline = deadline_of(standing, today)
    lines = [deadline.text if deadline else "", capfirst(offer.calendar_note)]
    return [line for line in lines if line] or ["Pas de date limite dans la source."]


def _zonings(offer: Offer) -> list[str]:
    names = [row.name for row in offer.zonings.all()]
    return [f"Seulement pour les {listed(sorted(names, key=fold))}"] if names else []


def _expenses(offer: Offer, *, included: bool) -> list[str]:
    rows = {row.kind: row for row in offer.expense_rules.all() if row.included == included}
    return [
        f"{kind.label}\u00a0: {rows[kind].note}" if rows[kind].note else str(kind.label)
        for kind in ExpenseKind
        if kind in rows
    ]


def _lines(offer: Offer) -> list[tuple[str, str]]:
    def labels(choices: type[TextChoices], codes: Iterable[str]) -> str:
        return ", ".join(str(choice.label) for choice in choices if choice in set(codes))

    def backers(role: str) -> str:
        rows = sorted(offer.other_backers.all(), key=lambda row: row.position)
        return ", ".join(str(row.backer) for row in rows if row.role == role)

    def written(value: date | None) -> str:
        return day(value, weekday=False) if value else ""

    return [
        ("Nom d’origine", offer.initial_name),
        ("Forme de l’aide", labels(OfferForm, offer.forms)),
        ("Dépenses visées", labels(Destination, offer.destinations)),
        ("Ouverture", written(offer.opens_on)),
        ("Pré-dépôt", written(offer.predeposit_on)),
        ("Échéance", written(offer.closes_on)),
        ("Récurrence", offer.get_recurrence_display()),
        ("Coût du projet", _cost(offer)),
        ("Prêt", f"{number(offer.loan_amount)}\u00a0€" if offer.loan_amount else ""),
        ("Avance", f"{number(offer.advance_amount)}\u00a0€" if offer.advance_amount else ""),
        ("Compétence demandée", offer.competence),
        ("Non-cumul", offer.no_cumul),
        ("Autres financeurs", backers(BackerRole.FUNDER)),
        ("Instruction des demandes", backers(BackerRole.INSTRUCTOR)),
        ("Aussi ouverte aux", ", ".join(_other_audiences(offer)) if offer.beneficiaries.all() else ""),
        ("Programmes", ", ".join(offer.programmes)),
        ("Projets référents", ", ".join(offer.project_references)),
        ("Aide européenne", offer.get_european_display()),
        ("Frais", "Ce service est payant" if offer.is_charged else ""),
    ]


def _cost(offer: Offer) -> str:
    low, high = offer.cost_min, offer.cost_max
    if low is not None and high is not None:
        return f"de {number(low)} à {number(high)}\u00a0€ hors taxes"
    if low is not None:
        return f"au moins {number(low)}\u00a0€ hors taxes"
    return f"au plus {number(high)}\u00a0€ hors taxes" if high is not None else ""


def beneficiaries_of(offer: Offer) -> list[Beneficiary]:
    """Return who may ask for it, communes first."""
    return sorted(offer.beneficiaries.all(), key=lambda row: OrganizationKind.values.index(row.kind))


def _beneficiaries(offer: Offer) -> list[str]:
    rows = beneficiaries_of(offer)
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(_bounds(row), []).append(plural(row.kind))
    free = kinds.pop("", [])
    bounded = [f"{capfirst(listed(names))}, {bounds}" for bounds, names in kinds.items()]
    others = [] if rows else _other_audiences(offer)
    return [*bounded, *([capfirst(listed(found))] if (found := free or others) else [])] or [UNSAID]


def _other_audiences(offer: Offer) -> list[str]:
    return [str(choice.label).lower() for choice in OtherAudience if choice in offer.other_audiences]


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
    names = [*(row.name for row in offer.territories.all()), *(row.name for row in offer.perimeters.all())]
    return ", ".join(sorted(names, key=fold)) or UNSAID


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
