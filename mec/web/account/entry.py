"""Between the mail and the session: who waits for a mail in this browser, and where they go once inside."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from mec.accounts.enums import Refusal
from mec.accounts.rules import CODE_TRIES, SignInRefusedError
from mec.accounts.services import SignedIn, request_sign_in
from mec.core.http.redirects import local_path
from mec.core.http.sessions import open_session
from mec.core.http.throttle import TooManyAttemptsError, client_network

_PENDING = "sign_in"
_SALT = "mec.web.account.pending"
_PENDING_SECONDS = 3600


def wait_for_mail(request: HttpRequest, *, email: str, next_path: str) -> None:
    """Remember, in this browser's session, the address to which a mail has just left."""
    request.session[_PENDING] = signing.dumps({"email": email, "next": next_path}, salt=_SALT)


def pending_token(request: HttpRequest) -> str:
    """Return the signed address of the form, else of the session: the second of two clicks has no session left."""
    return request.POST.get("pending") or request.session.get(_PENDING, "")


def read_pending(token: str) -> dict[str, str] | None:
    """Return `{"email": …, "next": …}`, or None for a token that is forged, or older than an hour."""
    try:
        pending: dict[str, str] = signing.loads(token, salt=_SALT, max_age=_PENDING_SECONDS)
    except signing.BadSignature:
        return None
    return pending


def destination(next_path: str) -> str:
    return local_path(next_path) or resolve_url(settings.LOGIN_REDIRECT_URL)


def enter(request: HttpRequest, signed_in: SignedIn) -> HttpResponse:
    """Open the session and go where the person wanted to, by the terms if they have not accepted today's."""
    open_session(request, signed_in.user)
    if signed_in.user.terms_version == settings.TERMS_VERSION:
        return redirect(destination(signed_in.next_path))
    query = f"?{urlencode({'next': signed_in.next_path})}" if signed_in.next_path else ""
    return redirect(reverse("account:terms") + query)


def sign_in_as(request: HttpRequest, email: str) -> HttpResponse:
    """Send a code to an invited address, and come back to this page: whoever holds the link reads that mailbox."""
    next_path = request.get_full_path()
    try:
        request_sign_in(email=email, network=client_network(request), next_path=next_path)
    except TooManyAttemptsError as error:
        messages.error(request, wait_message(error))
        return redirect(next_path)
    wait_for_mail(request, email=email, next_path=next_path)
    return redirect("account:code")


def wait_message(error: TooManyAttemptsError) -> str:
    minutes = max(1, -(-int(error.retry_after.total_seconds()) // 60))
    delay = "une minute" if minutes == 1 else f"{minutes}\N{NO-BREAK SPACE}minutes"
    return f"Trop de demandes en peu de temps. Réessayez dans {delay} ; le dernier courriel reçu reste utilisable."


def code_message(error: SignInRefusedError) -> str:
    """Say why a code was refused, how many tries are left, and what to do."""
    if error.refusal is Refusal.WRONG_CODE:
        tries = "un seul essai" if error.tries_left == 1 else f"{error.tries_left} essais"
        return f"Ce code n’est pas celui du dernier courriel. Vérifiez les six chiffres : il vous reste {tries}."
    return {
        Refusal.EXHAUSTED: f"Ce code a été essayé {CODE_TRIES} fois : il ne sert plus. Ouvrez le lien du "
        "courriel reçu, ou demandez un nouveau courriel.",
        Refusal.USED: "Ce code a déjà servi. Demandez un nouveau courriel.",
        Refusal.DISABLED: f"Ce compte est désactivé. Écrivez à {settings.CONTACT_EMAIL} pour le faire rouvrir.",
    }.get(error.refusal, "Ce code n’est plus valable : il durait 15 minutes. Demandez un nouveau courriel.")


def link_refusal(error: SignInRefusedError) -> dict[str, Any]:
    """Return the title and the explanation of the page of a link that opens nothing."""
    title, text = {
        Refusal.USED: ("Ce lien a déjà servi", "Un lien de connexion ouvre une seule session."),
        Refusal.EXPIRED: ("Ce lien n’est plus valable", "Un lien de connexion dure 15 minutes."),
        Refusal.REPLACED: (
            "Un lien plus récent vous a été envoyé",
            "Seul le dernier courriel reçu permet de se connecter : ouvrez celui-là, ou demandez-en un nouveau.",
        ),
        Refusal.DISABLED: (
            "Ce compte est désactivé",
            f"Il n’est plus possible de s’y connecter. Écrivez à {settings.CONTACT_EMAIL} pour le faire rouvrir.",
        ),
    }.get(
        error.refusal,
        ("Ce lien est incomplet", "Il a peut-être été coupé par votre messagerie : copiez l’adresse entière."),
    )
    return {"refusal_title": title, "refusal_text": text}
