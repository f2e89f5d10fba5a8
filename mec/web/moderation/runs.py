"""A reading of another service's catalogue, in plain words."""

from typing import Any

from mec.core.ui.french import number
from mec.offers.models import ImportRun

PROBLEMS_SHOWN = 20


def run_line(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "outcome": outcome(run),
        "kind": "success" if run.complete else "error" if run.error else "info",
        "is_partial": is_partial(run),
        "counts": counts(run),
        "problems": run.problems[:PROBLEMS_SHOWN],
        "more": max(0, len(run.problems) - PROBLEMS_SHOWN),
    }


def outcome(run: ImportRun) -> str:
    if run.complete:
        return "Complète"
    if is_partial(run):
        return "Partielle"
    return "Arrêtée avant la fin" if run.error else "En cours, ou interrompue"


def is_partial(run: ImportRun) -> bool:
    """Tell whether what was read to its end was not said to be the whole list."""
    return bool(run.ended_at) and not run.complete and not run.error


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
