from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mec.accounts import services
from mec.accounts.queries import preview_link
from mec.accounts.rules import SignInRefusedError
from mec.accounts.validators import mask_email
from mec.core.http import Audience, page
from mec.core.http.redirects import local_path
from mec.core.http.sessions import close_session
from mec.core.http.throttle import TooManyAttemptsError, client_network
from mec.core.security import new_token
from mec.organizations.queries import memberships_of
from mec.web.account import entry
from mec.web.account.forms import CodeForm, ConfirmForm, NameForm, SignInForm, TermsForm
from mec.web.requests import PersonRequest, form_status

SIGNED_OUT = "sortie"


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(entry.destination(request.GET.get("next", "")))
    form = SignInForm(
        request.POST if request.method == "POST" else None, initial={"next": local_path(request.GET.get("next", ""))}
    )
    status = None
    if request.method == "POST" and form.is_valid():
        email, next_path = form.cleaned_data["email"], form.cleaned_data["next"]
        try:
            services.request_sign_in(email=email, network=client_network(request), next_path=next_path)
        except TooManyAttemptsError as error:
            form.add_error(None, entry.wait_message(error))
            status = 429
        else:
            entry.wait_for_mail(request, email=email, next_path=next_path)
            return redirect("account:code")
    context = {"form": form, "signed_out": SIGNED_OUT in request.GET}
    return render(request, "account/sign_in.html", context, status=status or form_status(form))


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    token = entry.pending_token(request)
    pending = entry.read_pending(token)
    if pending is None:
        return redirect("account:sign_in")
    form = CodeForm(
        request.POST if request.method == "POST" else None, initial={"pending": token, "visit": new_token()}
    )
    status = None
    if request.method == "POST" and form.is_valid():
        code, visit, network = form.cleaned_data["code"], form.cleaned_data["visit"], client_network(request)
        try:
            signed_in = services.confirm_sign_in(email=pending["email"], code=code, browser=visit, network=network)
        except SignInRefusedError as error:
            form.add_error("code", entry.code_message(error))
        except TooManyAttemptsError as error:
            form.add_error(None, entry.wait_message(error))
            status = 429
        else:
            return entry.enter(request, signed_in)
    again = SignInForm(initial=pending, auto_id="again_%s")
    context = {"form": form, "again": again, **pending}
    return render(request, "account/code.html", context, status=status or form_status(form))


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None, initial={"visit": new_token()})
    try:
        if request.method == "POST" and form.is_valid():
            visit, network = form.cleaned_data["visit"], client_network(request)
            return entry.enter(request, services.confirm_sign_in(token=token, browser=visit, network=network))
        preview = preview_link(token)
    except SignInRefusedError as error:
        return render(request, "account/link_refused.html", entry.link_refusal(error), status=410)
    except TooManyAttemptsError as error:
        refusal = {"refusal_title": "Trop de demandes", "refusal_text": entry.wait_message(error)}
        return render(request, "account/link_refused.html", refusal, status=429)
    context = {"form": form, "email": mask_email(preview.email), "opens_account": preview.opens_account}
    return render(request, "account/link.html", context)


@page(audience=Audience.PUBLIC, methods=["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    return close_session(request, redirect(f"{reverse('account:sign_in')}?{SIGNED_OUT}=1"))


@page(audience=Audience.ENTERING, methods=["GET", "POST"])
def terms(request: PersonRequest) -> HttpResponse:
    user = request.user
    next_path = local_path(request.POST.get("next", "") or request.GET.get("next", ""))
    if user.terms_version == settings.TERMS_VERSION:
        return redirect(entry.destination(next_path))
    initial = {"first_name": user.first_name, "last_name": user.last_name, "next": next_path}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        names = {name: form.cleaned_data[name] for name in ("first_name", "last_name")}
        services.accept_terms(**names, actor=user)
        return redirect(entry.destination(form.cleaned_data["next"]))
    context = {"form": form, "again": user.terms_version != ""}
    return render(request, "account/terms.html", context, status=form_status(form))


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    user = request.user
    form = NameForm(
        request.POST if request.method == "POST" else None,
        initial={"first_name": user.first_name, "last_name": user.last_name},
    )
    if request.method == "POST" and form.is_valid():
        services.rename_account(user, **form.cleaned_data, actor=user)
        messages.success(request, "Votre nom est enregistré.")
        return redirect("account:profile")
    context = {"form": form, "memberships": memberships_of(user)}
    return render(request, "account/profile.html", context, status=form_status(form))


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def end_sessions(request: PersonRequest) -> HttpResponse:
    services.end_sessions(request.user, actor=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, "Vos autres sessions sont fermées.")
    return redirect("account:profile")
