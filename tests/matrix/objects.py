"""The kinds of objects that addresses name, each with its variants.

A builder makes its rows in the world and returns, per variant, what `reverse` needs: `own`, `other` and `absent`
always, `archived` and `deleted` for what belongs to a project, others (`state_only`…) as the kind has them.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from mec.appointments.models import Desk
from mec.appointments.queries import free_slots
from mec.core.jobs.runner import drain
from mec.core.security import hash_secret
from mec.funding.services import remove_cost_line
from mec.notifications.links import stop_address
from mec.notifications.models import Notification
from mec.offers.alerts import alert_address
from mec.offers.enums import AlertFrequency, FlagCode, OfferStatus, ReportReason
from mec.offers.models import Alert, AwardCriterion, Offer, QualityFlag, Report
from mec.offers.services import create_alert
from mec.projects.enums import EventClass, ProjectRole
from mec.projects.models import Invitation, Project, RoutingRule
from mec.projects.queries import INVITATION_PURPOSE
from mec.projects.services import (
    archive_project,
    delete_project,
    post_state_message,
    remove_partner,
    resolve_blocker,
    take_charge,
    withdraw_file,
)
from tests.factories.appointments import make_booking, make_desk
from tests.factories.documents import make_file
from tests.factories.funding import make_cost_line
from tests.factories.offers import BackerFactory, BeneficiaryFactory, OfferFactory, make_contribution
from tests.factories.projects import add_member, make_blocker, make_draft, make_partner, make_project
from tests.factories.recommendations import make_advice, make_introduction
from tests.matrix import people
from tests.matrix.personas import ObjectBuilder, World

ABSENT = "0000-0000"


def projects(world: World) -> dict[str, dict[str, object]]:
    """`own`: sent by Privas, `invited` advises it; `observed`: the same, `invited` only reads; `draft`: of Privas.

    `followed` was sent by Privas too, and the DDT has it in charge.
    """
    own = _project(world, "privas", "owner")
    add_member(own, world.people["invited"], ProjectRole.ADVISER)
    observed = _project(world, "privas", "owner")
    add_member(observed, world.people["invited"], ProjectRole.OBSERVER)
    post_state_message(own, body="Entre services", key=UUID(int=1), actor=world.people["ddt"])
    followed = _project(world, "privas", "owner")
    take_charge(followed, actor=world.people["ddt"])
    return {
        "own": {"reference": own.reference},
        "followed": {"reference": followed.reference},
        "observed": {"reference": observed.reference},
        "draft": {"reference": make_draft(world.organizations["privas"], author=world.people["owner"]).reference},
        **_put_away(world, ProjectRole.ADVISER, lambda project: {}),
        "other": {"reference": _project(world, "bettant", "foreign_owner").reference},
        "absent": {"reference": ABSENT},
    }


def members(world: World) -> dict[str, dict[str, object]]:
    """`own`: `invited`, who advises a project of Privas; `mixed`: that project with the member of another."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.ADVISER)
    adviser = own.members.get(role=ProjectRole.ADVISER)
    stranger = other.members.get()
    return {
        "own": {"reference": own.reference, "member_id": adviser.pk},
        "other": {"reference": other.reference, "member_id": stranger.pk},
        "mixed": {"reference": own.reference, "member_id": stranger.pk},
        **_put_away(
            world,
            ProjectRole.ADVISER,
            lambda project: {"member_id": project.members.get(role=ProjectRole.ADVISER).pk},
        ),
        "absent": {"reference": ABSENT, "member_id": 0},
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
        **_put_away(
            world,
            ProjectRole.OBSERVER,
            lambda project: {"invitation_id": _invitation(project, "a", days=7).pk},
        ),
        "absent": {"reference": ABSENT, "invitation_id": 0},
    }


def blockers(world: World) -> dict[str, dict[str, object]]:
    """`mixed`: the reference of one project with a blocker of another; `resolved`: lifted by the owner.

    `invited` only observes the projects of Privas.
    """
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    of_own = make_blocker(own, author=world.people["owner"])
    of_other = make_blocker(other, author=world.people["foreign_owner"])
    resolved = make_blocker(own, author=world.people["owner"])
    resolve_blocker(resolved, resolution="La commune a trouvé.", actor=world.people["owner"])
    return {
        "own": {"reference": own.reference, "blocker_id": of_own.pk},
        "resolved": {"reference": own.reference, "blocker_id": resolved.pk},
        "other": {"reference": other.reference, "blocker_id": of_other.pk},
        "mixed": {"reference": own.reference, "blocker_id": of_other.pk},
        **_put_away(
            world,
            ProjectRole.OBSERVER,
            lambda project: {"blocker_id": make_blocker(project, author=world.people["owner"]).pk},
        ),
        "absent": {"reference": ABSENT, "blocker_id": 0},
    }


def cost_lines(world: World) -> dict[str, dict[str, object]]:
    """`mixed`: the reference of one project with a line of another; `removed`: may still be restored.

    `invited` only observes the projects of Privas.
    """
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    owner = world.people["owner"]
    to_other = make_cost_line(other, author=world.people["foreign_owner"])
    removed = make_cost_line(own, author=owner)
    remove_cost_line(removed, actor=owner)
    return {
        "own": {"reference": own.reference, "line_id": make_cost_line(own, author=owner).pk},
        "removed": {"reference": own.reference, "line_id": removed.pk},
        "other": {"reference": other.reference, "line_id": to_other.pk},
        "mixed": {"reference": own.reference, "line_id": to_other.pk},
        **_put_away(world, ProjectRole.OBSERVER, lambda project: {"line_id": make_cost_line(project, author=owner).pk}),
        "absent": {"reference": ABSENT, "line_id": 0},
    }


def partners(world: World) -> dict[str, dict[str, object]]:
    """`mixed`: the reference of one project with a partner of another; `removed`: may still be restored.

    `invited` only observes the projects of Privas.
    """
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    owner = world.people["owner"]
    to_other = make_partner(other, author=world.people["foreign_owner"])
    removed = make_partner(own, author=owner)
    remove_partner(removed, actor=owner)
    return {
        "own": {"reference": own.reference, "partner_id": make_partner(own, author=owner).pk},
        "removed": {"reference": own.reference, "partner_id": removed.pk},
        "other": {"reference": other.reference, "partner_id": to_other.pk},
        "mixed": {"reference": own.reference, "partner_id": to_other.pk},
        **_put_away(
            world, ProjectRole.OBSERVER, lambda project: {"partner_id": make_partner(project, author=owner).pk}
        ),
        "absent": {"reference": ABSENT, "partner_id": 0},
    }


def stop_links(world: World) -> dict[str, dict[str, object]]:
    """Links of mails to `owner` and to `foreign_owner`: whoever holds them may stop these messages."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    tokens = {
        name: stop_address(world.people[person], project, EventClass.EXCHANGES).split("/")[-2]
        for name, person, project in (("own", "owner", own), ("other", "foreign_owner", other))
    }
    return {name: {"token": token} for name, token in {**tokens, "absent": "inconnu"}.items()}


def alert_links(world: World) -> dict[str, dict[str, object]]:
    """The links of the mails of an alert: whoever holds them may confirm it, or stop it."""
    tokens = {name: alert_address("aids:stop_alert", _alert(name)).split("/")[-2] for name in ("own", "other")}
    return {name: {"token": token} for name, token in {**tokens, "absent": "inconnu"}.items()}


def alerts(world: World) -> dict[str, dict[str, object]]:
    return {
        **{name: {"reference": _alert(name).reference} for name in ("own", "other")},
        "absent": {"reference": UUID(int=0)},
    }


def _alert(name: str) -> Alert:
    return create_alert(
        email=f"{name}@exemple.fr",
        wanted={"need": "financement"},
        title="Financement",
        frequency=AlertFrequency.DAILY,
        actor=None,
    )


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
    sent = {
        name: Notification.objects.filter(recipient=world.people[name]).latest("pk").pk
        for name in ("ddt", "foreign_ddt")
    }
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


def contributions(world: World) -> dict[str, dict[str, object]]:
    """`own`: proposed by `owner`; `other`: by `foreign_owner`; the team alone answers."""
    own, other = (make_contribution(author=world.people[name]) for name in ("owner", "foreign_owner"))
    return {
        "own": {"contribution_id": own.pk},
        "other": {"contribution_id": other.pk},
        "absent": {"contribution_id": 0},
    }


def curated_offers(world: World) -> dict[str, dict[str, object]]:
    """Two published offers, and one that was withdrawn."""
    return {
        "own": {"offer_id": OfferFactory().pk},
        "other": {"offer_id": OfferFactory().pk},
        "withdrawn": {"offer_id": OfferFactory(status=OfferStatus.WITHDRAWN).pk},
        "absent": {"offer_id": 0},
    }


def flags(world: World) -> dict[str, dict[str, object]]:
    own, other = (QualityFlag.objects.create(offer=OfferFactory(), code=FlagCode.MISSING, detail="x") for _ in "ab")
    return {"own": {"flag_id": own.pk}, "other": {"flag_id": other.pk}, "absent": {"flag_id": 0}}


def reports(world: World) -> dict[str, dict[str, object]]:
    """`own`: by `owner`; `other`: by somebody without an account."""
    own = Report.objects.create(
        offer=OfferFactory(), reason=ReportReason.OTHER, message="Faux", author=world.people["owner"]
    )
    other = Report.objects.create(offer=OfferFactory(), reason=ReportReason.EXPIRED, message="Finie")
    return {"own": {"report_id": own.pk}, "other": {"report_id": other.pk}, "absent": {"report_id": 0}}


def group_offers(world: World) -> dict[str, dict[str, object]]:
    """`own` asks a group for a population, `other` asks for none; `draft`: as `own`, for the staff alone."""
    asking = {"own": OfferFactory(), "draft": OfferFactory(status=OfferStatus.DRAFT)}
    for offer in asking.values():
        BeneficiaryFactory(offer=offer, population_min=300_000, of_group=True)
    slugs = {variant: offer.slug for variant, offer in asking.items()}
    return {
        variant: {"slug": slug}
        for variant, slug in {**slugs, "other": OfferFactory().slug, "absent": "absente"}.items()
    }


def documents(world: World) -> dict[str, dict[str, object]]:
    """`state_only`: in the State's zone of the first project; `withdrawn`: from it; `mixed`: one's with the other's."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.ADVISER)
    owner, ddt = world.people["owner"], world.people["ddt"]
    withdrawn = make_file(own, author=owner)
    withdraw_file(withdrawn, actor=owner)
    to_other = make_file(other, author=world.people["foreign_owner"])
    return {
        "own": {"reference": own.reference, "file_id": make_file(own, author=owner).pk},
        "state_only": {"reference": own.reference, "file_id": make_file(own, author=ddt, state_only=True).pk},
        "withdrawn": {"reference": own.reference, "file_id": withdrawn.pk},
        "other": {"reference": other.reference, "file_id": to_other.pk},
        "mixed": {"reference": own.reference, "file_id": to_other.pk},
        **_put_away(
            world,
            ProjectRole.ADVISER,
            lambda project: {"file_id": make_file(project, author=owner).pk},
        ),
        "absent": {"reference": ABSENT, "file_id": 0},
    }


def routing_rules(world: World) -> dict[str, dict[str, object]]:
    """`own` is a line of the table of the DDT of Ardèche, `other` of that of Ain; services without administrator."""
    lines = {
        "own": RoutingRule.objects.create(
            organization=world.organizations["ddt"], target=world.organizations["ddt"], agent=world.people["ddt"]
        ).pk,
        "other": RoutingRule.objects.create(
            organization=world.organizations["foreign_ddt"], target=world.organizations["foreign_ddt"]
        ).pk,
        "absent": 0,
    }
    return {variant: {"rule_id": pk} for variant, pk in lines.items()}


def recommendations(world: World) -> dict[str, dict[str, object]]:
    """Advice of `ddt` on `own`, that `invited` observes, and of `foreign_ddt` on `other`; `mixed`: the wrong parent."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    contact = {"contact_name": "Ana", "contact_organization": "CAUE", "contact_phone": "04 75 00 00 00"}
    to_own = make_advice(own, author=world.people["ddt"], resource_title="Guide", **contact)
    to_other = make_advice(other, author=world.people["foreign_ddt"])
    return {
        "own": {"reference": own.reference, "recommendation_id": to_own.pk},
        "other": {"reference": other.reference, "recommendation_id": to_other.pk},
        "mixed": {"reference": own.reference, "recommendation_id": to_other.pk},
        **_put_away(
            world,
            ProjectRole.OBSERVER,
            lambda project: {"recommendation_id": make_advice(project, author=world.people["ddt"]).pk},
        ),
        "absent": {"reference": ABSENT, "recommendation_id": 0},
    }


def proposed_offers(world: World) -> dict[str, dict[str, object]]:
    """A published offer on each side's project, `invited` observing `own`; `mixed`: a draft of the catalogue."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    add_member(own, world.people["invited"], ProjectRole.OBSERVER)
    slug = OfferFactory(every_topic=True).slug
    return {
        "own": {"reference": own.reference, "slug": slug},
        "other": {"reference": other.reference, "slug": slug},
        "mixed": {"reference": own.reference, "slug": OfferFactory(status=OfferStatus.DRAFT).slug},
        **_put_away(world, ProjectRole.OBSERVER, lambda project: {"slug": slug}),
        "absent": {"reference": ABSENT, "slug": slug},
    }


def compared_offers(world: World) -> dict[str, dict[str, object]]:
    """As `proposed_offers`, with a criterion by which demands are compared; `mixed`: an offer that has none."""
    found = proposed_offers(world)
    AwardCriterion.objects.create(offer=Offer.objects.get(slug=found["own"]["slug"]), position=1, title="Partenaires")
    return {**found, "mixed": {**found["own"], "slug": OfferFactory().slug}}


def introductions(world: World) -> dict[str, dict[str, object]]:
    """`own`: Privas asks Cerema, where `invited` and `expert` work; `other`: Bettant asks a service without people."""
    own, other = _project(world, "privas", "owner"), _project(world, "bettant", "foreign_owner")
    offer = OfferFactory(backer=BackerFactory(name="Cerema"), need="ingenierie", kind="service")
    asked = make_introduction(own, asker=world.people["owner"], offer=offer, to="Cerema")
    return {
        "own": {"introduction_id": asked.pk},
        "other": {"introduction_id": make_introduction(other, asker=world.people["foreign_owner"]).pk},
        "absent": {"introduction_id": 0},
    }


def desks(world: World) -> dict[str, dict[str, object]]:
    """`own` is held by the DDT of Ardèche, `other` by that of Ain."""
    own, other = _desk(world, "ddt"), _desk(world, "foreign_ddt")
    return {"own": {"desk_id": own.pk}, "other": {"desk_id": other.pk}, "absent": {"desk_id": 0}}


def desk_slots(world: World) -> dict[str, dict[str, object]]:
    """A free slot of each; `mixed`: the desk of one with a slot of the other."""
    own, other = _desk(world, "ddt"), _desk(world, "foreign_ddt")
    slots = {desk.pk: free_slots(desk)[0].pk for desk in (own, other)}
    return {
        "own": {"desk_id": own.pk, "slot_id": slots[own.pk]},
        "other": {"desk_id": other.pk, "slot_id": slots[other.pk]},
        "mixed": {"desk_id": own.pk, "slot_id": slots[other.pk]},
        "absent": {"desk_id": 0, "slot_id": 0},
    }


def bookings(world: World) -> dict[str, dict[str, object]]:
    """`own`: Privas comes to the DDT of Ardèche with a project; `other`: Bettant to that of Ain, without any."""
    privas, bettant = world.organizations["privas"], world.organizations["bettant"]
    owner, foreign_owner = world.people["owner"], world.people["foreign_owner"]
    project = _project(world, "privas", "owner")
    own = make_booking(_desk(world, "ddt"), actor=owner, organization=privas, project=project)
    other = make_booking(_desk(world, "foreign_ddt"), actor=foreign_owner, organization=bettant)
    absent = UUID(int=0)
    return {
        name: {"reference": reference}
        for name, reference in (("own", own.reference), ("other", other.reference), ("absent", absent))
    }


def _desk(world: World, name: str) -> Desk:
    """A desk whose slots are on a day of their own: the same host may hold several in one test."""
    return make_desk(world.organizations[name], host=world.people[name], days=Desk.objects.count() + 1)


def _put_away(
    world: World, role: ProjectRole, child: Callable[[Project], dict[str, object]]
) -> dict[str, dict[str, object]]:
    """Return `archived` and `deleted`: projects of Privas with what `child` makes on them, `invited` in that role."""
    found = {}
    for variant, put_away in (("archived", archive_project), ("deleted", delete_project)):
        project = _project(world, "privas", "owner")
        add_member(project, world.people["invited"], role)
        found[variant] = {"reference": project.reference} | child(project)
        put_away(project, reason="Doublon", actor=world.people["owner"])
    return found


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
    "document": documents,
    "invitation": invitations,
    "member": members,
    "invitation_link": invitation_links,
    "notification": notifications,
    "blocker": blockers,
    "cost_line": cost_lines,
    "partner": partners,
    "stop_link": stop_links,
    "alert_link": alert_links,
    "alert": alerts,
    "offer": offers,
    "contribution": contributions,
    "curated_offer": curated_offers,
    "flag": flags,
    "report": reports,
    "group_offer": group_offers,
    "routing_rule": routing_rules,
    **people.BUILDERS,
    "recommendation": recommendations,
    "compared_offer": compared_offers,
    "proposed_offer": proposed_offers,
    "introduction": introductions,
    "desk": desks,
    "desk_slot": desk_slots,
    "booking": bookings,
}
