"""Match again what changed: a project within a minute of its change, the whole country each night."""

from datetime import time, timedelta

from django.utils import timezone

from mec.core.jobs.queue import enqueue, job
from mec.core.jobs.schedules import scheduled
from mec.core.journal.models import Entry
from mec.core.journal.services import EntryRecorded
from mec.funding.events import CostsChanged
from mec.projects.enums import Verb as ProjectVerb
from mec.recommendations.enums import Verb
from mec.recommendations.queries import projects_to_match
from mec.recommendations.services import BATCH, catalogue_mark, rematch, want_rematch

TOGETHER = timedelta(minutes=1)
"""Changes of one project that come within it are matched once."""
LOST = timedelta(hours=1)
"""A change that waits for longer lost its job: the night takes care of it."""
BEHIND_EVERYTHING = -50
"""Priority of the night's batches: a mail that leaves never waits for them."""
CHANGES = frozenset(
    verb.value
    for verb in (
        ProjectVerb.SUBMITTED,
        ProjectVerb.EDITED,
        ProjectVerb.PHASE_CHANGED,
        ProjectVerb.STATUS_CHANGED,
        ProjectVerb.BLOCKER_OPENED,
        ProjectVerb.BLOCKER_RESOLVED,
        ProjectVerb.BLOCKER_REOPENED,
        ProjectVerb.QUESTIONS_ANSWERED,
        ProjectVerb.CONSORTIUM_CHANGED,
        ProjectVerb.UNARCHIVED,
        ProjectVerb.RECOVERED,
        Verb.ADVISED,
        Verb.ADVICE_WITHDRAWN,
        Verb.DECIDED,
    )
)
"""Verbs after which a project is matched otherwise; what it costs says so itself."""


def changes_the_match(event: EntryRecorded) -> bool:
    return event.verb in CHANGES


def match_after_entry(event: EntryRecorded) -> None:
    """Match the project that the entry is about, as it is for each of `CHANGES`."""
    _match_soon(Entry.objects.get(pk=event.entry_id).subject_id)


def match_after_costs(event: CostsChanged) -> None:
    _match_soon(event.project_id)


def _match_soon(project_id: int) -> None:
    if want_rematch(project_id):
        enqueue(rematch_project.using(run_after=timezone.now() + TOGETHER), project_id=project_id)


@job()
def rematch_project(*, project_id: int) -> None:
    rematch([project_id])


@scheduled(name="recommendations.rematch", at=time(5, 15))
@job()
def rematch_country() -> None:
    """Match again, a batch at a time, what another catalogue gave."""
    _match_after(0)


@job()
def rematch_batch(*, after: int) -> None:
    """Match a batch, from the id `after` on, and queue the next: what stops goes on."""
    _match_after(after)


def _match_after(project_id: int) -> None:
    lost = timezone.now() - LOST
    found = projects_to_match(mark=catalogue_mark(), wanted_before=lost).filter(pk__gt=project_id)
    ids = list(found.values_list("pk", flat=True)[:BATCH])
    if ids:
        rematch(ids)
        enqueue(rematch_batch.using(priority=BEHIND_EVERYTHING), after=ids[-1])
