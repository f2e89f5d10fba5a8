"""A person advises the collectivité: their words, an offer or a resource, somebody to call, a date."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import StaleVersionError, locked, save_version
from mec.core.journal.services import record
from mec.offers.models import Offer
from mec.projects.enums import EntryAudience
from mec.projects.models import Project
from mec.projects.queries import acting_organization
from mec.recommendations.enums import Permission, RecommendationState, Source, Verb
from mec.recommendations.models import Recommendation


class EmptyAdviceError(Exception):
    """An advice says something, at least in a few words."""


class AlreadyAdvisedError(Exception):
    """Somebody already advised this offer; `recommendation` says who."""

    def __init__(self, recommendation: Recommendation) -> None:
        super().__init__(str(recommendation))
        self.recommendation = recommendation


@dataclass(frozen=True)
class AdviceContent:
    message: str
    need: str
    """Code of `Need`; that of the offer when there is one."""
    resource_title: str = ""
    resource_url: str = ""
    contact_name: str = ""
    contact_organization: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    due_on: date | None = None


@transaction.atomic
def advise(
    project: Project, *, content: AdviceContent, offer: Offer | None = None, key: UUID, actor: Any
) -> Recommendation:
    """Sign an advice, once per `key`. An offer that the matching proposed, or that was refused, comes back with it.

    Raises EmptyAdviceError; AlreadyAdvisedError when a person already advised the offer.
    """
    require(actor, Permission.RECOMMEND, project)
    if not content.message.strip():
        raise EmptyAdviceError
    locked(Project.objects.filter(pk=project.pk)).get()
    sent = project.recommendations.filter(author=actor, key=key).first()
    if sent:
        return sent
    row = _line_of(project, offer)
    before = row.state if row.pk else ""
    organization = acting_organization(actor, project)
    _write(row, content)
    row.source, row.author, row.organization, row.key = Source.HUMAN, actor, organization, key
    row.advised_at = timezone.now()
    if row.state == RecommendationState.NOT_APPLICABLE:
        row.state, row.refusal, row.refusal_text = RecommendationState.TO_STUDY, "", ""
    row.save()
    record(
        actor,
        Verb.ADVISED,
        row,
        subject=project,
        audience=EntryAudience.MEMBERS,
        behalf=organization,
        from_state=before,
        to_state=row.state,
        data={"what": str(row)},
    )
    return row


@transaction.atomic
def edit_advice(recommendation: Recommendation, *, expected_version: int, content: AdviceContent, actor: Any) -> None:
    """Rewrite one's own advice; the offer stays. Raises EmptyAdviceError, StaleVersionError."""
    require(actor, Permission.CHANGE_ADVICE, recommendation)
    if not content.message.strip():
        raise EmptyAdviceError
    current = locked(Recommendation.objects.filter(pk=recommendation.pk)).get()
    if not current.is_given:
        raise StaleVersionError
    before = {name: getattr(current, name) for name in _columns(content, current.offer)}
    values = _columns(content, current.offer)
    if values == before:
        return
    save_version(recommendation, expected=expected_version, **values)
    changes = {name: [before[name], values[name]] for name in values if before[name] != values[name]}
    _tell(Verb.ADVICE_EDITED, recommendation, actor, {"changes": changes})


@transaction.atomic
def withdraw_advice(recommendation: Recommendation, *, actor: Any) -> None:
    """Take one's own advice back; said twice, it is done once. An offer goes back to what the matching says of it."""
    require(actor, Permission.CHANGE_ADVICE, recommendation)
    current = locked(Recommendation.objects.filter(pk=recommendation.pk)).get()
    if not current.is_given:
        return
    _tell(Verb.ADVICE_WITHDRAWN, current, actor, {"message": current.message})
    if current.offer_id is None:
        current.withdrawn_at = timezone.now()
    else:
        _write(current, AdviceContent(message="", need=current.need))
        current.source, current.author, current.organization = Source.COMPUTED, None, None
        current.key = current.advised_at = None
    current.version += 1
    current.save()


def _line_of(project: Project, offer: Offer | None) -> Recommendation:
    known = project.recommendations.filter(offer=offer).select_related("author").first() if offer else None
    if known and known.is_human:
        raise AlreadyAdvisedError(known)
    if known:
        known.version += 1
    return known or Recommendation(project=project, offer=offer)


def _write(row: Recommendation, content: AdviceContent) -> None:
    for name, value in _columns(content, row.offer).items():
        setattr(row, name, value)


def _columns(content: AdviceContent, offer: Offer | None) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(content).items()}
    return values | ({"need": offer.need} if offer else {})


def _tell(verb: Verb, recommendation: Recommendation, actor: Any, data: dict[str, Any]) -> None:
    record(
        actor,
        verb,
        recommendation,
        subject=recommendation.project,
        audience=EntryAudience.MEMBERS,
        behalf=recommendation.organization,
        data={"what": str(recommendation), **data},
    )
