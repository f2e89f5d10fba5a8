"""An offer, what it asks and pays, and where it comes from."""

from mec.offers.models.alerts import Alert
from mec.offers.models.backers import Backer
from mec.offers.models.eligibility import (
    Annex,
    AwardCriterion,
    Beneficiary,
    ExpenseRule,
    OfferBacker,
    OfferPhase,
    OfferSession,
    Requirement,
)
from mec.offers.models.links import LinkCheck
from mec.offers.models.moderation import Contribution, Report
from mec.offers.models.offer import Offer
from mec.offers.models.provenance import ExternalRecord, ImportRun, QualityFlag

__all__ = [
    "Alert",
    "Annex",
    "AwardCriterion",
    "Backer",
    "Beneficiary",
    "Contribution",
    "ExpenseRule",
    "ExternalRecord",
    "ImportRun",
    "LinkCheck",
    "Offer",
    "OfferBacker",
    "OfferPhase",
    "OfferSession",
    "QualityFlag",
    "Report",
    "Requirement",
]
