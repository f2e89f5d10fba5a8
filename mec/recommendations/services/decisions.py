"""The collectivité says what it does with a proposal; each refusal has its reason, and can be taken back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from mec.core.access import require
from mec.core.db import StaleVersionError, locked, save_version
from mec.core.journal.services import record
from mec.offers.enums import ReportReason
from mec.offers.models import Offer
from mec.offers.services import HiddenOfferError, report_error
from mec.projects.enums import EntryAudience
from mec.projects.models import Project
from mec.projects.queries import acting_organization
from mec.recommendations.enums import Permission, RecommendationState, RefusalReason, Source, Verb
from mec.recommendations.lines import Reason
from mec.recommendations.models import Recommendation

_WRONG: Mapping[str, ReportReason] = {
    RefusalReason.EXPIRED: ReportReason.EXPIRED,
    RefusalReason.TERRITORY: ReportReason.TERRITORY,
}
"""Refusals that say that the sheet is wrong, and what the team that keeps it is told."""
_REPORTS = UUID("6f0d3f0e-1d0c-4d6d-9a55-6a3f3b1b7c52")


class RefusalWithoutReasonError(Exception):
    """A refusal says why; "une autre raison" says which one."""


@dataclass(frozen=True)
class Decision:
    state: str
    """Code of `RecommendationState`; "a_etudier" takes back what was said before."""
    refusal: str = ""
    refusal_text: str = ""
    note: str | None = None
    """A word for the team, signed by who decides; empty, it is taken away; without one, what is there stays."""


@dataclass(frozen=True)
class Shown:
    """What the matching said of the offer when the person answered."""

    reasons: Sequence[Reason]
    weights_version: int | None


@transaction.atomic
def decide(recommendation: Recommendation, *, decision: Decision, expected_version: int, actor: Any) -> None:
    """Write what becomes of a proposal; the same decision again changes nothing.

    Raises RefusalWithoutReasonError; StaleVersionError when somebody decided otherwise since `expected_version`, or
    when the advice was withdrawn.
    """
    require(actor, Permission.DECIDE, recommendation.project)
    values = _values(decision)
    current = locked(Recommendation.objects.filter(pk=recommendation.pk)).get()
    decided = any(getattr(current, name) != value for name, value in values.items())
    note = current.note if decision.note is None else decision.note.strip()
    noted = note != current.note
    if not decided and not noted:
        return
    if current.withdrawn_at:
        raise StaleVersionError
    before = current.state
    if decided:
        values |= {"decided_by": actor, "decided_at": timezone.now()}
    if noted:
        signed = {"note_by": actor, "note_at": timezone.now()} if note else {"note_by": None, "note_at": None}
        values |= {"note": note} | signed
    save_version(recommendation, expected=expected_version, **values)
    record(
        actor,
        Verb.DECIDED,
        recommendation,
        subject=recommendation.project,
        audience=EntryAudience.MEMBERS,
        behalf=acting_organization(actor, recommendation.project),
        from_state=before,
        to_state=decision.state,
        data={
            "what": str(recommendation),
            "refusal": values["refusal"],
            "refusal_text": values["refusal_text"],
            **({"note": values["note"]} if noted else {}),
        },
    )
    _tell_editors(recommendation, values, actor)


@transaction.atomic
def decide_offer(
    project: Project, offer: Offer, *, decision: Decision, shown: Shown, expected_version: int, actor: Any
) -> Recommendation:
    """Write what becomes of an offer that the matching proposed, and what it said of it.

    `expected_version` is 0 for an offer that nobody had answered. Raises as `decide`.
    """
    require(actor, Permission.DECIDE, project)
    locked(Project.objects.filter(pk=project.pk)).get()
    row = project.recommendations.filter(offer=offer).first()
    if row is None:
        row = Recommendation.objects.create(project=project, offer=offer, need=offer.need, source=Source.COMPUTED)
        expected_version = row.version if expected_version == 0 else expected_version
    decide(row, decision=decision, expected_version=expected_version, actor=actor)
    Recommendation.objects.filter(pk=row.pk).update(
        reasons=[asdict(reason) for reason in shown.reasons], weights_version=shown.weights_version
    )
    return row


def _tell_editors(recommendation: Recommendation, values: Mapping[str, Any], actor: Any) -> None:
    """Report what the refusal says is wrong with the sheet, once for each proposal and reason."""
    offer, reason = recommendation.offer, _WRONG.get(values["refusal"])
    if reason is None or offer is None:
        return
    key = uuid5(_REPORTS, f"{recommendation.pk}:{reason}")
    with suppress(HiddenOfferError):
        report_error(offer, reason=reason, message=values["refusal_text"], key=key, actor=actor)


def _values(decision: Decision) -> dict[str, Any]:
    if decision.state != RecommendationState.NOT_APPLICABLE:
        return {"state": decision.state, "refusal": "", "refusal_text": ""}
    text = decision.refusal_text.strip()
    if not decision.refusal or (decision.refusal == RefusalReason.OTHER and not text):
        raise RefusalWithoutReasonError
    return {"state": decision.state, "refusal": decision.refusal, "refusal_text": text}
