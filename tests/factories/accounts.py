import factory
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from mec.accounts.models import SignInRequest, User
from mec.accounts.rules import SIGN_IN_LIFETIME


class UserFactory(factory.django.DjangoModelFactory):
    """A person who has accepted today's terms."""

    class Meta:
        model = User

    class Params:
        newcomer = factory.Trait(first_name="", last_name="", terms_version="", terms_accepted_at=None)
        disabled = factory.Trait(is_active=False)
        staff = factory.Trait(is_staff=True)

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    password = factory.LazyFunction(lambda: make_password(None))
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Durand-{'abcdefghij'[n % 10]}")
    terms_version = factory.LazyFunction(lambda: settings.TERMS_VERSION)
    terms_accepted_at = factory.LazyFunction(timezone.now)


class SignInRequestFactory(factory.django.DjangoModelFactory):
    """A request whose link and code nobody knows."""

    class Meta:
        model = SignInRequest

    email = factory.Sequence(lambda n: f"demande{n}@exemple.fr")
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda request: request.created_at + SIGN_IN_LIFETIME)
