from datetime import time

from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.core.search.models import Term
from mec.core.search.services import take_census


@scheduled(name="search.census", at=time(3, 10))
@job()
def count_again() -> None:
    """Count the words of every kind of document, for the searches of those who see very many."""
    for kind in Term.objects.order_by("kind").values_list("kind", flat=True).distinct():
        take_census(kind=kind)
