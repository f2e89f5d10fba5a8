"""How long a match takes before five thousand offers: `python -m bench.matching`, on one base.

The catalogue of the base, made by `bench.offers`, beside its projects. In process, first without storing anything.
"""

import gc
import hashlib
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import django

PROJECTS = 2_000
COUNTRY = 40_000
CORES = 2
TOP = 20
"""Offers of each answer that every engine must give alike."""
MS = 1000
MIB = 1 << 20


def projects() -> list[Any]:
    """Return what some projects of the base say of themselves."""
    from django.apps import apps  # noqa: PLC0415 -- app ready

    from mec.recommendations.reading import facts_of_projects  # noqa: PLC0415 -- app ready

    found = apps.get_model("projects.Project")._default_manager.filter(state="transmis")  # noqa: SLF001 -- Django's documented default manager
    return list(facts_of_projects(found.order_by("pk").values_list("pk", flat=True)[:PROJECTS]).values())


def build() -> tuple[Any, dict[str, float]]:
    """Return the catalogue read from the base as a process does it, how long that takes, and what it holds."""
    from mec.recommendations.catalogue import current_catalogue, forget_catalogue  # noqa: PLC0415 -- app ready
    from mec.taxonomy.thesaurus import thesaurus  # noqa: PLC0415 -- app ready

    thesaurus()
    catalogue, seconds = timed(current_catalogue)
    forget_catalogue()
    del catalogue
    gc.collect()
    tracemalloc.start()
    catalogue = current_catalogue()
    gc.collect()
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return catalogue, {"build_s": round(seconds, 3), "memory_mib": round(memory / MIB, 1)}


def stored_per_s() -> float:
    """Return how many projects are read, matched and kept in one second, as the nightly job does it."""
    from django.apps import apps  # noqa: PLC0415 -- app ready

    from mec.recommendations.services import BATCH, rematch  # noqa: PLC0415 -- app ready

    found = apps.get_model("projects.Project")._default_manager.filter(state="transmis")  # noqa: SLF001 -- Django's documented default manager
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:PROJECTS])
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    matched, seconds = timed(lambda: sum(map(rematch, batches)))
    return round(matched / seconds, 1)


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    found = make()
    return found, time.perf_counter() - started


def measure(facts: Sequence[Any]) -> dict[str, Any]:
    from mec.recommendations.matching import match  # noqa: PLC0415 -- app ready

    catalogue, built = build()
    timings = [timed(lambda each=each: match(each, catalogue)) for each in facts]
    seconds = [each for _, each in timings]
    shown = [
        [line.offer.code for need in found.needs for _, lines in need.bands for line in lines][:TOP]
        for found, _ in timings
    ]
    return built | {
        "answers": hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16],
        "p50_ms": round(statistics.median(seconds) * MS, 2),
        "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * MS, 2),
        "country_s": round(COUNTRY * statistics.mean(seconds) / CORES, 1),
        "stored_per_s": stored_per_s(),
        "n": len(seconds),
        "offers": len(catalogue.offers),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(projects())))
