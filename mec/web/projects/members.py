"""Who takes part in a project: the members, their roles, whom one invites."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst

from mec.core.access import require
from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.projects.enums import INVITABLE_ROLES, Permission, ProjectRole
from mec.projects.models import Project, ProjectMember
from mec.projects.queries import members_of, membership_of, pending_invitations
from mec.projects.rights import TITLE_NAMES, rights_table
from mec.projects.rules import invitable_roles
from mec.projects.services import (
    AlreadyMemberError,
    MemberGoneError,
    OwnAddressError,
    OwnRoleError,
    ReferentStaysError,
    RoleChangedError,
    change_role,
    hand_lead_over,
    invite,
    leave_project,
    remove_member,
)
from mec.web.projects.forms import InvitationForm, RoleForm
from mec.web.projects.sheet import head, visible_project

REFERENT_STAYS = "Un projet garde toujours son référent : confiez d’abord ce rôle à un autre membre."
MEMBER_GONE = "Cette personne ne fait plus partie des membres du projet."
OWN_ROLE = "On ne change pas son propre rôle : demandez-le à un collègue de la collectivité."


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def members(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    form = InvitationForm(request.POST or None, roles=invitable_roles(request.user, project))
    if request.method == "POST":
        require(request.user, Permission.INVITE, project)
        if form.is_valid() and _invited(request, project, form):
            return redirect("projects:members", reference)
    shown = head(request, project, "members")
    context = {
        "head": shown,
        "members": members_of(project),
        "invitations": pending_invitations(project),
        "form": form,
        "now": timezone.now(),
        "rights_columns": ["Droit", "Qui l’a"],
        "rights": _rights(with_state_zone=shown.standing.state),
        "roles": [(role.value, role.label) for role in INVITABLE_ROLES],
    }
    return render(request, "projects/members.html", context, status=422 if form.errors else 200)


def _rights(*, with_state_zone: bool) -> list[list[str]]:
    """Return lines (a right, who has it); what is not written here is refused."""
    return [
        [capfirst(line.permission.label), listed(line.holders) if line.holders != TITLE_NAMES else "Tous"]
        for line in rights_table(with_state_zone=with_state_zone)
    ]


def _invited(request: HttpRequest, project: Project, form: InvitationForm) -> bool:
    values = form.cleaned_data
    waiting = pending_invitations(project).filter(email=values["email"].strip().lower()).exists()
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
    except OwnAddressError:
        form.add_error("email", "C’est votre adresse : vous voyez déjà ce projet. Donnez celle d’une autre personne.")
        return False
    replaced = " Elle remplace celle qui attendait." if waiting else ""
    messages.success(request, f"L’invitation est envoyée à {values['email']}. Elle est valable 7 jours.{replaced}")
    return True


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def set_role(request: HttpRequest, reference: str, member_id: int) -> HttpResponse:
    member = _member_of(request, reference, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        require(request.user, Permission.MANAGE_MEMBERS, member.project)
        messages.error(request, "Choisissez un des rôles proposés.")
        return redirect("projects:members", reference)
    role = ProjectRole(form.cleaned_data["role"])
    seen = form.cleaned_data["seen"]
    return _done(
        request,
        reference,
        lambda: change_role(member, role=role, seen=seen, actor=request.user),
        f"Nouveau rôle de {member.user} : {role.label.lower()}.",
    )


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def remove(request: HttpRequest, reference: str, member_id: int) -> HttpResponse:
    member = _member_of(request, reference, member_id)
    require(request.user, Permission.MANAGE_MEMBERS, member.project)
    if request.method != "POST":
        return _confirm(request, member, "projects/member_remove.html")
    done = f"{member.user} ne fait plus partie des membres du projet."
    return _done(request, reference, lambda: remove_member(member, actor=request.user), done)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def give_lead(request: HttpRequest, reference: str, member_id: int) -> HttpResponse:
    """Hand the role of référent over."""
    member = _member_of(request, reference, member_id)
    require(request.user, Permission.MANAGE_MEMBERS, member.project)
    if request.method != "POST":
        return _confirm(request, member, "projects/member_hand_over.html")
    done = f"{member.user} est maintenant le référent du projet."
    return _done(request, reference, lambda: hand_lead_over(member, actor=request.user), done)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference, even_archived=True)
    if request.method == "POST":
        try:
            leave_project(project, actor=request.user)
        except ReferentStaysError:
            messages.error(request, REFERENT_STAYS)
            return redirect("projects:members", reference)
        messages.success(request, f"Vous ne suivez plus le projet « {project} ».")
        return redirect("projects:list")
    member = membership_of(request.user, project)
    if member is None:
        return redirect("projects:members", reference)
    member.project = project
    return _confirm(request, member, "projects/member_leave.html")


def _member_of(request: HttpRequest, reference: str, member_id: int) -> ProjectMember:
    project = visible_project(request, reference)
    member = get_object_or_404(project.members.select_related("user"), pk=member_id)
    member.project = project
    return member


def _confirm(request: HttpRequest, member: ProjectMember, template: str) -> HttpResponse:
    return render(request, template, {"head": head(request, member.project, "members"), "member": member})


def _done(request: HttpRequest, reference: str, act: Callable[[], None], done: str) -> HttpResponse:
    """Act and go back to the members, saying what was done, or why it was not."""
    try:
        act()
        messages.success(request, done)
    except OwnRoleError:
        messages.error(request, OWN_ROLE)
    except ReferentStaysError:
        messages.error(request, REFERENT_STAYS)
    except MemberGoneError:
        messages.error(request, MEMBER_GONE)
    except RoleChangedError as error:
        label = error.member.get_role_display().lower()
        messages.error(
            request, f"Quelqu’un vient de changer ce rôle : {error.member.user} est {label}. Rien d’autre n’a changé."
        )
    return redirect("projects:members", reference)
