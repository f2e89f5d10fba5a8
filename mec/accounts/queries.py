from dataclasses import dataclass

from django.utils import timezone

from mec.accounts.enums import Refusal
from mec.accounts.models import SignInRequest, User
from mec.accounts.rules import SignInRefusedError, require_open
from mec.core.security import hash_secret

TOKEN_PURPOSE = "sign-in link"  # noqa: S105 -- the name of a purpose


@dataclass(frozen=True)
class LinkPreview:
    """What a sign-in link would do, for the page that asks to confirm it."""

    email: str
    opens_account: bool
    """True when nobody has an account at this address yet."""


def account_at(email: str) -> User | None:
    """Return the account of a normalised address, disabled or not."""
    return User.objects.filter(email=email).first()


def request_of_token(token: str) -> SignInRequest:
    """Raises SignInRefusedError when no request made this token."""
    request = SignInRequest.objects.filter(token_hash=hash_secret(token, purpose=TOKEN_PURPOSE)).first()
    if request is None:
        raise SignInRefusedError(Refusal.UNKNOWN)
    return request


def preview_link(token: str) -> LinkPreview:
    """Look at a link without using it. Raises SignInRefusedError."""
    request = request_of_token(token)
    require_open(request, now=timezone.now())
    account = account_at(request.email)
    if account is not None and not account.is_active:
        raise SignInRefusedError(Refusal.DISABLED)
    return LinkPreview(request.email, opens_account=account is None)
