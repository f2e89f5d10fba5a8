"""Sign-in without a password: a link and a code leave by mail, either opens one session, once."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mec.accounts.enums import EntryAudience, Refusal, Verb
from mec.accounts.models import SignInRequest, User
from mec.accounts.queries import TOKEN_PURPOSE, account_at, request_of_token
from mec.accounts.rules import CODE_TRIES, SIGN_IN_LIFETIME, SignInRefusedError, require_open
from mec.accounts.services.mails import send_sign_in_mail, sign_in_address
from mec.accounts.validators import normalized_email
from mec.core.http.throttle import hit
from mec.core.journal.services import record
from mec.core.security import hash_secret, new_code, new_token, same_secret

DOUBLE_CLICK = timedelta(seconds=20)
KEPT_FOR = timedelta(days=7)

WINDOW = timedelta(minutes=15)
REQUESTS_PER_ACCOUNT = 6
# A whole préfecture may leave through one address.
REQUESTS_PER_NETWORK = 100
CODES_PER_ACCOUNT = 15
CONFIRMATIONS_PER_NETWORK = 200

_CODE_PURPOSE = "sign-in code"
_NETWORK_PURPOSE = "sign-in network"
_MOMENT_PURPOSE = "sign-in moment"
_BROWSER_PURPOSE = "sign-in browser"

logger = logging.getLogger(__name__)


class NoSuchAccountError(Exception):
    """No active account has this address."""


@dataclass(frozen=True)
class SignedIn:
    user: User
    next_path: str
    """The page that was asked for; empty when none was."""


def request_sign_in(*, email: str, network: str, next_path: str = "") -> None:
    """Send a mail to the address: to sign in, to open an account, or to say that the account is disabled.

    The caller learns nothing of which. `network` is what the request is throttled by. The same person asking twice
    within 20 seconds, without using the first mail, gets one. Outside any transaction: attempts count even when
    refused. Raises ValidationError for a malformed address and TooManyAttemptsError beyond 6 requests per address or
    100 per network in 15 minutes.
    """
    email = normalized_email(email)
    hit(scope="sign-in-request-network", key=network, limit=REQUESTS_PER_NETWORK, window=WINDOW)
    hit(scope="sign-in-request-account", key=email, limit=REQUESTS_PER_ACCOUNT, window=WINDOW)
    _answer_request(email, network=network, next_path=next_path)


@transaction.atomic
def _answer_request(email: str, *, network: str, next_path: str) -> None:
    now = timezone.now()
    network_hash = hash_secret(network, purpose=_NETWORK_PURPOSE)
    known = SignInRequest.objects.filter(email=email)
    if known.filter(network_hash=network_hash, created_at__gt=now - DOUBLE_CLICK, used_at=None).exists():
        return
    token, code = new_token(), new_code()
    # Who has signed in and out meanwhile is not clicking twice.
    last_used = known.exclude(used_at=None).order_by("-pk").values_list("pk", flat=True).first()
    moment = f"{int(now.timestamp() // DOUBLE_CLICK.total_seconds())} {last_used}"
    request, created = SignInRequest.objects.get_or_create(
        double_click_hash=hash_secret(f"{moment} {network} {email}", purpose=_MOMENT_PURPOSE),
        defaults={
            **_new_request(email, token=token, next_path=next_path),
            "code_hash": hash_secret(code, purpose=_CODE_PURPOSE),
            "network_hash": network_hash,
        },
    )
    if created:
        send_sign_in_mail(request, token=token, code=code, account=account_at(email))


def confirm_sign_in(*, network: str, token: str = "", email: str = "", code: str = "", browser: str = "") -> SignedIn:
    """Use a link's `token`, or the `code` sent to `email`, and return whose session to open: a new account if need be.

    `browser` is a random value of the page that confirms: the same page confirming again within 20 seconds, which is
    a double click, gets the same answer instead of "already used". Raises SignInRefusedError, and
    TooManyAttemptsError beyond 15 codes per address or 200 confirmations per network in a quarter of an hour.
    """
    hit(scope="sign-in-confirm-network", key=network, limit=CONFIRMATIONS_PER_NETWORK, window=WINDOW)
    try:
        request = request_of_token(token) if token else _request_of_code(email, code)
        return _use(request, browser=browser, means="lien" if token else "code")
    except SignInRefusedError as error:
        logger.info("sign-in refused: %s", error.refusal.value)
        raise


@transaction.atomic
def issue_sign_in_link(*, email: str) -> str:
    """Return the absolute address that signs an existing person in, once, for 15 minutes.

    For whoever holds the server: no mail leaves and nobody is the actor, the journal tells the account's holder.
    Raises NoSuchAccountError.
    """
    account = account_at(email.strip().lower())
    if account is None or not account.is_active:
        raise NoSuchAccountError
    token = new_token()
    SignInRequest.objects.create(**_new_request(account.email, token=token))
    record(None, Verb.LINK_ISSUED, account, audience=EntryAudience.HOLDER)
    return sign_in_address(token)


def purge_sign_in_requests() -> int:
    """Forget the requests of more than a week ago; return how many."""
    deleted, _ = SignInRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def _new_request(email: str, *, token: str, next_path: str = "") -> dict[str, Any]:
    now = timezone.now()
    return {
        "email": email,
        "token_hash": hash_secret(token, purpose=TOKEN_PURPOSE),
        "next_path": next_path,
        "created_at": now,
        "expires_at": now + SIGN_IN_LIFETIME,
    }


def _request_of_code(email: str, code: str) -> SignInRequest:
    """Spend one try on the address's last request, then compare: tries made at the same moment all count."""
    hit(scope="sign-in-code-account", key=email, limit=CODES_PER_ACCOUNT, window=WINDOW)
    request = SignInRequest.objects.filter(email=email).order_by("-pk").first()
    if request is None:
        raise SignInRefusedError(Refusal.EXPIRED)
    if not SignInRequest.objects.filter(pk=request.pk, attempts__lt=CODE_TRIES).update(attempts=F("attempts") + 1):
        raise SignInRefusedError(Refusal.EXHAUSTED)
    if not same_secret(code, request.code_hash, purpose=_CODE_PURPOSE):
        request.refresh_from_db(fields=["attempts"])
        tries_left = CODE_TRIES - request.attempts
        raise SignInRefusedError(Refusal.WRONG_CODE if tries_left else Refusal.EXHAUSTED, tries_left=tries_left)
    return request


@transaction.atomic
def _use(request: SignInRequest, *, browser: str, means: str) -> SignedIn:
    now = timezone.now()
    browser_hash = hash_secret(browser, purpose=_BROWSER_PURPOSE) if browser else ""
    if request.used_at is None:
        require_open(request, now=now)
        unused = SignInRequest.objects.filter(pk=request.pk, used_at=None)
        if unused.update(used_at=now, used_by_hash=browser_hash):
            return SignedIn(_enter(request.email, means), request.next_path)
        request.refresh_from_db()
    if not _is_double_click(request, browser_hash):
        raise SignInRefusedError(Refusal.USED)
    return SignedIn(_active(User.objects.get(email=request.email)), request.next_path)


def _enter(email: str, means: str) -> User:
    user, opened = User.objects.get_or_create(email=email, defaults={"password": make_password(None)})
    _active(user)
    if opened:
        record(user, Verb.OPENED, user, audience=EntryAudience.HOLDER)
    record(user, Verb.SIGNED_IN, user, audience=EntryAudience.HOLDER, data={"moyen": means})
    return user


def _is_double_click(request: SignInRequest, browser_hash: str) -> bool:
    return (
        request.used_at is not None
        and browser_hash != ""
        and request.used_by_hash == browser_hash
        and request.used_at > timezone.now() - DOUBLE_CLICK
    )


def _active(user: User) -> User:
    if not user.is_active:
        raise SignInRefusedError(Refusal.DISABLED)
    return user
