"""The invitations to a project: sent again, called off, answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.http import Audience, page
from mec.projects.enums import ROLE_DESCRIPTIONS, ProjectRole
from mec.projects.models import Invitation
from mec.projects.queries import invitation_for_token, membership_of
from mec.projects.rules import is_open_invitation
from mec.projects.services import (
    InvitationClosedError,
    InvitationForSomeoneElseError,
    accept_invitation,
    resend_invitation,
    revoke_invitation,
)
from mec.web.account.entry import sign_in_as
from mec.web.invitations import call_off, send_again
from mec.web.projects.sheet import visible_project


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def resend(request: HttpRequest, reference: str, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, reference, invitation_id)
    send_again(request, invitation, resend_invitation)
    return redirect("projects:members", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def revoke(request: HttpRequest, reference: str, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, reference, invitation_id)
    call_off(request, invitation, revoke_invitation)
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
    if not is_open_invitation(found):
        return render(request, "projects/invitation_closed.html", {"invitation": found}, status=410)
    if request.method == "POST":
        return _answer_invitation(request, found)
    context = {"invitation": found, "role": ROLE_DESCRIPTIONS[ProjectRole(found.role)]}
    return render(request, "projects/invitation.html", context)


def _answer_invitation(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return sign_in_as(request, found.email)
    known = membership_of(request.user, found.project)
    try:
        project = accept_invitation(found, actor=request.user)
    except InvitationForSomeoneElseError:
        return render(request, "projects/invitation_other_account.html", {"invitation": found}, status=403)
    except InvitationClosedError:
        return redirect(request.path)
    if known:
        messages.info(request, "Vous étiez déjà membre de ce projet : votre rôle n’a pas changé.")
    else:
        messages.success(request, "Vous faites maintenant partie des membres de ce projet.")
    return redirect("projects:detail", project.reference)
