"""Who is told of requests, of absences and of hand-overs, and in which words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from mec.accounts.models import User
from mec.accounts.queries import accounts_with_ids
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line, author_name
from mec.core.ui.french import day
from mec.notifications.notices import Notice, register_notice
from mec.organizations.enums import STATE_KINDS, MembershipRole, Verb
from mec.organizations.joining import deciders_of
from mec.organizations.models import Absence, MembershipRequest, Organization
from mec.projects.enums import Verb as ProjectVerb
from mec.projects.holdings import projects_named

NAMED_AT_MOST = 30


def deciders(entry: Entry, request: MembershipRequest) -> Iterable[User]:
    return deciders_of(request.organization)


def asker(entry: Entry, request: MembershipRequest) -> Iterable[User]:
    return [request.user]


def deputy(entry: Entry, absence: Absence) -> Iterable[User]:
    return [absence.deputy]


def inviter(entry: Entry, organization: Organization) -> Iterable[User]:
    return accounts_with_ids([entry.data["invited_by"]])


def successor(entry: Entry, organization: Organization) -> Iterable[User]:
    return accounts_with_ids([entry.data["to"]])


def write_requested(entry: Entry, request: MembershipRequest) -> Notice:
    said = f"\n\nSon message :\n{request.message}" if request.message else ""
    return Notice(
        subject=f"{request.organization} — {request.user} demande à rejoindre l’organisation",
        reason="Vous recevez ce message car vous pouvez accepter ou refuser cette demande.",
        body=f"{request.user} ({request.user.email}), {request.title}, demande à agir pour « {request.organization} »."
        f" Assurez-vous de connaître cette personne avant d’accepter.{said}",
        action="Lire la demande et y répondre",
        path=reverse("organizations:decide", args=[request.pk]),
    )


def write_accepted(entry: Entry, request: MembershipRequest) -> Notice:
    admin = entry.data["role"] == MembershipRole.ADMIN
    more = " Vous en gérez les membres : vous pouvez inviter vos collègues." if admin else ""
    return Notice(
        subject=f"{request.organization} — votre demande est acceptée",
        reason="Vous recevez ce message car vous avez demandé à rejoindre cette organisation.",
        body=f"Vous agissez désormais pour « {request.organization} ».{more}",
        action="Voir l’organisation",
        path=reverse("organizations:detail", args=[request.organization_id]),
    )


def write_refused(entry: Entry, request: MembershipRequest) -> Notice:
    return Notice(
        subject=f"{request.organization} — votre demande n’est pas acceptée",
        reason="Vous recevez ce message car vous avez demandé à rejoindre cette organisation.",
        body=f"{author_line(entry)} n’a pas accepté votre demande.\n\nMotif : {entry.reason}",
        action="Voir votre demande",
        path=reverse("organizations:decide", args=[request.pk]),
    )


def write_invitation_accepted(entry: Entry, organization: Organization) -> Notice:
    return Notice(
        subject=f"{organization} — {author_name(entry)} a rejoint l’organisation",
        reason="Vous recevez ce message car vous avez envoyé cette invitation.",
        body=f"{author_line(entry)} a accepté votre invitation et agit désormais pour « {organization} ».",
        action="Voir les membres",
        path=reverse("organizations:detail", args=[organization.pk]),
    )


def write_absence(entry: Entry, absence: Absence) -> Notice:
    return Notice(
        subject=f"{absence.organization} — vous remplacez {absence.user}",
        reason="Vous recevez ce message car quelqu’un vous a confié sa suppléance.",
        body=f"{absence.user} s’absente du {day(absence.starts_on)} au {day(absence.ends_on)} inclus. "
        f"Pendant ce temps, c’est à vous que l’on s’adresse pour « {absence.organization} » : vous recevez aussi "
        "ce qui lui est adressé, quand vous avez le droit de le lire.",
        action="Voir vos suppléances",
        path=reverse("organizations:absences"),
    )


def write_absence_cancelled(entry: Entry, absence: Absence) -> Notice:
    return Notice(
        subject=f"{absence.organization} — vous ne remplacez plus {absence.user}",
        reason="Vous recevez ce message car cette suppléance vous était confiée.",
        body=f"{absence.user} a annulé son absence du {day(absence.starts_on)} au {day(absence.ends_on)}.",
        action="Voir vos suppléances",
        path=reverse("organizations:absences"),
    )


def write_hand_over(entry: Entry, organization: Organization) -> Notice:
    ids = entry.data["projects"]
    names = [f"– {project}" for project in projects_named(ids)[:NAMED_AT_MOST]]
    names += [f"– et {len(ids) - NAMED_AT_MOST} autres"] if len(ids) > NAMED_AT_MOST else []
    leaver = next(iter(accounts_with_ids([entry.data["leaver"]])))
    count = f"{len(ids)} projets vous sont confiés" if len(ids) > 1 else "un projet vous est confié"
    return Notice(
        subject=f"{organization} — {leaver} part : {count}",
        reason="Vous recevez ce message car vous prenez la suite de cette personne.",
        body="Bienvenue dans ces projets. Leur historique et leurs échanges vous disent où ils en sont :\n\n"
        + "\n".join(names),
        action="Voir vos projets",
        path=reverse("state:board" if organization.kind in STATE_KINDS else "projects:list"),
    )


def register() -> None:
    recipes: tuple[tuple[Any, Any, Any], ...] = (
        (Verb.REQUESTED, deciders, write_requested),
        (Verb.REQUEST_ACCEPTED, asker, write_accepted),
        (Verb.REQUEST_REFUSED, asker, write_refused),
        (Verb.INVITATION_ACCEPTED, inviter, write_invitation_accepted),
        (Verb.ABSENCE_DECLARED, deputy, write_absence),
        (Verb.ABSENCE_CANCELLED, deputy, write_absence_cancelled),
        (ProjectVerb.HAND_OVER_DONE, successor, write_hand_over),
    )
    for verb, recipients, write in recipes:
        register_notice(verb, recipients=recipients, write=write)
