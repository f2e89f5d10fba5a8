"""Who takes part in a project, and the invitations to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mec.accounts.services import request_sign_in
from mec.core.access import require
from mec.core.http import Audience, page
from mec.core.http.throttle import TooManyAttemptsError, client_network
from mec.projects.enums import ROLE_DESCRIPTIONS, Permission, ProjectRole
from mec.projects.models import Invitation, Project
from mec.projects.queries import invitation_for_token, is_expired, members_of, pending_invitations
from mec.projects.services import (
    AlreadyMemberError,
    InvitationClosedError,
    InvitationForSomeoneElseError,
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from mec.web.account.entry import wait_for_mail, wait_message
from mec.web.projects.forms import InvitationForm
from mec.web.projects.sheet import head, visible_project


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def members(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.INVITE, project)
        if form.is_valid() and _invited(request, project, form):
            return redirect("projects:members", reference)
    context = {
        "head": head(request, project, "members"),
        "members": members_of(project),
        "invitations": pending_invitations(project),
        "form": form,
        "now": timezone.now(),
        "roles": [(role.label, description) for role, description in ROLE_DESCRIPTIONS.items()],
    }
    return render(request, "projects/members.html", context, status=422 if form.errors else 200)


def _invited(request: HttpRequest, project: Project, form: InvitationForm) -> bool:
    values = form.cleaned_data
    try:
        invite(
            project,
            email=values["email"],
            role=ProjectRole(values["role"]),
            message=values["message"],
            actor=request.user,
        )
    except AlreadyMemberError:
        form.add_error("email", f"{values['email']} est déjà membre de ce projet : écrivez-lui dans les échanges.")
        return False
    messages.success(request, f"L’invitation est envoyée à {values['email']}. Elle est valable 7 jours.")
    return True


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def resend(request: HttpRequest, reference: str, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, reference, invitation_id)
    try:
        valid_until = request.POST.get("valid_until", "")
        resend_invitation(invitation, valid_until=valid_until, actor=request.user)
        messages.success(request, f"Un nouveau lien est envoyé à {invitation.email}. Il est valable 7 jours.")
    except InvitationClosedError:
        messages.error(request, "Cette invitation a déjà été acceptée ou annulée : il n’y a plus rien à renvoyer.")
    return redirect("projects:members", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def revoke(request: HttpRequest, reference: str, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, reference, invitation_id)
    try:
        revoke_invitation(invitation, actor=request.user)
        messages.success(request, f"L’invitation de {invitation.email} est annulée : son lien ne fonctionne plus.")
    except InvitationClosedError:
        messages.error(request, f"{invitation.email} a déjà accepté l’invitation et fait partie des membres.")
    return redirect("projects:members", reference)


def _invitation_of(request: HttpRequest, reference: str, invitation_id: int) -> Invitation:
    project = visible_project(request, reference)
    return get_object_or_404(project.invitations.select_related("project", "invited_by"), pk=invitation_id)


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the mail; the person signs in with the invited address, then accepts."""
    found = invitation_for_token(token)
    if found is None:
        raise Http404
    if found.accepted_by_id is not None and found.accepted_by_id == request.user.pk:
        return redirect("projects:detail", found.project.reference)
    if found.accepted_at or found.revoked_at or is_expired(found):
        return render(request, "projects/invitation_closed.html", {"invitation": found}, status=410)
    if request.method == "POST":
        return _answer_invitation(request, found)
    context = {"invitation": found, "role": ROLE_DESCRIPTIONS[ProjectRole(found.role)]}
    return render(request, "projects/invitation.html", context)


def _answer_invitation(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request, found)
    try:
        project = accept_invitation(found, actor=request.user)
    except InvitationForSomeoneElseError:
        return render(request, "projects/invitation_other_account.html", {"invitation": found}, status=403)
    except InvitationClosedError:
        return redirect(request.path)
    messages.success(request, "Vous faites maintenant partie des membres de ce projet.")
    return redirect("projects:detail", project.reference)


def _sign_in_first(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Send a code to the invited address: whoever holds the link reads that mailbox."""
    next_path = request.get_full_path()
    try:
        request_sign_in(email=found.email, network=client_network(request), next_path=next_path)
    except TooManyAttemptsError as error:
        messages.error(request, wait_message(error))
        return redirect(next_path)
    wait_for_mail(request, email=found.email, next_path=next_path)
    return redirect("account:code")
