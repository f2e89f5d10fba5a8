import factory
from django.utils import timezone

from mec.core.jobs.models import ScheduledRun, Worker


class WorkerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Worker

    id = factory.Sequence(lambda number: f"worker-{number}")


class ScheduledRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ScheduledRun

    name = factory.Sequence(lambda number: f"schedule-{number}")
    due_at = factory.LazyFunction(timezone.now)
