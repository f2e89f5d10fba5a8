"""What is found of an offer: its words, and what it means in the thesaurus's terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mec.core.search.services import index_documents, rebuild_index, remove_documents
from mec.core.search.weighing import Fields, Source
from mec.core.text import plain_text
from mec.offers.enums import OfferStatus
from mec.offers.models import Offer
from mec.offers.queries import published_offers, with_details
from mec.taxonomy.thesaurus import thesaurus, topic_term, weighed_concepts

KIND = "offer"
DECLARED_WEIGHT = 2.5
"""Of a thématique that the offer declares, where a mention in its description counts 1."""


@dataclass(frozen=True)
class OfferText:
    """What is read of an offer, wherever it comes from; HTML is read without its tags."""

    title: str
    summary: str = ""
    description: str = ""
    eligibility: str = ""
    examples: str = ""
    backer: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)
    """Declared thématiques: code → label."""


def index_offers(codes: list[str]) -> None:
    """Index the published ones among these offers and forget the others, in the transaction that wrote them."""
    offers = list(with_details(Offer.objects.filter(code__in=codes)))
    published = [offer for offer in offers if offer.status == OfferStatus.PUBLISHED]
    index_documents(kind=KIND, sources=[source_of(offer.pk, text_of(offer)) for offer in published])
    remove_documents(kind=KIND, object_ids=[offer.pk for offer in offers if offer not in published])


def rebuild_offer_index() -> int:
    """Index the whole catalogue again, and return how many offers can be found: for a new list of thématiques."""
    offers = with_details(published_offers())
    return rebuild_index(kind=KIND, sources=(source_of(offer.pk, text_of(offer)) for offer in offers))


def text_of(offer: Offer) -> OfferText:
    """Return what is read of an offer that comes from `with_details`."""
    return OfferText(
        title=f"{offer.title} {offer.short_title}".strip(),
        summary=offer.summary,
        description=offer.description,
        eligibility=offer.eligibility,
        examples=offer.examples,
        backer=offer.backer.name,
        topics={topic.code: topic.label for topic in offer.topics.all()},
    )


def source_of(object_id: int, text: OfferText) -> Source:
    return Source(object_id, _fields(text), _meaning(text))


def _fields(text: OfferText) -> Fields:
    return {
        "title": (plain_text(text.title), 3.0),
        "topics": (" ; ".join(sorted(text.topics.values())), 2.0),
        "summary": (plain_text(text.summary), 1.0),
        "description": (plain_text(text.description), 1.0),
        "eligibility": (plain_text(text.eligibility), 1.0),
        "examples": (plain_text(text.examples), 1.0),
        "backer": (text.backer, 1.0),
    }


def _meaning(text: OfferText) -> dict[str, float]:
    """Return the terms of the thesaurus that the offer speaks of, those of its declared thématiques included."""
    read = weighed_concepts(
        (
            (plain_text(text.title), 3.0),
            (plain_text(text.summary), 1.0),
            (plain_text(text.description), 1.0),
            (plain_text(text.eligibility), 0.3),
            (plain_text(text.examples), 0.3),
        )
    )
    terms = thesaurus().terms(read)
    for code in text.topics:
        term = topic_term(code)
        terms[term] = terms.get(term, 0.0) + DECLARED_WEIGHT
    return {term: weight for term, weight in terms.items() if weight >= _LEAST}


_LEAST = 0.01
"""The index counts in hundredths."""
