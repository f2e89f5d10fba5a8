"""Fill the country with fictitious projects: run again, it adds only those that are missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mec.core.db import refresh_statistics
from mec.demo.country.people import Cast, make_cast
from mec.demo.country.places import Places, read_places
from mec.demo.country.plan import Draft, draw, key_of
from mec.demo.country.rows import write
from mec.demo.country.story import Story, tell
from mec.projects.index import count_projects
from mec.projects.models import Project
from mec.taxonomy.models import Topic

MOST_PROJECTS = 200_000
_BATCH = 1_000
_ASIDE = 50_000_001
"""Added to a reference that is taken."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CountryReport:
    added: int
    known: int
    """Projects of this seed that were there already."""


def build_country(*, projects: int, seed: int = 1, progress: Progress | None = None) -> CountryReport:
    """Make the first `projects` projects of a seed, a thousand per transaction: what was interrupted is taken up.

    Their dates count back from today. Raises ValueError for a number that is not in [1, MOST_PROJECTS].
    """
    if not 1 <= projects <= MOST_PROJECTS:
        raise ValueError(projects)
    places = read_places()
    with transaction.atomic():
        cast = make_cast(places, projects=projects, seed=seed)
    added = 0
    for first in range(0, projects, _BATCH):
        numbers = range(first, min(first + _BATCH, projects))
        added += _write_missing(numbers, seed, cast, places)
        if progress:
            progress(numbers.stop, projects)
    if added:
        count_projects()
        refresh_statistics()
    return CountryReport(added, projects - added)


@transaction.atomic
def _write_missing(numbers: Sequence[int], seed: int, cast: Cast, places: Places) -> int:
    keys = {key_of(number, seed): number for number in numbers}
    known = set(Project.objects.filter(key__in=keys).values_list("key", flat=True))
    missing = [number for key, number in keys.items() if key not in known]
    if missing:
        batch = [_drawn(number, seed, cast, places) for number in missing]
        _free_references([draft for draft, _ in batch])
        write(batch, topics=dict(Topic.objects.values_list("code", "pk")))
    return len(missing)


def _drawn(number: int, seed: int, cast: Cast, places: Places) -> tuple[Draft, Story]:
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    draft, random = draw(number, seed=seed, cast=cast, places=places, today=today)
    return draft, tell(draft, random, today=today)


def _free_references(drafts: Sequence[Draft]) -> None:
    """Move aside the references that another project has."""
    taken = set(
        Project.objects.filter(reference__in=[draft.reference for draft in drafts]).values_list("reference", flat=True)
    )
    for draft in drafts:
        while draft.reference in taken:
            digits = f"{(int(draft.reference.replace('-', '')) + _ASIDE) % 10**8:08d}"
            draft.reference = f"{digits[:4]}-{digits[4:]}"
