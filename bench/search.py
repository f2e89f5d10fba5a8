"""How long `core.search` takes among the projects that a person sees: `python -m bench.search`, on one base.

Two hundred texts as people type them: names of projects whole and in part, plain words, misspelt ones, and noise; then
ten thousand noises, by who sees the most.
"""

import hashlib
import json
import statistics
import time
from collections.abc import Iterable
from typing import Any

import django

from bench.noise import noises

WORDS = ("école", "piscine", "mediatheque", "voirie", "eau potable", "plan de financement", "rénovation thermique")
MISSPELT = ("abatoir", "bibliotèque", "assainisement", "chaudiere bois", "colombarium", "rennovation")
NOISE = ("' OR 1=1 --", "NEAR(a b)", "%_\\", "école*" * 50, "\x00\x01", "😀 école", "mot " * 2_500)
NAMES = 90
NOISES = 10_000
MS = 1000


def texts() -> list[str]:
    from mec.demo.country.texts import dice, fill, kinds  # noqa: PLC0415 -- app ready

    random = dice("banc")
    slots = {"commune": "Privas", "de_commune": "de Privas", "a_commune": "à Privas", "epci": "la communauté"}
    names = [fill(random.choice(random.choice(kinds()).names), dict(slots), random) for _ in range(NAMES)]
    parts = [" ".join(random.sample(name.split(), min(2, len(name.split())))) for name in names]
    return [*names, *parts, *WORDS, *MISSPELT, *NOISE]


def measure(asked: dict[str, tuple[str, Iterable[str]]]) -> dict[str, dict[str, Any]]:
    """Search each list of texts as the person of an address; return what it took, and a mark of the answers."""
    from mec.accounts.models import User  # noqa: PLC0415 -- app ready
    from mec.core.search.queries import search  # noqa: PLC0415 -- app ready
    from mec.organizations.rules import forget_scope  # noqa: PLC0415 -- app ready
    from mec.projects.index import KIND  # noqa: PLC0415 -- app ready
    from mec.projects.models import Project  # noqa: PLC0415 -- app ready
    from mec.projects.queries import projects_searched_by  # noqa: PLC0415 -- app ready

    references = dict(Project.objects.values_list("pk", "reference"))
    found: dict[str, dict[str, Any]] = {}
    for name, (email, typed) in asked.items():
        user = User.objects.get(email=email)
        seconds, answers = [], []
        for text in typed:
            forget_scope(user)
            started = time.perf_counter()
            hits = search(KIND, text, within=projects_searched_by(user))
            seconds.append(time.perf_counter() - started)
            answers.append([references[hit.object_id] for hit in hits])
        found[name] = {
            "p50_ms": round(statistics.median(seconds) * MS, 2),
            "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * MS, 2),
            "most_ms": round(max(seconds) * MS, 2),
            "n": len(seconds),
            "answers": hashlib.sha256(json.dumps(answers).encode()).hexdigest()[:16],
        }
    return found


def main() -> None:
    from bench.pages import COUNTRY, SEARCHERS  # noqa: PLC0415 -- app ready

    words = {name: (reader() if callable(reader) else reader, texts()) for name, reader in SEARCHERS.items()}
    measure(words)
    print(json.dumps(measure({**words, "bruit": (COUNTRY, noises(NOISES))})))


if __name__ == "__main__":
    django.setup()
    main()
