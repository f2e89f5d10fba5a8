"""Fill the catalogue of a base up to five thousand offers: `python -m bench.offers`.

The shipped sheets, each many times over with other places, stages and deadlines: the words are real, the number is
that of the whole country.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

import django

OFFERS = 5_000
NATIONAL_SHARE = 0.4
LASTING_SHARE = 0.7
LONGEST_DAYS = 400
PLACES = (1, 1, 2, 30)
"""In how many places an offer that is not national is open."""


def made(shipped: tuple[Any, ...], places: list[str], perimeters: list[str], random: Random) -> Iterator[Any]:
    """Yield the copies, the same at each run of a day."""
    from mec.taxonomy.enums import Phase  # noqa: PLC0415 -- app ready

    for number, entry in enumerate(islice(cycle(shipped), OFFERS - len(shipped)), start=1):
        national = random.random() < NATIONAL_SHARE
        lasting = random.random() < LASTING_SHARE
        closes_on = date.today() + timedelta(days=random.randrange(LONGEST_DAYS))  # noqa: DTZ011 -- any day will do
        here = tuple(sorted(random.sample(places, random.choice(PLACES))))
        yield replace(
            entry,
            code=f"{entry.code[:50]}-{number}",
            slug=f"{entry.slug[:100]}-{number}",
            generic="",
            national=national,
            territories=() if national else here,
            perimeters=(random.choice(perimeters),) if number % 10 == 0 and not national else (),
            phases=tuple(sorted(random.sample(list(Phase.values), 2))),
            recurrence="" if lasting else "ponctuelle",
            opens_on=None,
            closes_on=None if lasting else closes_on,
            sessions=(),
        )


def main() -> None:
    from mec.demo.country.texts import dice  # noqa: PLC0415 -- app ready
    from mec.offers.catalogue import Catalogue, shipped_catalogue  # noqa: PLC0415 -- app ready
    from mec.offers.services import load_catalogue  # noqa: PLC0415 -- app ready
    from mec.territories.models import Perimeter, Territory  # noqa: PLC0415 -- app ready

    territories = Territory.objects.exclude(kind__in=("commune", "pays")).order_by("pk")
    places = [f"{kind}:{code}" for kind, code in territories.values_list("kind", "code")]
    perimeters = list(Perimeter.objects.order_by("code").values_list("code", flat=True))
    shipped = shipped_catalogue()
    copies = made(shipped.offers, places, perimeters, dice("rapprochement"))
    print(load_catalogue(catalogue=Catalogue(shipped.backers, (*shipped.offers, *copies))))


if __name__ == "__main__":
    django.setup()
    main()
