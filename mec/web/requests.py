from django.http import HttpRequest

from mec.accounts.models import User


class PersonRequest(HttpRequest):
    """What a page that is not public receives: the middleware has let in nobody without an account."""

    user: User
