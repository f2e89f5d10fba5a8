"""News of what a project costs, for the apps above; a draft is told of too, which the journal does not mention."""

from dataclasses import dataclass

from mec.core.events import Event


@dataclass(frozen=True)
class CostsChanged(Event):
    project_id: int
