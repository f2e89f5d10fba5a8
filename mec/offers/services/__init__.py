"""Verbs of the catalogue."""

from mec.offers.services.alerts import (
    TooManyAlertsError,
    confirm_alert,
    create_alert,
    due_alerts,
    purge_alerts,
    send_alert,
    stop_alert,
)
from mec.offers.services.catalogue import CatalogueReport, load_catalogue
from mec.offers.services.contributing import (
    WAITING_AT_MOST,
    HiddenOfferError,
    TooManyContributionsError,
    propose_offer,
    report_error,
)
from mec.offers.services.curating import (
    ContributionClosedError,
    NoReasonError,
    SameOfferError,
    StaleOfferError,
    StatusError,
    close_report,
    correct_offer,
    mark_duplicate,
    publish_contribution,
    publish_offer,
    refuse_contribution,
    revise_contribution,
    settle_flag,
    withdraw_offer,
)
from mec.offers.services.flags import flag_offers
from mec.offers.services.imports import Incoming, Received, end_offers, receive_offers
from mec.offers.services.links import check_links, plan_checks
from mec.offers.services.writing import UnknownTopicError

__all__ = [
    "WAITING_AT_MOST",
    "CatalogueReport",
    "ContributionClosedError",
    "HiddenOfferError",
    "Incoming",
    "NoReasonError",
    "Received",
    "SameOfferError",
    "StaleOfferError",
    "StatusError",
    "TooManyAlertsError",
    "TooManyContributionsError",
    "UnknownTopicError",
    "check_links",
    "close_report",
    "confirm_alert",
    "correct_offer",
    "create_alert",
    "due_alerts",
    "end_offers",
    "flag_offers",
    "load_catalogue",
    "mark_duplicate",
    "plan_checks",
    "propose_offer",
    "publish_contribution",
    "publish_offer",
    "purge_alerts",
    "receive_offers",
    "refuse_contribution",
    "report_error",
    "revise_contribution",
    "send_alert",
    "settle_flag",
    "stop_alert",
    "withdraw_offer",
]
