"""A deterministic corpus: the same texts on every machine and every engine."""

import random

from mec.core.search.weighing import Source

WORDS = {
    "verbs": "rénover construire étudier aménager acquérir équiper restaurer sécuriser raccorder démolir",
    "nouns": "école mairie piscine vélo rivière forêt pont médiathèque cantine station réseau captage friche "
    "place marché halle église gymnase stade crèche logement route chemin parc jardin "
    "cimetière salle toiture chaudière éclairage",
    "adjectives": "communal énergétique numérique rural patrimonial scolaire cyclable thermique accessible partagé",
}
VERBS, NOUNS, ADJECTIVES = (words.split() for words in WORDS.values())


def sentence(source: random.Random, words: int) -> str:
    pools = (VERBS, NOUNS, NOUNS, ADJECTIVES)
    return " ".join(
        pools[position % 4][int(len(pools[position % 4]) * source.random() ** 2)] for position in range(words)
    )


def make_sources(count: int, *, seed: int = 2026, first: int = 1) -> list[Source]:
    source = random.Random(seed)  # noqa: S311 -- reproducible texts
    return [
        Source(
            object_id,
            {
                "title": (sentence(source, source.randint(2, 6)), 3),
                "description": (sentence(source, source.randint(5, 60)), 1),
            },
        )
        for object_id in range(first, first + count)
    ]


def make_queries(count: int, *, seed: int = 7) -> list[str]:
    source = random.Random(seed)  # noqa: S311 -- reproducible texts
    return [sentence(source, source.randint(1, 5)) for _ in range(count)]
