"""Verbs of the catalogue."""

from mec.offers.services.catalogue import CatalogueReport, load_catalogue
from mec.offers.services.flags import flag_offers
from mec.offers.services.links import check_links, plan_checks
from mec.offers.services.writing import UnknownTopicError

__all__ = [
    "CatalogueReport",
    "UnknownTopicError",
    "check_links",
    "flag_offers",
    "load_catalogue",
    "plan_checks",
]
