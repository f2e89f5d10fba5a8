import pytest
from django.db import IntegrityError, transaction

from mec.accounts.models import User
from tests.factories.accounts import SignInRequestFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_create_user_keeps_the_address_in_lower_case_and_no_password():
    user = User.objects.create_user("Ada@Exemple.FR")

    assert (user.email, user.has_usable_password(), str(user)) == ("ada@exemple.fr", False, "ada@exemple.fr")
    assert User.objects.get_by_natural_key("ADA@exemple.fr") == user


@pytest.mark.parametrize("make", [UserFactory, SignInRequestFactory])
def test_address_in_upper_case_is_refused_by_the_database(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(email="Ada@exemple.fr")


def test_request_shows_no_address():
    request = SignInRequestFactory()

    assert str(request) == f"demande {request.pk}"
