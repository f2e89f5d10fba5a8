"""Verbs of the catalogue."""

from mec.offers.services.catalogue import CatalogueReport, load_catalogue
from mec.offers.services.writing import UnknownTopicError

__all__ = ["CatalogueReport", "UnknownTopicError", "load_catalogue"]
