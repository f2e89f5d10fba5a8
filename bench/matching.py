"""How long a match takes before five thousand offers: `python -m bench.matching`, on one base.

The shipped sheets, each many times over with other perimeters, stages and beneficiaries, beside the projects of the
base: the words are real, the number is that of the whole country. In process, nothing stored.
"""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import django

OFFERS = 5_000
PROJECTS = 2_000
NATIONAL_SHARE = 0.4
MS = 1000


def offers() -> list[Any]:
    """Return five thousand offers, the same at each run."""
    from mec.demo.country.texts import dice  # noqa: PLC0415 -- app ready
    from mec.offers.enums import Need  # noqa: PLC0415 -- app ready
    from mec.offers.facts import offer_facts  # noqa: PLC0415 -- app ready
    from mec.offers.queries import offers_for_matching  # noqa: PLC0415 -- app ready
    from mec.taxonomy.enums import Phase  # noqa: PLC0415 -- app ready
    from mec.territories.models import Territory  # noqa: PLC0415 -- app ready

    random = dice("rapprochement")
    places = list(Territory.objects.exclude(kind="commune").order_by("pk").values_list("pk", flat=True))
    shipped = [offer_facts(offer) for offer in offers_for_matching()]
    made = []
    for number, offer in enumerate(islice(cycle(shipped), OFFERS), start=1):
        national = random.random() < NATIONAL_SHARE
        made.append(
            replace(
                offer,
                pk=number,
                code=f"{offer.code}-{number}",
                need=random.choice(list(Need)),
                national=national,
                territories={} if national else dict.fromkeys(random.sample(places, random.choice((1, 1, 2, 30))), "T"),
                phases=frozenset(random.sample(list(Phase), 2)),
            )
        )
    return made


def projects() -> list[Any]:
    """Return what some projects of the base say of themselves."""
    from django.apps import apps  # noqa: PLC0415 -- app ready

    from mec.web.projects.facts import facts_of  # noqa: PLC0415 -- app ready

    found = apps.get_model("projects.Project")._default_manager.filter(state="transmis")  # noqa: SLF001 -- Django's documented default manager
    return [facts_of(project) for project in found.select_related("owner__territory").order_by("pk")[:PROJECTS]]


def measure(facts: Sequence[Any]) -> dict[str, float]:
    from mec.core.search.postings import postings_among  # noqa: PLC0415 -- app ready
    from mec.core.search.weighing import weigh  # noqa: PLC0415 -- app ready
    from mec.offers.arrays import OfferIndex  # noqa: PLC0415 -- app ready
    from mec.offers.shelf import Shelf  # noqa: PLC0415 -- app ready
    from mec.recommendations.catalogue import Catalogue, source_of_facts  # noqa: PLC0415 -- app ready
    from mec.recommendations.matching import match  # noqa: PLC0415 -- app ready

    made = offers()
    postings = postings_among({offer.pk: weigh(source_of_facts(offer)) for offer in made})
    started = time.perf_counter()
    catalogue = Catalogue(Shelf(tuple(made)), OfferIndex(postings))
    build = time.perf_counter() - started
    seconds = []
    for each in facts:
        started = time.perf_counter()
        match(each, catalogue)
        seconds.append(time.perf_counter() - started)
    return {
        "build_s": round(build, 3),
        "p50_ms": round(statistics.median(seconds) * MS, 2),
        "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * MS, 2),
        "country_s": round(40_000 * statistics.mean(seconds) / 2, 1),
        "n": len(seconds),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(projects())))
