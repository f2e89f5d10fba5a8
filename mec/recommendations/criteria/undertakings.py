"""What is undertaken, and when: the calendar, the stage, the expenses, the cost, the works, the other conditions."""

from collections.abc import Iterable, Iterator

from mec.core.ui.french import day, listed, number
from mec.offers.calendar import Standing, standing_of
from mec.offers.enums import CalendarState
from mec.offers.facts import OfferFacts
from mec.offers.money import estimate
from mec.recommendations.criteria.criterion import Criterion, asked
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.taxonomy.enums import ExpenseKind, Phase

WORKS_BEGUN = "travaux-commences"
_PHASE_ORDER = tuple(Phase)
_MET = "Vous avez répondu que oui."
_NOT_MET = "Vous avez répondu que non."


def calendar(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    standing = standing_of(offer.dates, facts.today)
    if standing.state == CalendarState.UNSAID:
        return
    if standing.state == CalendarState.COMING:
        question = "Votre projet peut-il attendre son ouverture\u00a0?"
        yield Criterion("calendrier", Verdict.UNKNOWN, _coming(standing), question)
    elif standing.is_closed:
        again = standing.state == CalendarState.BETWEEN
        gap = "Préparez dès maintenant la prochaine session." if again else ""
        yield Criterion("calendrier", Verdict.NO, _closed(standing), gap=gap)
    else:
        yield Criterion("calendrier", Verdict.YES, _open(standing))


def _coming(standing: Standing) -> str:
    name = f" ({standing.session})" if standing.session else ""
    return (
        f"Elle ouvrira le {day(standing.since, weekday=False)}{name}."
        if standing.since
        else "Elle n’est pas encore ouverte."
    )


def closing_of(standing: Standing) -> str:
    """Say since when an offer can no longer be asked for; empty while it can, or will."""
    return _closed(standing) if standing.is_closed else ""


def _closed(standing: Standing) -> str:
    if standing.until is None:
        return "Elle est close."
    again = standing.state == CalendarState.BETWEEN
    what = "Sa dernière session est close" if again else "Elle est close"
    return f"{what} depuis le {day(standing.until, weekday=False)}."


def _open(standing: Standing) -> str:
    if standing.state == CalendarState.PERMANENT:
        return "Ouverte toute l’année."
    return f"Ouverte jusqu’au {day(standing.until, weekday=False)}." if standing.until else "Ouverte en ce moment."


def phase(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if offer.phases and facts.finished and not offer.serves_use:
        yield Criterion("etape", Verdict.NO, "Pour un projet à concevoir ou à réaliser\u00a0: le vôtre est terminé.")
        return
    if not offer.phases or offer.phases == set(_PHASE_ORDER):
        return
    served = [each for each in _PHASE_ORDER if each in offer.phases]
    names = f"{listed([str(each.label) for each in served])}"
    made_for = f"Faite pour l’étape {names}." if len(served) == 1 else f"Faite pour les étapes {names}."
    if not facts.phase:
        yield Criterion("etape", Verdict.UNKNOWN, made_for, "Où en est votre projet\u00a0?")
    elif facts.phase in offer.phases:
        yield Criterion("etape", Verdict.YES, made_for)
    else:
        current = _PHASE_ORDER.index(Phase(facts.phase))
        later = [each for each in served if _PHASE_ORDER.index(each) > current]
        gap = f"À demander quand le projet sera à l’étape {later[0].label}." if later else ""
        yield Criterion(
            "etape", Verdict.NO, f"{made_for} Votre projet est à l’étape {Phase(facts.phase).label}.", gap=gap
        )


def expenses(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    """One kind that it pays is enough; the others are named, and flagged in the plan."""
    if not offer.expenses:
        return
    paid = {row.kind for row in offer.expenses if row.included}
    refused = {row.kind for row in offer.expenses if not row.included}
    rules = f"{_named('Paie', paid)}{_named('Ne paie pas', refused)}".strip()
    if not facts.expense_kinds:
        yield Criterion("depenses", Verdict.UNKNOWN, rules, "Quelles dépenses prévoyez-vous\u00a0?")
    elif facts.expense_kinds & paid or (not paid and facts.expense_kinds - refused):
        beyond = _named("Votre plan prévoit aussi ce qu’elle ne paie pas", facts.expense_kinds & refused)
        sentences = (rules, beyond, _estimated(offer, facts))
        yield Criterion("depenses", Verdict.YES, " ".join(filter(None, map(str.strip, sentences))))
    elif facts.expense_kinds <= refused:
        gap = "Ajoutez à votre plan une dépense qu’elle paie." if paid else "Ajoutez à votre plan une autre dépense."
        yield Criterion("depenses", Verdict.NO, f"{rules} Votre plan ne prévoit rien d’autre.", gap=gap)
    else:
        question = "Vos dépenses sont-elles de celles qu’elle paie\u00a0?"
        yield Criterion("depenses", Verdict.UNKNOWN, rules, question)


def _estimated(offer: OfferFacts, facts: ProjectFacts) -> str:
    found = estimate(offer.terms, offer.expenses, costs=facts.costs, cost=facts.cost)
    return f"Estimation\u00a0: {found.words}." if found else ""


def _named(verb: str, kinds: Iterable[str]) -> str:
    labels = [str(kind.label) for kind in ExpenseKind if kind in set(kinds)]
    return f"{verb}\u00a0: {', '.join(label[0].lower() + label[1:] for label in labels)}. " if labels else ""


def cost(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    low, high = offer.cost_min, offer.cost_max
    if low is None and high is None:
        return
    if low is not None and high is not None:
        bounds = f"Pour un projet de {number(low)} à {number(high)}\u00a0€ hors taxes."
    elif low is not None:
        bounds = f"Pour un projet d’au moins {number(low)}\u00a0€ hors taxes."
    else:
        bounds = f"Pour un projet de {number(high or 0)}\u00a0€ hors taxes au plus."
    if facts.cost is None:
        yield Criterion("cout", Verdict.UNKNOWN, bounds, "Combien coûtera votre projet\u00a0?")
    elif (low is not None and facts.cost < low) or (high is not None and facts.cost > high):
        yield Criterion("cout", Verdict.NO, f"{bounds} Le vôtre est de {number(facts.cost)}\u00a0€.")
    else:
        yield Criterion("cout", Verdict.YES, f"{bounds} Le vôtre est de {number(facts.cost)}\u00a0€.")


def works(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    if not offer.before_works:
        return
    sentence, begun = "À demander avant le début des travaux.", facts.answers.get(WORKS_BEGUN)
    question = "Les travaux ont-ils commencé\u00a0?"
    unknown = Criterion("travaux", Verdict.UNKNOWN, sentence, question, key=WORKS_BEGUN)
    yield asked(
        unknown,
        answer=None if begun is None else not begun,
        yes="Les vôtres n’ont pas commencé.",
        no="Les vôtres ont commencé.",
    )


def requirements(offer: OfferFacts, facts: ProjectFacts) -> Iterator[Criterion]:
    for position, row in enumerate(offer.requirements, start=1):
        if not row.phase or not facts.phase or row.phase == facts.phase:
            key = requirement_key(offer, position)
            unknown = Criterion(f"condition-{position}", Verdict.UNKNOWN, row.sentence, row.question, key=key)
            gap = "Vous pourrez la demander quand ce sera le cas."
            yield asked(unknown, answer=facts.answers.get(key), yes=_MET, no=_NOT_MET, gap=gap)


def requirement_key(offer: OfferFacts, position: int) -> str:
    return f"{offer.code}:condition-{position}"
