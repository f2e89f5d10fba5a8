"""What is found of an offer: its name before its text, and the words by which people speak of its thématiques."""

from mec.core.search.services import index_documents, rebuild_index, remove_documents
from mec.core.search.weighing import Fields, Source
from mec.offers.enums import OfferStatus
from mec.offers.models import Offer
from mec.offers.queries import published_offers, with_details
from mec.taxonomy.referential import referential

KIND = "offer"
_IMPLIED = 0.3


def index_offers(codes: list[str]) -> None:
    """Index the published ones among these offers and forget the others, in the transaction that wrote them."""
    offers = list(with_details(Offer.objects.filter(code__in=codes)))
    published = [offer for offer in offers if offer.status == OfferStatus.PUBLISHED]
    index_documents(kind=KIND, sources=[source_of(offer) for offer in published])
    remove_documents(kind=KIND, object_ids=[offer.pk for offer in offers if offer not in published])


def rebuild_offer_index() -> int:
    """Index the whole catalogue again, and return how many offers can be found: for a new list of thématiques."""
    return rebuild_index(kind=KIND, sources=map(source_of, with_details(published_offers())))


def source_of(offer: Offer) -> Source:
    """Return what the index holds of an offer that comes from `with_details`."""
    return Source(offer.pk, _fields(offer), dict.fromkeys(_expressions(offer), _IMPLIED))


def _fields(offer: Offer) -> Fields:
    return {
        "title": (f"{offer.title} {offer.short_title}", 3.0),
        "topics": (" ; ".join(sorted(topic.label for topic in offer.topics.all())), 2.0),
        "summary": (offer.summary, 1.5),
        "backer": (offer.backer.name, 1.0),
        "description": (offer.description, 1.0),
    }


def _expressions(offer: Offer) -> list[str]:
    codes = {topic.code for topic in offer.topics.all()}
    return [expression for entry in referential().topics if entry.code in codes for expression in entry.expressions]
