"""What happened to an offer, as its team reads it."""

from typing import Any

from mec.core.journal.audiences import verb_label
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.offers.models import Offer

LONGEST = 120


def event_of(entry: Entry) -> dict[str, Any]:
    """Return a line of the timeline, with what a correction replaced."""
    changes = entry.data.get("changes", {})
    said = [f"{_label(name)} : {_short(each['before'])} → {_short(each['after'])}" for name, each in changes.items()]
    return {
        "when": entry.recorded_at,
        "who": author_line(entry),
        "what": verb_label(entry.verb),
        "detail": " ; ".join(said) or entry.reason,
    }


def _label(name: str) -> str:
    names = {field.name: field.verbose_name for field in Offer._meta.get_fields() if hasattr(field, "verbose_name")}  # noqa: SLF001 -- Django's public model API
    return str(names.get(name, name))


def _short(value: Any) -> str:
    text = str(value) if value not in (None, "", []) else "rien"
    return f"«\u00a0{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}\u00a0»"
