"""Who may read what of the catalogue, propose to it, and keep it."""

from typing import Any

from django.db.models import Model

from mec.core.access import can, rule
from mec.offers.enums import Permission
from mec.offers.models import Contribution, Report


def anyone(user: Any, subject: Model) -> bool:
    return True


@rule(Permission.PROPOSE)
def has_account(user: Any, subject: Any) -> bool:
    return user.pk is not None


@rule(Permission.CURATE)
@rule(Permission.VIEW_CONTRIBUTION)
def is_of_the_team(user: Any, subject: Any) -> bool:
    return bool(user.is_staff)


@rule(Permission.VIEW_CONTRIBUTION)
def proposed_it(user: Any, contribution: Contribution) -> bool:
    return bool(contribution.author_id == user.pk)


def curates(user: Any, subject: Model) -> bool:
    """Who reads what the journal keeps for the team."""
    return can(user, Permission.CURATE, subject)


def reads_journal_of_contribution(user: Any, contribution: Contribution) -> bool:
    return can(user, Permission.VIEW_CONTRIBUTION, contribution)


def reads_journal_of_report(user: Any, report: Report) -> bool:
    return report.author_id == user.pk or can(user, Permission.CURATE, report)
