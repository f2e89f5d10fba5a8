"""A reading of another service's catalogue, in plain words."""

from typing import Any

from mec.core.ui.french import number
from mec.offers.models import ImportRun

PROBLEMS_SHOWN = 20


def run_line(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "outcome": outcome(run),
        "kind": "success" if run.complete else "error" if run.ended_at else "info",
        "counts": counts(run),
        "problems": run.problems[:PROBLEMS_SHOWN],
        "more": max(0, len(run.problems) - PROBLEMS_SHOWN),
    }


def outcome(run: ImportRun) -> str:
    if run.complete:
        return "Complète"
    return "Arrêtée avant la fin" if run.ended_at else "En cours, ou interrompue"


def counts(run: ImportRun) -> str:
    """Return "573 lues : 12 ajoutées, 3 modifiées, …": what is null is left out."""
    parts = (
        (run.added, "ajoutées"),
        (run.updated, "modifiées"),
        (run.unchanged, "inchangées"),
        (run.ended, "plus ouvertes"),
        (run.kept, "gardées telles que corrigées ici"),
    )
    said = ", ".join(f"{number(count)} {word}" for count, word in parts if count)
    return f"{number(run.read)} lues\u00a0: {said}" if said else f"{number(run.read)} lues"
