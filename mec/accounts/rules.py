"""Who may change an account, and when a sign-in request still opens one."""

from datetime import datetime, timedelta

from mec.accounts.enums import Permission, Refusal
from mec.accounts.models import SignInRequest, User
from mec.core.access import rule

SIGN_IN_LIFETIME = timedelta(minutes=15)
CODE_TRIES = 5


class SignInRefusedError(Exception):
    """A link or a code opens no session; `refusal` says why, `tries_left` how often the code may be tried again."""

    def __init__(self, refusal: Refusal, *, tries_left: int = 0) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.tries_left = tries_left


@rule(Permission.EDIT)
def is_oneself(user: User, account: User) -> bool:
    return user.pk == account.pk


@rule(Permission.MANAGE)
def is_staff_about_another(user: User, account: User) -> bool:
    return user.is_staff and user.pk != account.pk


@rule(Permission.ASSIST)
def is_staff_about_a_user(user: User, account: User) -> bool:
    """Never into the team, nor into oneself: what is seen is never more than the person's own rights."""
    return user.is_staff and user.pk != account.pk and account.is_active and not account.is_staff


def require_open(request: SignInRequest, *, now: datetime) -> None:
    """Raise SignInRefusedError unless the request is unused, younger than its lifetime and the last of its address."""
    if request.used_at is not None:
        raise SignInRefusedError(Refusal.USED)
    if request.expires_at <= now:
        raise SignInRefusedError(Refusal.EXPIRED)
    if SignInRequest.objects.filter(email=request.email, pk__gt=request.pk).exists():
        raise SignInRefusedError(Refusal.REPLACED)
