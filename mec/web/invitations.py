"""Invitations to a project or to an organisation, once they are sent: sent again, called off."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from mec.accounts.invitations import InvitationClosedError, InvitationLink


def send_again(request: HttpRequest, invitation: InvitationLink, resend: Callable[..., None]) -> None:
    """Call the service with what the person had before their eyes, and say what came of it."""
    try:
        resend(invitation, valid_until=request.POST.get("valid_until", ""), actor=request.user)
        messages.success(request, f"Un nouveau lien est envoyé à {invitation.email}. Il est valable 7 jours.")
    except InvitationClosedError:
        messages.error(request, "Cette invitation a déjà été acceptée ou annulée : il n’y a plus rien à renvoyer.")


def call_off(request: HttpRequest, invitation: InvitationLink, revoke: Callable[..., None]) -> None:
    try:
        revoke(invitation, actor=request.user)
        messages.success(request, f"L’invitation de {invitation.email} est annulée : son lien ne fonctionne plus.")
    except InvitationClosedError:
        messages.error(request, f"{invitation.email} a déjà accepté l’invitation et fait partie des membres.")
