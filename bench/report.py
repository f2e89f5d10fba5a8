"""What was measured beside its bar, and whether it holds."""

from dataclasses import dataclass
from typing import Any

from bench.pages import EXPORT as EXPORT_PAGE
from bench.pages import PAGES

EXPORT = EXPORT_PAGE.name
MOST_GROWTH = 2.0
GROWTH_FROM_MS = 4.0
"""Below, the growth of a page is noise."""
SEARCH_P95_MS = 25
SEARCH_MOST_MS = 200
MATCHING_BARS = {
    "p50_ms": (3, "p50 (ms)"),
    "p95_ms": (10, "p95 (ms)"),
    "build_s": (3, "lecture et index (s)"),
    "memory_mib": (80, "mémoire (Mio)"),
    "country_s": (90, "le pays (s)"),
}
EXPORT_BARS = {"first_byte_ms": (300, "ms"), "seconds": (10, "s"), "memory_mib": (30, "Mio")}


@dataclass(frozen=True)
class Verdict:
    engine: str
    subject: str
    measured: str
    value: float
    bar: float

    @property
    def passed(self) -> bool:
        return self.value <= self.bar


def verdicts(results: dict[str, Any], *, small: str, large: str) -> list[Verdict]:
    found = []
    for engine, sizes in results.items():
        found += _pages(engine, sizes[small]["pages"], sizes[large]["pages"])
        for who, row in sizes[large]["search"].items():
            found.append(Verdict(engine, f"recherche, {who}", "p95 (ms)", row["p95_ms"], SEARCH_P95_MS))
            found.append(Verdict(engine, f"recherche, {who}", "pire (ms)", row["most_ms"], SEARCH_MOST_MS))
        matched = sizes[large]["matching"]
        found += [
            Verdict(engine, "rapprochement, 5 000 offres", unit, matched[name], bar)
            for name, (bar, unit) in MATCHING_BARS.items()
        ]
        exported = sizes[large]["export"]
        found += [Verdict(engine, EXPORT, unit, exported[name], bar) for name, (bar, unit) in EXPORT_BARS.items()]
    if len(results) > 1:
        found += _same_answers([sizes[large]["search"] for sizes in results.values()])
        matched = {sizes[large]["matching"]["answers"] for sizes in results.values()}
        found.append(Verdict("tous", "rapprochement", "réponses autres", len(matched) - 1, 0))
    return found


def _pages(engine: str, small: dict[str, Any], large: dict[str, Any]) -> list[Verdict]:
    found = []
    for page in PAGES:
        row = large[page.name]
        if page.most_u is not None:
            found.append(Verdict(engine, page.name, "× U", row["ratio_to_floor"], page.most_u))
        if page.most_queries is not None:
            found.append(Verdict(engine, page.name, "requêtes", row.get("queries", 0), page.most_queries))
        if row["p50_ms"] > GROWTH_FROM_MS:
            growth = round(row["ratio_to_floor"] / small[page.name]["ratio_to_floor"], 2)
            found.append(Verdict(engine, page.name, "croissance", growth, MOST_GROWTH))
    return found


def _same_answers(searches: list[dict[str, Any]]) -> list[Verdict]:
    first, *others = searches
    return [
        Verdict(
            "tous", f"recherche, {who}", "réponses autres", sum(o[who]["answers"] != row["answers"] for o in others), 0
        )
        for who, row in first.items()
    ]


def notes(results: dict[str, Any], *, large: str) -> list[str]:
    """Return what is measured without a bar."""
    rates = {engine: sizes[large]["matching"]["stored_per_s"] for engine, sizes in results.items()}
    return [f"{engine} : {rate} projets rapprochés et gardés par seconde" for engine, rate in rates.items()]


def table(found: list[Verdict]) -> str:
    lines = [f"{'moteur':<12}{'mesure':<28}{'':<22}{'valeur':>10}{'barre':>8}  verdict"]
    lines += [
        f"{each.engine:<12}{each.subject:<28}{each.measured:<22}{each.value:>10}{each.bar:>8}  "
        f"{'tenue' if each.passed else 'DÉPASSÉE'}"
        for each in found
    ]
    return "\n".join(lines)
