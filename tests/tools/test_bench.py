"""The verdicts of the bench: a bar that is missed is said, by its engine and its page."""

from copy import deepcopy

from bench.pages import PAGES, SEARCHERS
from bench.report import EXPORT_BARS, MATCHING_BARS, notes, table, verdicts

ROW = {"ratio_to_floor": 4.0, "p50_ms": 10.0, "queries": 2}
FOUND = {"p95_ms": 12, "most_ms": 40, "answers": "aa"}
SIZE = {
    "pages": {page.name: ROW for page in PAGES},
    "search": dict.fromkeys(SEARCHERS, FOUND),
    "matching": dict.fromkeys(MATCHING_BARS, 1) | {"answers": "aa", "stored_per_s": 300.0},
    "export": dict.fromkeys(EXPORT_BARS, 1),
}


def missed(sqlite, postgresql):
    results = {"sqlite": {"4": SIZE, "40": sqlite}, "postgresql": {"4": SIZE, "40": postgresql}}
    found = verdicts(results, small="4", large="40")
    assert table(found).count("DÉPASSÉE") == sum(not each.passed for each in found)
    return [(each.engine, each.subject, each.measured) for each in found if not each.passed]


def changed(room, name, **values):
    size = deepcopy(SIZE)
    size[room] = {**size[room], name: {**size[room][name], **values}}
    return size


def test_every_bar_holds():
    assert missed(SIZE, SIZE) == []


def test_slow_page_grows_and_passes_its_bar():
    slow = changed("pages", "tableau, pays", ratio_to_floor=51)
    assert missed(slow, SIZE) == [("sqlite", "tableau, pays", "× U"), ("sqlite", "tableau, pays", "croissance")]


def test_queries_are_counted():
    assert missed(SIZE, changed("pages", "mes projets", queries=11)) == [("postgresql", "mes projets", "requêtes")]


def test_search_answers_the_same_on_both_engines_in_time():
    assert missed(SIZE, changed("search", "pays", answers="bb")) == [("tous", "recherche, pays", "réponses autres")]
    assert missed(changed("search", "pays", p95_ms=26), SIZE) == [("sqlite", "recherche, pays", "p95 (ms)")]


def test_export_holds_its_memory():
    heavy = {**SIZE, "export": {**SIZE["export"], "memory_mib": 31}}
    assert missed(heavy, SIZE) == [("sqlite", "export CSV, pays", "Mio")]


def test_match_holds_its_time():
    slow = {**SIZE, "matching": {**SIZE["matching"], "p95_ms": 11}}
    assert missed(SIZE, slow) == [("postgresql", "rapprochement, 5 000 offres", "p95 (ms)")]


def test_match_answers_the_same_on_both_engines():
    other = {**SIZE, "matching": {**SIZE["matching"], "answers": "bb"}}
    assert missed(SIZE, other) == [("tous", "rapprochement", "réponses autres")]


def test_rate_of_what_is_kept_is_told_without_a_bar():
    said = notes({"sqlite": {"40": SIZE}}, large="40")
    assert said == ["sqlite : 300.0 projets rapprochés et gardés par seconde"]
