"""How good the ranking is: measured on projects whose offers people have judged, beside plain BM25.

A judged set is a list of projects (`pid`, `title`, `description`, `phase`, `owner_kind`, `categories`) with a grade per
aid, from 0 to 3. Only the judged aids are ranked; ties by id; an aid without any point is not retrieved.
"""

import csv
import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mec.core.search.postings import postings_among
from mec.core.search.weighing import rarity, weigh
from mec.core.text import fold, plain_text, tokens
from mec.offers.arrays import OfferIndex
from mec.offers.catalogue import shipped_catalogue
from mec.offers.index import OfferText, source_of
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.relevance import points_of, question_of
from mec.taxonomy.referential import label_of, referential

_FIRST, _SHOWN = 10, 20
_MOST_FUNDED = 1_000
_BEST = 3
_USEFUL = 2
"""Grade from which an aid should be found."""
_K1, _B = 1.2, 0.75
_BASELINE_FIELDS = {"title": 3, "topics": 2, "summary": 1, "description": 1, "eligibility": 1, "examples": 1}

Scorer = Callable[["JudgedProject"], Mapping[str, float]]
"""Points by id of aid."""


class JudgedSetError(Exception):
    """A file of aids or of judgments cannot be read: the message says why, in French."""


@dataclass(frozen=True)
class JudgedProject:
    pid: str
    title: str
    description: str
    phase: str
    owner_kind: str
    categories: tuple[str, ...]
    judgments: Mapping[str, int]
    """Id of an aid → grade, from 0 to 3."""

    def facts(self, *, with_categories: bool) -> ProjectFacts:
        codes = _codes_by_label()
        declared = [codes.get(fold(category), "") for category in self.categories if with_categories]
        return ProjectFacts(
            title=self.title,
            description=self.description,
            phase=self.phase,
            owner_kind=self.owner_kind,
            topics=frozenset(filter(None, declared)),
        )


@dataclass(frozen=True)
class Measure:
    ndcg10: float
    recall20: float | None
    """None for a project without a useful aid."""


@dataclass(frozen=True)
class Figures:
    measures: Mapping[str, Measure]
    """By project; those without a positive grade left out."""

    @property
    def ndcg10(self) -> float:
        return _mean(measure.ndcg10 for measure in self.measures.values())

    @property
    def recall20(self) -> float:
        return _mean(measure.recall20 for measure in self.measures.values() if measure.recall20 is not None)


def read_aids(path: Path) -> dict[str, OfferText]:
    """Return the aids of a file by id. Raises JudgedSetError."""
    labels = {fold(entry.label): entry for entry in referential().topics if entry.parent}
    found = {}
    for row in _rows(path):
        names = _texts(row, "categories")
        categories = [name.rpartition("|")[2].rpartition(" / ")[2] for name in names]
        whole = [name.rpartition("|")[2] for name in names]
        known = [labels.get(fold(name)) for name in (*whole, *categories)]
        found[_required(path, row, "id")] = OfferText(
            title=_text(row, "name"),
            description=_text(row, "description"),
            eligibility=_text(row, "eligibility"),
            examples=_text(row, "examples") or _text(row, "project_examples"),
            topics={entry.code: entry.label for entry in known if entry},
        )
    return found


def read_judged(path: Path) -> list[JudgedProject]:
    """Return the judged projects of a file. Raises JudgedSetError."""
    found: dict[str, JudgedProject] = {}
    for row in _rows(path):
        pid = _required(path, row, "pid")
        if pid in found:
            raise JudgedSetError(f"{path}\u00a0: deux projets ont le numéro {pid}.")
        found[pid] = JudgedProject(
            pid=pid,
            title=_text(row, "title"),
            description=_text(row, "description"),
            phase=_text(row, "phase"),
            owner_kind=_text(row, "owner_kind"),
            categories=_texts(row, "categories"),
            judgments=_judgments(path, row, pid),
        )
    if not found:
        raise JudgedSetError(f"{path} ne contient aucun projet.")
    return list(found.values())


def shipped_aids() -> dict[str, OfferText]:
    """Return the catalogue that the service ships, by code."""
    catalogue = shipped_catalogue()
    return {
        offer.code: OfferText(
            title=f"{offer.title} {offer.short_title}".strip(),
            summary=offer.summary,
            description=offer.description,
            backer=catalogue.backers[offer.backer],
            topics={code: label_of(code) for code in offer.topics},
        )
        for offer in catalogue.offers
    }


def production_scorer(aids: Mapping[str, OfferText], *, with_categories: bool = False) -> Scorer:
    """Return the ranking of the product, its hard criteria off."""
    ids = sorted(aids)
    index = OfferIndex(postings_among({rank: weigh(source_of(rank, aids[key])) for rank, key in enumerate(ids)}))

    def points(project: JudgedProject) -> dict[str, float]:
        found = points_of(index, question_of(project.facts(with_categories=with_categories)))
        return dict(zip(ids, map(float, found), strict=True))

    return points


def baseline_scorer(aids: Mapping[str, OfferText]) -> Scorer:
    """Return plain BM25 (Lucene): name × 3, categories × 2, the rest once; the project's title × 3, its description."""
    documents = {key: _baseline_document(text) for key, text in aids.items()}
    lengths = {key: document.total() for key, document in documents.items()}
    mean = sum(lengths.values()) / max(1, len(lengths))
    held = Counter(term for document in documents.values() for term in document)

    def points(project: JudgedProject) -> dict[str, float]:
        asked = Counter({term: 3 * count for term, count in Counter(tokens(project.title)).items()})
        asked.update(tokens(project.description))
        return {
            key: sum(
                weight
                * rarity(documents=len(documents), holders=held[term])
                * document[term]
                / (document[term] + _K1 * (1 - _B + _B * lengths[key] / mean))
                for term, weight in asked.items()
                if term in document
            )
            for key, document in documents.items()
        }

    return points


def evaluate(projects: Iterable[JudgedProject], scorer: Scorer) -> Figures:
    measures = {}
    for project in projects:
        if any(project.judgments.values()):
            measures[project.pid] = _measure(project.judgments, scorer(project))
    return Figures(measures)


@dataclass(frozen=True)
class MeasureFigures:
    """Where the right measure of the Fonds vert stands for real projects, in numbers of projects."""

    projects: int
    first: int
    """It is the first of the sheets of measures."""
    in_three: int
    in_ten: int
    """It is among the first ten of the whole catalogue."""

    def shares(self) -> tuple[float, float, float]:
        """Return the three as percentages."""
        first, three, ten = (100 * count / self.projects for count in (self.first, self.in_three, self.in_ten))
        return first, three, ten


def read_funded(path: Path) -> list[tuple[str, str]]:
    """Return (title, démarche) of the projects of the file whose number has the smallest SHA-256, at most a thousand.

    Raises JudgedSetError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
            rows.sort(key=lambda row: hashlib.sha256((row["numero_dossier_ds"] or "").encode()).hexdigest())
            return [(row["nom_du_projet"] or "", row["nom_demarche_ds"] or "") for row in rows[:_MOST_FUNDED]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise JudgedSetError(f"{path} ne se lit pas\u00a0: {error}") from error
    except KeyError as error:
        raise JudgedSetError(f"{path}\u00a0: la colonne {error} manque.") from error


def evaluate_measures(funded: Iterable[tuple[str, str]]) -> dict[str, MeasureFigures]:
    """Return, by démarche, where its sheet stands; a démarche without a sheet is never found."""
    sheets = {_named(offer.demarche): offer.code for offer in shipped_catalogue().offers if offer.demarche}
    scorer = production_scorer(shipped_aids())
    counts: dict[str, list[int]] = {}
    for title, demarche in funded:
        points = scorer(JudgedProject("", title, "", "", "", (), {}))
        order = _retrieved(points, points)
        among = [code for code in order if code in sheets.values()]
        right = sheets.get(_named(demarche), "")
        found = counts.setdefault(demarche, [0, 0, 0, 0])
        for rank, reached in enumerate((True, right in among[:1], right in among[:3], right in order[:_FIRST])):
            found[rank] += reached
    return {demarche: MeasureFigures(*found) for demarche, found in counts.items()}


def _named(demarche: str) -> str:
    return " ".join(fold(demarche).split())


def _measure(judgments: Mapping[str, int], points: Mapping[str, float]) -> Measure:
    grades = [judgments[key] for key in _retrieved(judgments, points)]
    useful = sum(grade >= _USEFUL for grade in judgments.values())
    reached = sum(grade >= _USEFUL for grade in grades[:_SHOWN])
    best = sorted(judgments.values(), reverse=True)
    return Measure(_gain(grades) / _gain(best), reached / useful if useful else None)


def _retrieved(ids: Iterable[str], points: Mapping[str, float]) -> list[str]:
    """Return those that have points, the best first, equals by id."""
    return sorted((key for key in ids if points.get(key, 0.0) > 0), key=lambda key: (-round(points[key], 9), key))


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:_FIRST]))


def _baseline_document(text: OfferText) -> Counter[str]:
    values = {**vars(text), "topics": " ".join(text.topics.values())}
    counted: Counter[str] = Counter()
    for name, weight in _BASELINE_FIELDS.items():
        for term, count in Counter(tokens(plain_text(values[name]))).items():
            counted[term] += weight * count
    return counted


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise JudgedSetError(f"{path} ne se lit pas\u00a0: {error}") from error
    rows = data.get("results") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise JudgedSetError(f"{path}\u00a0: une liste est attendue.")
    return rows


def _required(path: Path, row: Mapping[str, Any], name: str) -> str:
    if value := _text(row, name):
        return value
    known = _text(row, "pid") or _text(row, "id") or _text(row, "title") or _text(row, "name")
    raise JudgedSetError(f"{path}\u00a0: «\u00a0{name}\u00a0» manque{f' ({known})' if known else ''}.")


def _text(row: Mapping[str, Any], name: str) -> str:
    """Return a text, or a number as a text; nothing for any other value."""
    value = row.get(name)
    return _writable(str(value)).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name)
    held = values if isinstance(values, list) else [values]
    return tuple(_writable(value) for value in held if isinstance(value, str))


def _writable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _judgments(path: Path, row: Mapping[str, Any], pid: str) -> dict[str, int]:
    """Return id of an aid → grade; an aid without a grade is not judged."""
    judged = row.get("judgments")
    if not isinstance(judged, dict):
        raise JudgedSetError(f"{path}\u00a0: «\u00a0judgments\u00a0» manque ({pid}).")
    try:
        grades = {str(key): int(grade) for key, grade in judged.items() if grade is not None}
    except (TypeError, ValueError, OverflowError) as error:
        raise JudgedSetError(f"{path}\u00a0: une note n’est pas un nombre ({pid}).") from error
    if any(not 0 <= grade <= _BEST for grade in grades.values()):
        raise JudgedSetError(f"{path}\u00a0: une note n’est pas entre 0 et {_BEST} ({pid}).")
    return grades


def _codes_by_label() -> dict[str, str]:
    return {fold(entry.label): entry.code for entry in referential().topics}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
