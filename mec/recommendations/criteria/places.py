"""Where the project lies: the perimeter of the offer, then the zonings that it is reserved for."""

from collections.abc import Iterable, Iterator

from mec.core.ui.french import listed
from mec.offers.facts import Area, OfferFacts
from mec.recommendations.criteria.criterion import Criterion, asked
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.territories.enums import Coverage
from mec.territories.places import Place

PERIMETER_KEYS = "perimetre:"
ZONING_KEYS = "zonage:"
_INSIDE = "Vous avez répondu que le projet s’y trouve."
_OUTSIDE = "Vous avez répondu que le projet ne s’y trouve pas."


def territory(offer: OfferFacts, facts: ProjectFacts) -> Criterion:
    names = _names(facts)
    if offer.national:
        proof = f"\u00a0: {names} en fait partie" if len(facts.places) == 1 else ""
        return Criterion("territoire", Verdict.YES, f"Ouverte dans toute la France{proof}.")
    if not offer.territories and not offer.perimeters:
        question = "Demandez au porteur de l’aide où elle est ouverte."
        return Criterion("territoire", Verdict.UNKNOWN, "La source ne dit pas où elle est ouverte.", question)
    where = offer.where
    if not facts.places:
        return Criterion(
            "territoire", Verdict.UNKNOWN, f"Réservée à\u00a0: {where}.", "Où se situe votre projet\u00a0?"
        )
    return _local_territory(offer, facts, names, where)


def perimeter_key(offer: OfferFacts) -> str:
    """Return the key of the question "is the project there?", which a perimeter that is not known asks."""
    return _key(PERIMETER_KEYS, offer.perimeters)


def _local_territory(offer: OfferFacts, facts: ProjectFacts, names: str, where: str) -> Criterion:
    coverages = {_coverage(offer, place) for place in facts.places}
    if coverages == {Coverage.WHOLE}:
        verb = "sont" if len(facts.places) > 1 else "est"
        return Criterion("territoire", Verdict.YES, f"{names} {verb} dans son périmètre ({where}).")
    if Coverage.UNKNOWN in coverages:
        question = f"Votre projet se trouve-t-il dans ce périmètre\u00a0: {where}\u00a0?"
        key = perimeter_key(offer)
        unknown = Criterion("territoire", Verdict.UNKNOWN, f"Réservée à\u00a0: {where}.", question, key=key)
        return asked(unknown, answer=facts.answers.get(key), yes=_INSIDE, no=_OUTSIDE)
    if coverages != {Coverage.NONE}:
        question = "La partie du projet hors du périmètre peut-elle être aidée autrement\u00a0?"
        sentence = f"Une partie seulement de votre projet est dans son périmètre ({where})."
        return Criterion("territoire", Verdict.UNKNOWN, sentence, question)
    return Criterion("territoire", Verdict.NO, f"Réservée à\u00a0: {where}.")


def _coverage(offer: OfferFacts, place: Place) -> Coverage:
    perimeters = {area.pk for area in offer.perimeters}
    if place.within & offer.territories.keys() or place.covered & perimeters:
        return Coverage.WHOLE
    if place.parts and all(part & offer.territories.keys() for part in place.parts):
        return Coverage.WHOLE
    if _may_hold(offer.perimeters, place):
        return Coverage.UNKNOWN
    if place.partly_within & offer.territories.keys() or place.partly_covered & perimeters:
        return Coverage.PART
    return Coverage.NONE


def zoning(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if not offer.zonings:
        return
    names, where = _names(facts), listed([area.name for area in offer.zonings])
    coverages = {_zoned(offer.zonings, place) for place in facts.places}
    if coverages == {Coverage.WHOLE}:
        verb = "sont" if len(facts.places) > 1 else "est"
        yield Criterion("zonage", Verdict.YES, f"{names} {verb} dans le zonage demandé ({where}).")
    elif coverages == {Coverage.NONE}:
        yield Criterion("zonage", Verdict.NO, f"Réservée aux {where}.")
    else:
        key = zoning_key(offer)
        question = "Votre projet se trouve-t-il dans ce zonage\u00a0?"
        unknown = Criterion("zonage", Verdict.UNKNOWN, f"Réservée aux {where}.", question, key=key)
        yield asked(unknown, answer=facts.answers.get(key), yes=_INSIDE, no=_OUTSIDE)


def zoning_key(offer: OfferFacts) -> str:
    return _key(ZONING_KEYS, offer.zonings)


def _zoned(zonings: Iterable[Area], place: Place) -> Coverage:
    wanted = {area.pk for area in zonings}
    if place.covered & wanted:
        return Coverage.WHOLE
    if _may_hold(zonings, place):
        return Coverage.UNKNOWN
    return Coverage.PART if place.partly_covered & wanted else Coverage.NONE


def _may_hold(areas: Iterable[Area], place: Place) -> bool:
    return any(not area.known and area.pk not in place.outside for area in areas)


def _names(facts: ProjectFacts) -> str:
    return listed(list(dict.fromkeys(place.name for place in facts.places)))


def _key(prefix: str, areas: Iterable[Area]) -> str:
    return f"{prefix}{'+'.join(sorted(area.code for area in areas))}"
