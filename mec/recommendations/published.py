"""What the service publishes of its matching: its weights, and one example that a person can recompute."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from mec.core.search.postings import postings_among
from mec.core.search.weighing import K1, WEIGHT_SCALE, B, Weighed, rarity, weigh
from mec.offers.arrays import OfferIndex
from mec.offers.calendar import Dates
from mec.offers.enums import Need, OfferKind
from mec.offers.facts import OfferFacts
from mec.offers.index import OfferText, source_of
from mec.offers.shelf import Shelf
from mec.recommendations import weights
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.merits import Merits, nearness, of_peers
from mec.recommendations.peers import Feedback
from mec.recommendations.relevance import points_of, question_of
from mec.taxonomy.referential import referential
from mec.taxonomy.thesaurus import MARKS, concept_term, thesaurus, topic_term
from mec.territories.enums import TerritoryKind

PROJECT = "Notre lavoir"
OFFERS = ("Restaurer un lavoir", "Réparer un pont", "Ouvrir une crèche")


@dataclass(frozen=True)
class Weight:
    name: str
    value: float
    meaning: str


@dataclass(frozen=True)
class Step:
    """A term of the first offer."""

    label: str
    project: float
    """What it weighs in the project; 0 when the offer alone has it."""
    offer: float
    """What it weighs in the offer."""
    rarity: float


@dataclass(frozen=True)
class Example:
    project: str
    offers: tuple[str, ...]
    words: tuple[Step, ...]
    length: float
    """Of the first offer, in weighed words."""
    mean_length: float
    share: float
    meaning: tuple[Step, ...]
    project_norm: float
    offer_norm: float
    cosine: float
    points: float


@dataclass(frozen=True)
class Extras:
    """What is added to the resemblance of an invented offer of a département."""

    cost: Decimal
    """Of the project, in euros; so is `ceiling`."""
    rate: Decimal
    """Percentage."""
    ceiling: Decimal
    days_left: int
    feedback: Feedback
    near: float
    soon: float
    share: float
    """Of the cost that it gives at most, from 0 to 1."""
    given: float
    peers: float
    points: float


def worked_extras() -> Extras:
    today, days_left = date(2026, 1, 1), 20
    feedback, cost, rate, ceiling = Feedback(followed=6, off_topic=2), Decimal(40_000), Decimal(60), Decimal(16_000)
    offer = OfferFacts(
        pk=1,
        code="lavoir",
        slug="lavoir",
        kind=OfferKind.AID,
        need=Need.FUNDING,
        title=OFFERS[0],
        backer="",
        scale=TerritoryKind.DEPARTEMENT,
        rate_max=rate,
        amount_max=ceiling,
        dates=Dates(closes_on=today + timedelta(days=days_left)),
    )
    merits, facts = Merits(Shelf((offer,)), {offer.pk: feedback}), ProjectFacts(title=PROJECT, cost=cost, today=today)
    share = float(merits.share(facts)[0])
    return Extras(
        cost=cost,
        rate=rate,
        ceiling=ceiling,
        days_left=days_left,
        feedback=feedback,
        near=nearness(offer),
        soon=weights.SOON_POINTS,
        share=share,
        given=weights.RATE_POINTS * share,
        peers=of_peers(feedback),
        points=float(merits.points(facts)[0]),
    )


def published_weights() -> list[Weight]:
    return [
        Weight("Mot du titre du projet", weights.TITLE_WEIGHT, "un mot du titre compte trois fois"),
        Weight("Mot de sa description", weights.DESCRIPTION_WEIGHT, "un mot de la description compte une fois"),
        Weight("Mot d’un blocage ouvert", weights.BLOCKER_WEIGHT, "ce qui bloque compte comme la description"),
        Weight("Thématique déclarée", weights.DECLARED_WEIGHT, "choisie par vous, elle pèse plus qu’une mention"),
        Weight("Besoin de tout projet", weights.ASSUMED_WEIGHT, "chaque notion ajoutée\u00a0: financement, conseil"),
        Weight("Sens", weights.MEANING, "ce que pèse la proximité de sens à côté de la part des mots"),
        Weight("Toutes thématiques", weights.EVERY_TOPIC_POINTS, "points d’une offre ouverte à tout projet"),
        Weight("Besoin", weights.NEED_POINTS, "points quand un blocage ouvert appelle ce genre d’aide"),
        Weight("Étape", weights.PHASE_POINTS, "points d’une offre faite pour l’étape du projet"),
        Weight("Proximité", weights.LOCAL_POINTS, "points d’une offre ouverte dans un département ou moins"),
        Weight("Proximité régionale", weights.REGIONAL_POINTS, "points d’une offre ouverte dans une région"),
        Weight("Échéance en vue", weights.SOON_POINTS, f"points quand il reste {weights.SOON_DAYS} jours au plus"),
        Weight("Part du coût donnée", weights.RATE_POINTS, "points d’une offre qui donnerait tout, à proportion"),
        Weight("Avis des autres projets", weights.PEERS_POINTS, "points, en plus ou en moins, d’un avis unanime"),
        Weight("Prudence sur ces avis", weights.PEERS_CAUTION, "nombre d’avis à partir duquel ils pèsent la moitié"),
        Weight("Part des mots suffisante", weights.LEAST_WORDS, "en deçà, des mots en commun sont un hasard"),
        Weight("Sens suffisant", weights.LEAST_MEANING, "en deçà, une proximité de sens est un hasard"),
        Weight("À étudier d’abord", weights.FIRST_BAND, "points à partir desquels une offre vient en premier"),
        Weight("Utile", weights.USEFUL_BAND, "points à partir desquels une offre est dite utile"),
        Weight("Saturation (k1)", K1, "combien vite un mot répété cesse de compter"),
        Weight("Longueur (b)", B, "combien une offre au long texte est retenue"),
    ]


@cache
def worked_example() -> Example:
    """Return a project before three offers whose title is all they say, with every figure of the first one's points."""
    documents = [weigh(source_of(rank, OfferText(title))) for rank, title in enumerate(OFFERS)]
    index = OfferIndex(postings_among(dict(enumerate(documents))))
    question = question_of(ProjectFacts(title=PROJECT))
    first = _in_words(documents[0])
    said = {term: weight for term, weight in first.items() if term[:1] in MARKS}
    rarities = _rarities(documents)
    return Example(
        project=PROJECT,
        offers=OFFERS,
        words=_steps(question.words, first, rarities),
        length=documents[0].length / WEIGHT_SCALE,
        mean_length=sum(document.length for document in documents) / WEIGHT_SCALE / len(documents),
        share=float(index.words(question.words)[0]),
        meaning=_steps(dict.fromkeys(said, 0.0) | question.meaning, first, rarities),
        project_norm=_norm(question.meaning, rarities),
        offer_norm=_norm(said, rarities),
        cosine=float(index.meaning(question.meaning)[0]),
        points=float(points_of(index, question)[0]),
    )


def _in_words(document: Weighed) -> dict[str, float]:
    return {term: frequency / WEIGHT_SCALE for term, frequency in document.frequencies.items()}


def _rarities(documents: list[Weighed]) -> dict[str, float]:
    held = Counter(term for document in documents for term in document.frequencies)
    return {term: rarity(documents=len(documents), holders=count) for term, count in held.items()}


def _steps(asked: dict[str, float], offer: dict[str, float], rarities: dict[str, float]) -> tuple[Step, ...]:
    return tuple(
        Step(_label(term), weight, offer[term], rarities[term]) for term, weight in asked.items() if term in offer
    )


def _norm(vector: dict[str, float], rarities: dict[str, float]) -> float:
    return math.sqrt(math.fsum((weight * rarities[term]) ** 2 for term, weight in vector.items() if term in rarities))


def _label(term: str) -> str:
    if term[:1] not in MARKS:
        return term
    labels = {concept_term(concept.code): concept.label for concept in thesaurus().concepts.values()}
    topics = {topic_term(entry.code): f"Thématique\u00a0: {entry.label}" for entry in referential().topics}
    return {**labels, **topics}[term]
