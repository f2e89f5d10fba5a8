import factory
from django.utils import timezone

from mec.core.http.models import Throttle


class ThrottleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Throttle

    scope = "essai"
    key = factory.Sequence(lambda number: f"{number:064x}")
    expires_at = factory.LazyFunction(timezone.now)
