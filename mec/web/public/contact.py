"""Write to the team: with or without an account, once per form, so many times an hour."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from mec.core.http import Audience, page
from mec.core.http.throttle import TooManyAttemptsError, client_network, hit
from mec.core.mail.services import queue_mail
from mec.web.public.forms import ContactForm

WINDOW = timedelta(hours=1)
PER_NETWORK = 20
# A whole préfecture may leave through one address.


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None, known=_known_address(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            hit(scope="contact", key=client_network(request), limit=PER_NETWORK, window=WINDOW)
        except TooManyAttemptsError as error:
            form.add_error(None, _wait_message(error))
            status = 429
        else:
            _send(form.cleaned_data, _known_address(request) or form.cleaned_data["email"])
            return redirect("public:contact_sent")
    elif form.errors:
        status = 422
    return render(request, "public/contact.html", {"form": form}, status=status)


@page(audience=Audience.PUBLIC)
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "public/contact_sent.html")


def _known_address(request: HttpRequest) -> str:
    return request.user.email if request.user.is_authenticated else ""


def _send(values: dict[str, Any], email: str) -> None:
    queue_mail(
        to=settings.CONTACT_EMAIL,
        subject=f"Contact — {values['subject']}",
        text=render_to_string("public/mail/contact.txt", values | {"email": email}),
        key=f"contact-{values['key']}",
        reply_to=email,
    )


def _wait_message(error: TooManyAttemptsError) -> str:
    minutes = max(1, -(-int(error.retry_after.total_seconds()) // 60))
    return f"Trop de messages en peu de temps. Réessayez dans {minutes} min, ou écrivez-nous directement."
