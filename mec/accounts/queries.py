from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mec.accounts.enums import Permission, Refusal
from mec.accounts.models import SignInRequest, SupportVisit, User
from mec.accounts.rules import SignInRefusedError, require_open
from mec.core.access import can
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


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return what the people of these ids are called today."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=list(ids))}


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


def accounts_with_ids(ids: Iterable[int]) -> QuerySet[User]:
    """Return the accounts of these ids, disabled or not; by name."""
    return User.objects.filter(pk__in=list(ids)).order_by("last_name", "first_name", "pk")


def current_support(visit_id: Any, *, agent: User) -> SupportVisit | None:
    """Return the visit that goes on, of this agent; nothing once it is over or either account has changed."""
    visit = (
        SupportVisit.objects.select_related("account", "agent")
        .filter(pk=visit_id, agent=agent.pk, ended_at=None, expires_at__gt=timezone.now())
        .first()
    )
    return visit if visit is not None and can(visit.agent, Permission.ASSIST, visit.account) else None


def support_visits_of(agent: User) -> QuerySet[SupportVisit]:
    """Return the visits that somebody of the team made, the latest first."""
    return SupportVisit.objects.filter(agent=agent).select_related("account").order_by("-pk")
