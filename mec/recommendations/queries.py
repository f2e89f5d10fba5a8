"""Reads: what helps a project, what became of it, who asked whom to be put in touch."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mec.core.db import OneOf
from mec.offers.enums import Need
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Membership, Organization
from mec.organizations.queries import scope_of
from mec.projects.enums import PhaseStatus, ProjectState
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to
from mec.recommendations.catalogue import current_catalogue
from mec.recommendations.enums import OPEN_STATES, IntroductionState, RecommendationState
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.lines import Line, NeedLines, Recommendations
from mec.recommendations.matching import explained, match, needs_of_blocker
from mec.recommendations.models import Introduction, ProposalList, Recommendation
from mec.recommendations.weights import VERSION

NEW_FOR = timedelta(days=14)
"""How long a proposal is said to be new."""
HELP_SHOWN = 3
"""Lines of each kind of help on the page of a blocker."""
REACHABLE_KINDS = (
    OrganizationKind.OPERATEUR,
    OrganizationKind.ANCT,
    OrganizationKind.ADMINISTRATION_CENTRALE,
    OrganizationKind.ASSOCIATION,
    OrganizationKind.PRESTATAIRE,
)
"""The organisations that a backer of the catalogue may be, under the same name."""


def recommend(facts: ProjectFacts, *, answered: Collection[int] = frozenset()) -> Recommendations:
    """Return the published offers that can move a project, by need and by band, each with its reasons.

    `answered`: ids of the offers that people have already answered for this project. One query, or ten when the
    catalogue changed, whatever the number of offers; nothing is stored.
    """
    return match(facts, current_catalogue(), answered=answered)


def recommendations_of(project: Project) -> QuerySet[Recommendation]:
    """Return what people advised the project, or answered of what was proposed; what has a date first, then newest."""
    rows = Recommendation.objects.filter(project=project, withdrawn_at=None)
    return rows.select_related("offer__backer", "author", "organization", "decided_by", "note_by").order_by(
        F("due_on").asc(nulls_last=True), "-pk"
    )


def kept_offers(project: Project) -> list[Offer]:
    """Return the financial aids that the project keeps, advised or chosen, that nobody finished or set aside, by title.

    With what they pay and refuse to pay, and their sessions; those that are no longer in the catalogue are left out.
    """
    kept = Recommendation.objects.filter(
        project=project, withdrawn_at=None, state__in=(RecommendationState.TO_STUDY, RecommendationState.IN_PROGRESS)
    )
    offers = published_offers().filter(pk__in=kept.values("offer"), need=Need.FUNDING)
    return list(offers.prefetch_related("expense_rules", "sessions").order_by("title", "pk"))


def recommendations_ever(project: Project) -> QuerySet[Recommendation]:
    """Return likewise, those that were taken back included."""
    return Recommendation.objects.filter(project=project).select_related("offer")


def matched_projects() -> QuerySet[Project]:
    """Return those whose proposals are kept: sent, neither archived nor abandoned."""
    sent = Project.objects.filter(state=ProjectState.SUBMITTED, archived_at=None)
    return sent.exclude(phase_status=PhaseStatus.ABANDONED)


def projects_to_match(*, mark: str, wanted_before: datetime) -> QuerySet[Project]:
    """Return those of another catalogue or of other weights, those that wait, and those that keep offers; by id.

    `mark` is that of the catalogue of today; a change after `wanted_before` has its own job.
    """
    current = ProposalList.objects.filter(project=OuterRef("pk"), catalogue=mark, weights_version=VERSION).filter(
        Q(wanted_at=None) | Q(wanted_at__gte=wanted_before)
    )
    return matched_projects().filter(~Exists(current) | Exists(_kept().filter(project=OuterRef("pk")))).order_by("pk")


def _kept() -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(offer__isnull=False, withdrawn_at=None, state__in=OPEN_STATES)


@dataclass
class Settled:
    """Ids of offers that people spoke of, for one project."""

    answered: set[int] = field(default_factory=set)
    """They left the bands."""
    kept: set[int] = field(default_factory=set)
    """Advised or to be studied: whoever follows the project hears of what becomes of them."""


def settled_among(ids: Collection[int]) -> dict[int, Settled]:
    """Return what people said of offers for many projects, by id; in one query."""
    found = {pk: Settled() for pk in ids}
    rows = Recommendation.objects.filter(OneOf("project_id", found), withdrawn_at=None)
    for row in rows.only("project_id", "offer_id", "source", "state"):
        if row.offer_id and row.is_answered:
            found[row.project_id].answered.add(row.offer_id)
        if row.offer_id and row.is_open:
            found[row.project_id].kept.add(row.offer_id)
    return found


def proposals_of(project: Project) -> ProposalList | None:
    """Return what was last proposed to the project, once it was computed."""
    return ProposalList.objects.filter(project=project, computed_at__isnull=False).first()


def new_proposals(found: Recommendations, known: ProposalList | None, *, today: date) -> frozenset[int]:
    """Return the ids of the offers to study first that came in the last fortnight; none without a list before."""
    if known is None:
        return frozenset()
    since, now = (today - NEW_FOR).isoformat(), today.isoformat()
    return frozenset(line.offer.pk for line in found.first if known.came.get(str(line.offer.pk), now) >= since)


def introductions_of(project: Project) -> QuerySet[Introduction]:
    """Return what was asked for the project, the newest first."""
    return Introduction.objects.filter(project=project).order_by("-pk")


def introductions_visible_to(user: Any) -> QuerySet[Introduction]:
    """Return the requests about projects that the person sees, and those addressed to their organisations."""
    return Introduction.objects.filter(_addressed_to(user) | Q(project__in=projects_visible_to(user)))


def introductions_received(user: Any) -> QuerySet[Introduction]:
    """Return the requests addressed to the person's organisations: what they answer."""
    rows = Introduction.objects.filter(_addressed_to(user))
    return rows.select_related("project__owner", "requested_by", "from_organization", "answered_by")


def _addressed_to(user: Any) -> Q:
    return Q(to_organization__in=scope_of(user).organizations) & ~Q(project__state=ProjectState.DISCARDED)


def reachable_organization(offer: Offer, *, demo: bool) -> Organization | None:
    """Return the organisation that stands behind an offer, when it bears its backer's name and somebody acts for it.

    A fictitious organisation is reached by fictitious projects only.
    """
    people = Membership.objects.filter(organization=OuterRef("pk"), active=True, user__is_active=True)
    named = Organization.objects.filter(kind__in=REACHABLE_KINDS, name__iexact=offer.backer.name)
    return named.filter(Exists(people), **({} if demo else {"demo": False})).order_by("pk").first()


@dataclass(frozen=True)
class Refusals:
    offer: int
    refusal: str
    """Code of `RefusalReason`."""
    total: int


def refusals_by_offer() -> list[Refusals]:
    """Count why offers are set aside, by offer and reason, the fictitious projects left out."""
    refused = Recommendation.objects.filter(
        state=RecommendationState.NOT_APPLICABLE, offer__isnull=False, project__demo=False
    )
    lines = refused.order_by("offer", "refusal").values_list("offer", "refusal").annotate(total=Count("pk"))
    return [Refusals(offer, refusal, total) for offer, refusal, total in lines if offer]


def introductions_counted() -> dict[str, int]:
    """Return, by need, how many real projects were put in touch with somebody: once per project and need."""
    met = Introduction.objects.filter(answered_at__isnull=False, project__demo=False).exclude(
        state=IntroductionState.REFUSED
    )
    lines = met.order_by().values("kind").annotate(count=Count("project", distinct=True))
    return {line["kind"]: line["count"] for line in lines}


@dataclass(frozen=True)
class BlockerHelp:
    """What may lift a blocker, for one kind of help."""

    lines: NeedLines
    first: tuple[Line, ...]
    """The best of them, in the order of the bands."""


def help_for_blocker(found: Recommendations, kind: str) -> list[BlockerHelp]:
    """Keep, of a project's recommendations, the best for each need that such a blocker calls for."""
    by_need = {lines.need: lines for lines in found.needs}
    needs = [by_need[need] for need in needs_of_blocker(kind)]
    return [BlockerHelp(lines, tuple(_in_order(lines))[:HELP_SHOWN]) for lines in needs]


def _in_order(lines: NeedLines) -> list[Line]:
    return [line for _, band in lines.bands for line in band]


def line_of(facts: ProjectFacts, offer_id: int) -> Line | None:
    """Return what the matching says of one published offer for the project, wherever it ranks, "non" included."""
    catalogue = current_catalogue()
    return explained(facts, offer_id, catalogue) if offer_id in catalogue.index.rows else None
