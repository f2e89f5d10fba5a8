"""The pages of the demonstration: who one can be, and the mails that left."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mec.accounts.services import NoSuchAccountError, issue_sign_in_link
from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.core.mail.queries import sent_mails
from mec.demo.personas import PERSONAS


@page(audience=Audience.DEMO, methods=["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List the personas; choosing one leads to a sign-in link of theirs, as their mail would."""
    if request.method == "POST":
        email = request.POST.get("email", "")
        if email not in {persona.email for persona in PERSONAS}:
            raise Http404
        try:
            return redirect(issue_sign_in_link(email=email))
        except NoSuchAccountError:
            raise Http404 from None
    return render(request, "demo/people.html", {"personas": PERSONAS})


@page(audience=Audience.DEMO)
def mails(request: HttpRequest) -> HttpResponse:
    address = request.GET.get("adresse", "").strip()[:254]
    found = keyset_page(
        sent_mails(to=address), order=("-created_at", "-pk"), cursor=request.GET.get("apres", ""), size=20
    )
    return render(request, "demo/mails.html", {"page": found, "address": address, "personas": PERSONAS})
