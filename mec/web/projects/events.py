"""The journal in words, as the timeline shows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from mec.accounts.queries import names_of
from mec.core.journal.audiences import verb_label
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.core.ui import french
from mec.funding.enums import Verb as FundingVerb
from mec.projects.enums import BlockerKind, PartnerKind, PartnerRole, PhaseStatus, Priority, ProjectRole, Verb
from mec.recommendations.enums import IntroductionState, RecommendationState, RefusalReason
from mec.recommendations.enums import Verb as RecommendationVerb
from mec.taxonomy.enums import ExpenseKind, Phase
from mec.taxonomy.queries import topics_by_code
from mec.territories.queries import names_by_key

EXCERPT = 80
MEMBER_VERBS = frozenset({Verb.ROLE_CHANGED, Verb.MEMBER_REMOVED, Verb.REFERENT_CHANGED})
FILE_VERBS = (
    Verb.FILES_DEPOSITED,
    Verb.FILE_VERSION_ADDED,
    Verb.FILE_EDITED,
    Verb.FILE_WITHDRAWN,
    Verb.FILE_RESTORED,
    Verb.FILES_CHECKED,
    Verb.FILE_QUARANTINED,
)
BLOCKER_VERBS = (Verb.BLOCKER_OPENED, Verb.BLOCKER_RESOLVED, Verb.BLOCKER_REOPENED)


@dataclass(frozen=True)
class TimelineEvent:
    when: datetime
    who: str
    what: str
    detail: str


@dataclass(frozen=True)
class Names:
    """What codes and ids of the journal are called today, read at once for all the entries of a page."""

    places: dict[str, str]
    topics: dict[str, str]
    people: dict[int, str]

    def person(self, user_id: int) -> str:
        return self.people.get(user_id, "une personne partie depuis")


def events(entries: Iterable[Entry]) -> list[TimelineEvent]:
    """Say each entry in words; at most three queries, whatever the number of entries."""
    entries = list(entries)
    names = _names(entries)
    return [
        TimelineEvent(entry.recorded_at, author_line(entry), verb_label(entry.verb), _detail(entry, names))
        for entry in entries
    ]


def _names(entries: Sequence[Entry]) -> Names:
    changes = [entry.data for entry in entries if entry.verb in (Verb.EDITED, Verb.CONSORTIUM_CHANGED)]
    places = {code for data in changes for codes in data.get("territories", ()) for code in codes}
    topics = {code for data in changes for codes in data.get("topics", ()) for code in codes}
    people = {entry.data["user"] for entry in entries if entry.verb in MEMBER_VERBS}
    return Names(
        names_by_key(places) if places else {},
        {code: topic.label for code, topic in topics_by_code(topics).items()} if topics else {},
        names_of(people) if people else {},
    )


def _detail(entry: Entry, names: Names) -> str:
    said = _said(entry, names)
    return f"{said}. Motif : {entry.reason}" if said and entry.reason else said or entry.reason


def _said(entry: Entry, names: Names) -> str:
    if "what" in entry.data:
        return _proposal(entry)
    say = _SAYING.get(entry.verb)
    return say(entry, names) if say else ""


def _proposal(entry: Entry) -> str:
    """Name the advice, the offer or the service, and what became of it."""
    states = dict([*RecommendationState.choices, *IntroductionState.choices])
    said = [entry.data["what"], str(states.get(entry.to_state, "")).lower()]
    if entry.data.get("refusal"):
        said.append(str(RefusalReason(entry.data["refusal"]).label).lower())
    note = _excerpt(entry.data.get("note", ""))
    return " – ".join(filter(None, [*said, entry.data.get("refusal_text", ""), note]))


def _about_a_member(entry: Entry, names: Names) -> str:
    name = names.person(entry.data["user"])
    if entry.verb == Verb.ROLE_CHANGED:
        return f"{name} : {_move(ProjectRole, entry)}"
    return f"{name}, {_role(entry)}" if entry.verb == Verb.MEMBER_REMOVED else name


def _answers(entry: Entry, names: Names) -> str:
    return "\n".join(
        f"{question} {_answer(before)} → {_answer(after)}" if before is not None else f"{question} {_answer(after)}"
        for question, before, after in entry.data["answers"]
    )


def _answer(value: Any) -> str:
    words = {True: "oui", False: "non", None: "on ne sait pas"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _changes(entry: Entry, names: Names) -> str:
    return _all_changes(entry.data, names)


def _all_changes(changed: dict[str, tuple[Any, Any]], names: Names) -> str:
    return " ; ".join(_change(field, values, names) for field, values in changed.items())


def _change(field: str, values: tuple[Any, Any], names: Names) -> str:
    label, say = _FIELDS[field]
    before, after = values
    return f"{label} : {say(before, names) or 'rien'} → {say(after, names) or 'rien'}"


def _consortium(entry: Entry, names: Names) -> str:
    before, after = (", ".join(names.places.get(code, code) for code in codes) for codes in entry.data["territories"])
    return f"{before or 'personne'} → {after or 'personne'}"


def _text(value: str, names: Names) -> str:
    return _excerpt(value)


def _excerpt(value: str) -> str:
    if not value:
        return ""
    short = value if len(value) <= EXCERPT else f"{value[:EXCERPT].rstrip()}…"
    return f"« {short} »"


def _amount(value: str, names: Names) -> str:
    return french.euros(Decimal(value)) if value else ""


def _date(value: str, names: Names) -> str:
    return french.day(date.fromisoformat(value), weekday=False) if value else ""


_FIELDS: dict[str, tuple[str, Callable[[Any, Names], str]]] = {
    "name": ("nom", _text),
    "description": ("description", _text),
    "territories": ("lieux", lambda codes, names: ", ".join(names.places.get(code, code) for code in codes)),
    "topics": ("thématiques", lambda codes, names: ", ".join(names.topics.get(code, code) for code in codes)),
    "cost": ("coût", _amount),
    "starts_on": ("début prévu", _date),
    "ends_on": ("fin prévue", _date),
    "label": ("dépense", _text),
    "kind": ("nature", lambda code, _: str(ExpenseKind(code).label)),
    "amount_ht": ("montant hors taxes", _amount),
    "note": ("précision", _text),
    "partner_kind": ("nature", lambda code, _: str(PartnerKind(code).label)),
    "partner_role": ("rôle", lambda code, _: str(PartnerRole(code).label)),
    "commitment": ("ce qu’il apporte", _text),
}


def _move_of(states: type[models.TextChoices]) -> Callable[[Entry, Names], str]:
    def say(entry: Entry, names: Names) -> str:
        return _move(states, entry)

    return say


def _move(states: type[models.TextChoices], entry: Entry) -> str:
    before, after = (states(state).label if state else "non dit" for state in (entry.from_state, entry.to_state))
    return f"de « {before} » à « {after} »"


def _role(entry: Entry) -> str:
    return ProjectRole(entry.data["role"]).label.lower()


def _given_role(entry: Entry, names: Names) -> str:
    return f"Rôle : {_role(entry)}"


def _hand_over(entry: Entry, names: Names) -> str:
    return f"De {entry.data['from_name']} à {entry.data['to_name']}"


def _former_holder(entry: Entry, names: Names) -> str:
    return str(entry.data["from_name"])


def _files(entry: Entry, names: Names) -> str:
    return ", ".join(f"« {name} »" for name in entry.data["files"])


def _blocker(entry: Entry, names: Names) -> str:
    said = [str(BlockerKind(entry.data["kind"]).label)]
    if entry.verb == Verb.BLOCKER_OPENED:
        said.append(f"depuis le {french.day(date.fromisoformat(entry.data['since']))}")
    if entry.to_state:
        said.append(f"le projet est maintenant « {PhaseStatus(entry.to_state).label.lower()} »")
    return ", ".join(said) + (f". {entry.data['resolution']}" if entry.verb == Verb.BLOCKER_RESOLVED else "")


def _cost(entry: Entry, names: Names) -> str:
    kind, amount = ExpenseKind(entry.data["kind"]).label, _amount(entry.data["amount_ht"], names)
    return f"« {entry.data['label']} » ({str(kind).lower()}) : {amount} hors taxes"


def _edited_cost(entry: Entry, names: Names) -> str:
    return f"« {entry.data['label']} » – {_all_changes(entry.data['changed'], names)}"


def _partner(entry: Entry, names: Names) -> str:
    kind, role = PartnerKind(entry.data["partner_kind"]), PartnerRole(entry.data["partner_role"])
    return f"« {entry.data['name']} » ({str(kind.label).lower()}, {str(role.label).lower()})"


def _edited_partner(entry: Entry, names: Names) -> str:
    """The journal knows that the contact changed, never which one it is."""
    contact = "coordonnées modifiées" if entry.data["contact_changed"] else ""
    said = " ; ".join(filter(None, [_all_changes(entry.data["changed"], names), contact]))
    return f"« {entry.data['name']} » – {said}"


def _offers(entry: Entry, names: Names) -> str:
    said = entry.data
    more = said["new_count"] - len(said["new"])
    new = [offer["title"] for offer in said["new"]] + ([f"{more} de plus"] if more else [])
    ending = [title for title, _ in said["ending"]]
    parts = [("À étudier d’abord", new), ("A changé", said["changed"]), ("Ferme bientôt", ending)]
    return "\n".join(f"{label}\u00a0: {', '.join(titles)}" for label, titles in parts if titles)


def _holders(entry: Entry, names: Names) -> str:
    given = f"À {entry.data['to']['holder']}" if "to" in entry.data else ""
    previous = entry.data["previous"]
    had = f"Suivi jusque-là par {previous['holder']}" if previous else ""
    return "\n".join(filter(None, [given, had]))


def _ranking(entry: Entry, names: Names) -> str:
    """The rank before is empty where the reader was not told of it."""
    levels = [Priority(int(level)).label.lower() for level in (entry.from_state, entry.to_state) if level]
    return " → ".join(levels)


_SAYING: dict[str, Callable[[Entry, Names], str]] = {
    Verb.EDITED: _changes,
    Verb.PHASE_CHANGED: _move_of(Phase),
    Verb.STATUS_CHANGED: _move_of(PhaseStatus),
    **dict.fromkeys(MEMBER_VERBS, _about_a_member),
    Verb.INVITATION_SENT: _given_role,
    Verb.INVITATION_ACCEPTED: _given_role,
    Verb.HANDED_OVER: _hand_over,
    Verb.ROLE_ENDED: _former_holder,
    **dict.fromkeys(FILE_VERBS, _files),
    **dict.fromkeys(BLOCKER_VERBS, _blocker),
    Verb.ASSIGNED: _holders,
    Verb.RELEASED: _holders,
    Verb.PRIORITY_SET: _ranking,
    Verb.PRIORITY_SHARED: _ranking,
    Verb.QUESTIONS_ANSWERED: _answers,
    RecommendationVerb.OFFERS_TOLD: _offers,
    Verb.CONSORTIUM_CHANGED: _consortium,
    **dict.fromkeys((FundingVerb.COST_ADDED, FundingVerb.COST_REMOVED, FundingVerb.COST_RESTORED), _cost),
    FundingVerb.COST_EDITED: _edited_cost,
    **dict.fromkeys((Verb.PARTNER_ADDED, Verb.PARTNER_REMOVED, Verb.PARTNER_RESTORED), _partner),
    Verb.PARTNER_EDITED: _edited_partner,
}
"""What the timeline adds to the sentence of a verb."""
