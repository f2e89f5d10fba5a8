"""The page that publishes the matching, in words and figures."""

from collections.abc import Iterable
from typing import Any

from mec.recommendations import weights
from mec.recommendations.published import Step, published_weights, worked_example, worked_extras
from mec.recommendations.relevance import NEEDED, NEEDED_BEFORE_WORKS
from mec.taxonomy.thesaurus import (
    BROADER_WEIGHT,
    HINT_WEIGHT,
    INTERVENTION_WEIGHT,
    NEAR_WEIGHT,
    TOPIC_WEIGHT,
    thesaurus,
)

STEP_COLUMNS = ("Terme", "Poids dans le projet", "Poids dans l’offre", "Rareté")


def algorithms_context() -> dict[str, Any]:
    example, extras = worked_example(), worked_extras()
    return {
        "version": weights.VERSION,
        "weight_columns": ("Ce qui pèse", "Valeur", "Pourquoi"),
        "weights": [(weight.name, figure(weight.value), weight.meaning) for weight in published_weights()],
        "implied": [
            ("Un mot qui ne fait que suggérer", figure(HINT_WEIGHT)),
            ("Une notion plus large", figure(BROADER_WEIGHT)),
            ("Une notion voisine", figure(NEAR_WEIGHT)),
            ("La thématique de la notion", figure(TOPIC_WEIGHT)),
            ("Ce que l’on fait, à côté de ce à quoi on le fait", figure(INTERVENTION_WEIGHT)),
        ],
        "implied_columns": ("Ce qui est sous-entendu", "Poids"),
        "needed": _labels(NEEDED),
        "needed_before_works": _labels(NEEDED_BEFORE_WORKS),
        "example": example,
        "step_columns": STEP_COLUMNS,
        "words": [_row(step) for step in example.words],
        "meaning": [_row(step) for step in example.meaning],
        "figures": {
            name: figure(getattr(example, name))
            for name in ("length", "mean_length", "share", "project_norm", "offer_norm", "cosine", "points")
        },
        "extras": extras,
        "extra_figures": {
            name: figure(getattr(extras, name)) for name in ("near", "soon", "share", "given", "peers", "points")
        },
        "extra_weights": {
            name: figure(getattr(weights, name)) for name in ("RATE_POINTS", "PEERS_POINTS", "PEERS_CAUTION")
        },
        "meaning_weight": figure(weights.MEANING),
    }


def figure(value: float) -> str:
    """Return "0,8" or "3": four decimals at most."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def _labels(codes: Iterable[str]) -> str:
    return ", ".join(f"«\u00a0{thesaurus().concepts[code].label}\u00a0»" for code in codes)


def _row(step: Step) -> tuple[str, ...]:
    return (step.label, figure(step.project), figure(step.offer), figure(step.rarity))
