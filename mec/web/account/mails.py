"""When one receives mails; and the link of a mail by which one receives no more of them."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from mec.core.http import Audience, page
from mec.core.ui.widgets import RadioCards
from mec.notifications.enums import MailRhythm
from mec.notifications.links import read_stop_link
from mec.notifications.queries import rhythms_of, stopped_words
from mec.notifications.services import choose_rhythm, follow_stop_link
from mec.web.requests import PersonRequest

HINTS = {
    MailRhythm.IMMEDIATE: "Un courriel à chaque nouvelle, dans la minute.",
    MailRhythm.DAILY: "Un seul courriel à 7 h, les jours où il y a du nouveau, projet par projet, sans ce que "
    "vous avez déjà lu.",
    MailRhythm.NEVER: "Aucun courriel : les nouvelles vous attendent dans vos notifications.",
}
DONE = {
    MailRhythm.IMMEDIATE: "Vous recevrez un courriel à chaque nouvelle.",
    MailRhythm.DAILY: "Vous recevrez au plus un courriel par jour, à 7 h.",
    MailRhythm.NEVER: "Vous ne recevrez plus de courriel : les nouvelles vous attendent dans vos notifications.",
}


class MailsForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Quand voulez-vous recevoir nos courriels ?",
        choices=MailRhythm.choices,
        widget=RadioCards(hints={rhythm.value: hint for rhythm, hint in HINTS.items()}),
        error_messages={"required": "Choisissez quand recevoir nos courriels."},
    )


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def mails(request: PersonRequest) -> HttpResponse:
    initial = {"rhythm": rhythms_of([request.user])[request.user.pk]}
    form = MailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rhythm = MailRhythm(form.cleaned_data["rhythm"])
        choose_rhythm(rhythm, actor=request.user)
        messages.success(request, DONE[rhythm])
        return redirect("account:mails")
    return render(request, "account/mails.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to confirm, then stop; a mailbox posts here by itself when its own button is pressed (RFC 8058).

    Nobody need sign in and no form of ours need have been opened: the signed link alone says who asks for what.
    """
    link = read_stop_link(token)
    if link is None:
        raise Http404
    if request.method == "POST":
        follow_stop_link(link)
    context = {"link": link, "stopped": stopped_words(link), "done": request.method == "POST"}
    return render(request, "account/stop_mails.html", context)
