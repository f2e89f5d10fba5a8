"""Who acts for an organisation: invitations, roles."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.accounts.invitations import InvitationClosedError, InvitationForSomeoneElseError
from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.organizations.enums import ROLE_DESCRIPTIONS, MembershipRole, Permission
from mec.organizations.joining import (
    is_open,
    membership_visible_to,
    organization_invitation_of,
    organizations_visible_to,
)
from mec.organizations.models import Membership, OrganizationInvitation
from mec.organizations.services import (
    AlreadyActingError,
    LastAdministratorError,
    OwnRoleError,
    accept_member_invitation,
    change_membership,
    invite_member,
    resend_member_invitation,
    revoke_member_invitation,
)
from mec.web.account.entry import sign_in_as
from mec.web.invitations import call_off, send_again
from mec.web.organizations.forms import InviteForm, MembershipForm
from mec.web.requests import PersonRequest


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def invite(request: PersonRequest, organization_id: int) -> HttpResponse:
    organization = get_object_or_404(organizations_visible_to(request.user), pk=organization_id)
    require(request.user, Permission.MANAGE_MEMBERS, organization)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            role = MembershipRole(values["role"])
            invite_member(organization, email=values["email"], role=role, title=values["title"], actor=request.user)
        except AlreadyActingError:
            form.add_error("email", f"{values['email']} agit déjà pour cette organisation.")
        else:
            messages.success(request, f"L’invitation est envoyée à {values['email']}. Elle est valable 7 jours.")
            return redirect("organizations:detail", organization_id)
    context = {"organization": organization, "form": form}
    return render(request, "organizations/invite.html", context, status=422 if form.errors else 200)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def resend(request: PersonRequest, organization_id: int, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, organization_id, invitation_id)
    send_again(request, invitation, resend_member_invitation)
    return redirect("organizations:detail", organization_id)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def revoke(request: PersonRequest, organization_id: int, invitation_id: int) -> HttpResponse:
    invitation = _invitation_of(request, organization_id, invitation_id)
    call_off(request, invitation, revoke_member_invitation)
    return redirect("organizations:detail", organization_id)


def _invitation_of(request: PersonRequest, organization_id: int, invitation_id: int) -> OrganizationInvitation:
    organization = get_object_or_404(organizations_visible_to(request.user), pk=organization_id)
    return get_object_or_404(organization.invitations.select_related("organization", "invited_by"), pk=invitation_id)


@page(audience=Audience.PUBLIC, methods=["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the mail; the person signs in with the invited address, then accepts."""
    found = organization_invitation_of(token)
    if found is None:
        raise Http404
    if found.accepted_by_id is not None and found.accepted_by_id == request.user.pk:
        return redirect("organizations:detail", found.organization_id)
    if not is_open(found):
        return render(request, "organizations/invitation_closed.html", {"invitation": found}, status=410)
    if request.method == "POST":
        return _answer_invitation(request, found)
    context = {"invitation": found, "role": ROLE_DESCRIPTIONS[MembershipRole(found.role)]}
    return render(request, "organizations/invitation.html", context)


def _answer_invitation(request: HttpRequest, found: OrganizationInvitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return sign_in_as(request, found.email)
    try:
        organization = accept_member_invitation(found, actor=request.user)
    except InvitationForSomeoneElseError:
        return render(request, "organizations/invitation_other_account.html", {"invitation": found}, status=403)
    except InvitationClosedError:
        return redirect(request.path)
    messages.success(request, f"Vous agissez désormais pour « {organization} ».")
    return redirect("organizations:detail", organization.pk)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def membership(request: PersonRequest, organization_id: int, membership_id: int) -> HttpResponse:
    found = editable_membership(request, organization_id, membership_id)
    own = found.user_id == request.user.pk
    manages = can(request.user, Permission.MANAGE_MEMBERS, found.organization)
    data = request.POST if request.method == "POST" else None
    form = MembershipForm(data, membership=found, may_choose_role=manages)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        return redirect("organizations:detail", organization_id)
    context = {"membership": found, "form": form, "own": own}
    return render(request, "organizations/membership.html", context, status=422 if form.errors else 200)


def _changed(request: PersonRequest, form: MembershipForm) -> bool:
    found: Membership = form.membership
    try:
        change_membership(found, role=form.chosen_role(), title=form.cleaned_data["title"], actor=request.user)
    except LastAdministratorError:
        form.add_error(
            "role", "Plus personne ne gérerait les membres de l’organisation : donnez d’abord ce rôle à quelqu’un."
        )
        return False
    except OwnRoleError:
        form.add_error("role", "Personne n’élève son propre rôle : demandez-le à quelqu’un d’autre.")
        return False
    messages.success(request, f"Le rattachement de {found.user} est enregistré.")
    return True


def editable_membership(request: PersonRequest, organization_id: int, membership_id: int) -> Membership:
    """Return a membership that the person may write or end; 404 and 403 otherwise."""
    found = get_object_or_404(membership_visible_to(request.user, organization_id), pk=membership_id)
    require(request.user, Permission.EDIT_MEMBERSHIP, found)
    return found
