from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from mec.accounts.models import User


class PersonRequest(HttpRequest):
    """What a page that is not public receives: the middleware has let in nobody without an account."""

    user: User
    """During a visit of the service's team, the person who is seen; `support` is the visit."""


def form_status(form: BaseForm) -> int:
    """Return 422 for a form to correct, 200 for one that nobody sent or that says nothing wrong."""
    return 422 if form.errors else 200


def typed_over(request: HttpRequest, version: int) -> QueryDict:
    """Return what a person sent, ready to be sent again over the version that they now know of."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data
