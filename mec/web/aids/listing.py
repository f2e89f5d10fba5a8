"""The list of help as its page shows it: every choice is an address, with how many offers it leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mec.core.text import Fragment, excerpt, fold, highlight
from mec.core.ui.french import day
from mec.offers.enums import Need, OfferForm, OfferKind, Recurrence
from mec.offers.facts import OfferFacts
from mec.offers.finding import Finding, Sort, Wanted
from mec.offers.queries import long_texts_of
from mec.organizations.enums import COLLECTIVITE_KINDS, OrganizationKind
from mec.organizations.names import plural
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import TopicEntry, label_of, referential
from mec.web.aids.deadlines import Deadline, deadline_of
from mec.web.aids.places import NOWHERE, Candidate, Found, candidates_at

LONGEST_TEXT = 200
YES = "oui"
_PAGE_DIGITS = 6
_EXCERPT = 160
_TOPICS = {entry.code for entry in referential().topics}
_BY_MEANING = "Trouvée pour son sens\u00a0: elle parle de ce que vous cherchez avec d’autres mots."

PARAMETERS = {
    "besoin": "need",
    "thematique": "topic",
    "etape": "phase",
    "pour": "audience",
    "forme": "form",
    "porteur": "backer",
    "programme": "programme",
    "recurrence": "recurrence",
    "appels": "call",
    "gratuites": "free",
    "europe": "european",
}
"""Name in the address → filter."""

_CODES: dict[str, Iterable[str]] = {
    "need": Need.values,
    "topic": _TOPICS,
    "phase": Phase.values,
    "audience": OrganizationKind.values,
    "form": OfferForm.values,
    "recurrence": Recurrence.values,
    "call": (YES,),
    "free": (YES,),
    "european": (YES,),
}
"""Values that a filter may have; the others are what the sources write."""

_FLAGS = {"call": "Appels à projets", "free": "Sans frais", "european": "Aides européennes"}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Select:
    name: str
    label: str
    any: str
    options: list[Option]


@dataclass(frozen=True)
class Box:
    name: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Chip:
    """A choice made, and the address that takes it back."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    offer: OfferFacts
    need: str
    deadline: Deadline | None
    title: list[Fragment]
    name: list[Fragment]
    """By which people speak of it: "DETR"; empty when it has no other name than its title."""
    summary: list[Fragment]
    passage: list[Fragment]
    """Of the description, when the words stand there and neither in the title nor in the summary."""
    beneficiaries: str
    why: str
    """Why it is there, when none of the words typed is in it."""
    where: str
    """Where it is open, when nobody knows whether the place asked for is there."""


@dataclass(frozen=True)
class Query:
    """What the address asks for."""

    wanted: Wanted
    where: Found = NOWHERE
    before_error: str = ""
    """Why the date typed is not one."""
    before_typed: str = ""

    def url(self, number: int = 1) -> str:
        query = urlencode(self.values() | ({"page": str(number)} if number > 1 else {}))
        return f"{path_of(service=self.wanted.kind == OfferKind.SERVICE)}{'?' if query else ''}{query}"

    def values(self) -> dict[str, str]:
        """Return the parameters that lead here, but for the page."""
        wanted = self.wanted
        chosen = {
            "q": wanted.text,
            **{name: getattr(wanted, field) for name, field in PARAMETERS.items()},
            "territoire": self.where.code,
            "lieu": "" if self.where.territory else self.where.typed,
            "avant": wanted.before.isoformat() if wanted.before else "",
            "closes": YES if wanted.closed else "",
            "tri": wanted.sort,
        }
        return {name: value for name, value in chosen.items() if value}

    def but(self, **changes: object) -> "Query":
        """Return the same without what is changed."""
        where = changes.pop("where", self.where)
        return Query(replace(self.wanted, **changes), where)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Listing:
    query: Query
    total: int
    closed: int
    number: int
    pages: int
    lines: list[Line]
    selects: list[Select]
    """The first ones: need and thématique."""
    more: list[Select]
    boxes: list[Box]
    sorts: list[Option]
    chips: list[Chip]
    candidates: list[Candidate]
    is_services: bool
    """Services alone: who comes and helps, without the aids that pay."""
    path: str
    previous_url: str
    next_url: str
    closed_url: str
    """The same, with those that are closed."""
    alert_url: str
    """Where one asks to hear of what this search will find."""
    embed_url: str
    """Where one learns how to show this search on another site."""

    @property
    def wanted(self) -> Wanted:
        return self.query.wanted

    @property
    def is_unfolded(self) -> bool:
        """Say whether one of the further filters is used: they are then shown."""
        chosen = self.query.values().keys()
        return bool(chosen - {"q", "besoin", "thematique", "territoire", "lieu", "tri"}) or bool(
            self.query.before_error
        )


def query_from(data: QueryDict, where: Found, *, kind: str = "") -> Query:
    """Read what the address asks for, among the offers of a kind; what does not exist asks for nothing."""
    chosen = {field: _value(field, data.get(name, "")) for name, field in PARAMETERS.items()}
    typed = data.get("avant", "").strip()[:LONGEST_TEXT]
    before, error = _day(typed)
    wanted = Wanted(
        **chosen,
        kind=kind,
        text=data.get("q", "").strip()[:LONGEST_TEXT],
        places=where.places(),
        before=before,
        closed=data.get("closes") == YES,
        sort=data.get("tri", "") if data.get("tri") in Sort.values else "",
    )
    return Query(wanted, where, error, typed if error else "")


def _value(field: str, written: str) -> str:
    known = _CODES.get(field)
    return written[:LONGEST_TEXT] if known is None or written in known else ""


def _day(typed: str) -> tuple[date | None, str]:
    if not typed:
        return None, ""
    try:
        return date.fromisoformat(typed), ""
    except ValueError:
        return None, "Écrivez une date comme 2027-03-31, ou choisissez-la dans le calendrier."


def page_number(data: QueryDict) -> int:
    digits = data.get("page", "")[:_PAGE_DIGITS]
    return int(digits) if digits.isdecimal() else 1


def listing(query: Query, found: Finding, data: QueryDict) -> Listing:
    """`data`: the address of the page, whose other choices the candidates for a place keep."""
    wanted = query.wanted
    return Listing(
        query=query,
        total=found.total,
        closed=found.closed,
        number=found.number,
        pages=found.pages,
        lines=_lines(found, wanted),
        selects=[
            _select("besoin", "Sorte d’aide", "Toutes", _needs(wanted), query, found),
            Select("thematique", "Thématique", "Toutes", _topics(wanted, found)),
        ],
        more=_more(query, found),
        boxes=[
            *(_box(name, query, found) for name in ("appels", "gratuites", "europe")),
            Box("closes", "Montrer aussi les aides closes", wanted.closed),
        ],
        sorts=_sorts(wanted),
        chips=chips_of(query, found),
        candidates=candidates_at(query.where, data, name="territoire"),
        is_services=wanted.kind == OfferKind.SERVICE,
        path=path_of(service=wanted.kind == OfferKind.SERVICE),
        previous_url=query.url(found.number - 1) if found.number > 1 else "",
        next_url=query.url(found.number + 1) if found.number < found.pages else "",
        closed_url=query.but(closed=True).url(),
        alert_url=f"{reverse('aids:new_alert')}?{urlencode(query.values())}".removesuffix("?"),
        embed_url=f"{reverse('aids:embed')}?{urlencode(query.values())}".removesuffix("?"),
    )


Labels = Mapping[str, str]


def _needs(wanted: Wanted) -> Labels:
    """Return the needs to choose among: a service never pays."""
    return {need.value: str(need.label) for need in Need if wanted.kind != OfferKind.SERVICE or need != Need.FUNDING}


def _more(query: Query, found: Finding) -> list[Select]:
    kinds = {kind.value: plural(kind) for kind in OrganizationKind if kind in COLLECTIVITE_KINDS}
    offered: list[tuple[str, str, str, Labels]] = [
        ("pour", "Pour qui", "Toutes les collectivités", kinds),
        ("etape", "Étape du projet", "Toutes", _labels(Phase)),
        ("forme", "Forme de l’aide", "Toutes", _labels(OfferForm)),
        ("recurrence", "Récurrence", "Toutes", _labels(Recurrence)),
        ("porteur", "Porteur de l’aide", "Tous", _in_order(found.backers)),
        ("programme", "Programme", "Tous", _in_order({name: name for name in found.counts["programme"]})),
    ]
    selects = [_select(name, label, everything, labels, query, found) for name, label, everything, labels in offered]
    return [select for select in selects if select.options]


def _labels(choices: Callable[[str], object]) -> Labels:
    return {value: str(label) for value, label in choices.choices}  # type: ignore[attr-defined]


def _in_order(labels: Labels) -> Labels:
    return dict(sorted(labels.items(), key=lambda item: fold(item[1])))


def _select(name: str, label: str, everything: str, labels: Labels, query: Query, found: Finding) -> Select:
    field = PARAMETERS[name]
    chosen, counts = getattr(query.wanted, field), found.counts[field]
    options = [
        _option(value, text, counts.get(value, 0), chosen)
        for value, text in labels.items()
        if counts.get(value) or value == chosen or field == "need"
    ]
    return Select(name, label, everything, options)


def _option(value: str, label: str, count: int, chosen: str) -> Option:
    return Option(value, f"{label[:1].upper()}{label[1:]} ({count})", value == chosen)


def _box(name: str, query: Query, found: Finding) -> Box:
    field = PARAMETERS[name]
    label = f"{_FLAGS[field]} seulement ({found.counts[field].get(YES, 0)})"
    return Box(name, label, bool(getattr(query.wanted, field)))


def _sorts(wanted: Wanted) -> list[Option]:
    offered = [sort for sort in Sort if wanted.text or sort != Sort.NEAREST]
    usual = Sort.NEAREST if wanted.text else Sort.TITLE
    chosen = wanted.sort or usual
    # The usual order is not in the form: sent with the words typed next, it would hide the nearest.
    return [Option("" if sort == usual else sort.value, str(sort.label), sort == chosen) for sort in offered]


def _topics(wanted: Wanted, found: Finding) -> list[Option]:
    """Return the themes that leave something, and what is chosen even if it leaves nothing."""
    options = []
    for entry in referential().topics:
        chosen = entry.code == wanted.topic
        count = _count(entry, found)
        if chosen or (count and not entry.parent):
            options.append(_option(entry.code, entry.label, count, wanted.topic))
    return options


def _count(entry: TopicEntry, found: Finding) -> int:
    return found.counts["topic"].get(entry.code, found.everywhere)


def chips_of(query: Query, found: Finding) -> list[Chip]:
    """Return the choices made, in words."""
    wanted = query.wanted
    labels: dict[str, str] = {
        "text": f"«\u00a0{wanted.text}\u00a0»" if wanted.text else "",
        "need": str(Need(wanted.need).label) if wanted.need else "",
        "topic": label_of(wanted.topic) if wanted.topic else "",
        "phase": f"Étape\u00a0: {Phase(wanted.phase).label}" if wanted.phase else "",
        "audience": f"Pour les {plural(wanted.audience)}" if wanted.audience else "",
        "form": str(OfferForm(wanted.form).label) if wanted.form else "",
        "recurrence": str(Recurrence(wanted.recurrence).label) if wanted.recurrence else "",
        "backer": found.backers.get(wanted.backer, wanted.backer),
        "programme": wanted.programme,
        **{field: label if getattr(wanted, field) else "" for field, label in _FLAGS.items()},
        "closed": "Aides closes comprises" if wanted.closed else "",
        "before": f"À demander avant le {day(wanted.before, weekday=False)}" if wanted.before else "",
    }
    defaults = {field.name: field.default for field in fields(Wanted)}
    chips = [Chip(label, query.but(**{name: defaults[name]}).url()) for name, label in labels.items() if label]
    if query.where.territory:
        chips.append(Chip(query.where.label, query.but(places=(), where=NOWHERE).url()))
    return chips


def path_of(*, service: bool) -> str:
    return reverse("aids:services" if service else "aids:list")


def _lines(found: Finding, wanted: Wanted) -> list[Line]:
    """Return the offers of the page; one of which no shown word was typed is given with the passage that has one."""
    marked = {offer.pk: _marked(offer, found.terms.get(offer.pk, ())) for offer in found.offers}
    silent = [pk for pk, said in marked.items() if found.terms.get(pk) and not any(map(_is_marked, said))]
    texts = long_texts_of(silent) if silent else {}
    lines = []
    for offer, standing in zip(found.offers, found.standings, strict=True):
        terms = found.terms.get(offer.pk, ())
        title, name, summary = marked[offer.pk]
        passage = excerpt(texts.get(offer.pk, ""), terms, length=_EXCERPT)
        lines.append(
            Line(
                offer=offer,
                need=str(Need(offer.need).label),
                deadline=deadline_of(standing, timezone.localdate()),
                title=title,
                name=name,
                summary=summary,
                passage=passage if _is_marked(passage) else [],
                beneficiaries=", ".join(plural(kind) for kind in _kinds(offer)),
                why=_BY_MEANING if wanted.text and not terms else "",
                where=_unsure(offer) if offer.pk in found.unsure else "",
            )
        )
    return lines


def _unsure(offer: OfferFacts) -> str:
    return f"À vérifier\u00a0: est-elle ouverte chez vous\u00a0? Son périmètre\u00a0: {offer.where or 'non précisé'}."


def _marked(offer: OfferFacts, terms: Sequence[str]) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    return highlight(offer.title, terms), highlight(offer.short_title, terms), highlight(offer.summary, terms)


def _is_marked(fragments: Iterable[Fragment]) -> bool:
    return any(fragment.matched for fragment in fragments)


def _kinds(offer: OfferFacts) -> list[str]:
    """Return who may ask for it, communes first."""
    held = {row.kind for row in offer.beneficiaries}
    return [kind for kind in OrganizationKind.values if kind in held]
