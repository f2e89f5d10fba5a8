"""Verbs of the catalogue."""

from mec.offers.services.catalogue import CatalogueReport, load_catalogue
from mec.offers.services.imports import Incoming, Received, end_offers, receive_offers
from mec.offers.services.writing import UnknownTopicError

__all__ = [
    "CatalogueReport",
    "Incoming",
    "Received",
    "UnknownTopicError",
    "end_offers",
    "load_catalogue",
    "receive_offers",
]
