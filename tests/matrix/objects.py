"""The kinds of objects that addresses name, each with its variants.

A builder makes its rows in the world and returns, per variant, what `reverse` needs: `own`, `other` and `absent`
always, others (`state_only`, `archived`…) as the kind has them.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from mec.core.jobs.runner import drain
from mec.core.security import hash_secret
from mec.notifications.models import Notification
from mec.offers.enums import OfferStatus
from mec.projects.enums import ProjectRole
from mec.projects.models import Invitation, Project
from mec.projects.queries import INVITATION_PURPOSE
from mec.projects.services import post_state_message
from tests.factories.offers import OfferFactory
from tests.factories.projects import add_member, make_draft, make_project
from tests.matrix.personas import ObjectBuilder, World

ABSENT = "0000-0000"


def projects(world: World) -> dict[str, dict[str, object]]:
    """`own`: sent by Privas, `invited` advises it; `observed`: the same, `invited` only reads; `draft`: of Privas."""
    own = _project(world, "privas", "owner")
    add_member(own, world.people["invited"], ProjectRole.ADVISER)
    observed = _project(world, "privas", "owner")
    add_member(observed, world.people["invited"], ProjectRole.OBSERVER)
    post_state_message(own, body="Entre services", key=UUID(int=1), actor=world.people["ddt"])
    return {
        "own": {"reference": own.reference},
        "observed": {"reference": observed.reference},
        "draft": {"reference": make_draft(world.organizations["privas"], author=world.people["owner"]).reference},
        "other": {"reference": _project(world, "bettant", "foreign_owner").reference},
        "absent": {"reference": ABSENT},
    }


def invitations(world: World) -> dict[str, dict[str, object]]:
    """`mixed`: the reference of one project with an invitation to another."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    to_own, to_other = (_invitation(project, "a", days=7) for project in (own, other))
    return {
        "own": {"reference": own.reference, "invitation_id": to_own.pk},
        "other": {"reference": other.reference, "invitation_id": to_other.pk},
        "mixed": {"reference": own.reference, "invitation_id": to_other.pk},
        "absent": {"reference": ABSENT, "invitation_id": 0},
    }


def invitation_links(world: World) -> dict[str, dict[str, object]]:
    """`own` and `other` were sent to `expert`; `expired` too, long ago."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    _invitation(own, "own", days=7)
    _invitation(other, "other", days=7)
    _invitation(_project(world, "privas", "owner"), "expired", days=-1)
    return {name: {"token": name} for name in ("own", "other", "expired", "absent")}


def notifications(world: World) -> dict[str, dict[str, object]]:
    """`own` was sent to `ddt`, `other` to `foreign_ddt`."""
    _project(world, "privas", "owner")
    _project(world, "bettant", "foreign_owner")
    drain()
    sent = {name: Notification.objects.get(recipient=world.people[name]).pk for name in ("ddt", "foreign_ddt")}
    return {
        "own": {"notification_id": sent["ddt"]},
        "other": {"notification_id": sent["foreign_ddt"]},
        "absent": {"notification_id": 0},
    }


def offers(world: World) -> dict[str, dict[str, object]]:
    """The catalogue belongs to nobody: two published offers, and a draft that only the staff sees."""
    return {
        "own": {"slug": OfferFactory().slug},
        "other": {"slug": OfferFactory().slug},
        "draft": {"slug": OfferFactory(status=OfferStatus.DRAFT).slug},
        "absent": {"slug": "absente"},
    }


def _project(world: World, owner: str, author: str) -> Project:
    return make_project(world.organizations[owner], author=world.people[author])


def _invitation(project: Project, token: str, *, days: int) -> Invitation:
    return Invitation.objects.create(
        project=project,
        email="expert@matrice.fr",
        role=ProjectRole.ADVISER,
        token_hash=hash_secret(f"{token}" if token != "a" else f"a{project.pk}", purpose=INVITATION_PURPOSE),
        invited_by=project.created_by,
        expires_at=timezone.now() + timedelta(days=days),
    )


BUILDERS: dict[str, ObjectBuilder] = {
    "project": projects,
    "invitation": invitations,
    "invitation_link": invitation_links,
    "notification": notifications,
    "offer": offers,
}
