"""The mail that answers a sign-in request: one per request, whatever the address."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mec.accounts.models import SignInRequest, User
from mec.core.mail.services import queue_mail


def sign_in_address(token: str) -> str:
    """Return the absolute address of the page that confirms a link."""
    return f"{settings.SITE_URL}{reverse('account:link', args=[token])}"


def send_sign_in_mail(request: SignInRequest, *, token: str, code: str, account: User | None) -> None:
    """Queue the mail for an active account, an address without account, or a disabled account, which gets no secret."""
    disabled = account is not None and not account.is_active
    context = {
        "name": account.get_full_name() if account and account.last_name else "",
        "opens_account": account is None,
        "address": sign_in_address(token),
        "code": f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}",
        "expires_at": timezone.localtime(request.expires_at),
        "contact": settings.CONTACT_EMAIL,
    }
    template = "accounts/mail/disabled" if disabled else "accounts/mail/sign_in"
    queue_mail(
        to=request.email,
        subject=_subject(opens_account=account is None, disabled=disabled),
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
        key=f"sign-in:{request.pk}",
    )


def _subject(*, opens_account: bool, disabled: bool) -> str:
    if disabled:
        return "Votre compte Mon Espace Collectivité est désactivé"
    if opens_account:
        return "Ouvrez votre compte Mon Espace Collectivité"
    return "Connectez-vous à Mon Espace Collectivité"
