"""Who can help, at one stage and in one place: the State, the services of the catalogue, those who pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.organizations.enums import OrganizationKind
from mec.organizations.models import Organization
from mec.organizations.names import state_names
from mec.organizations.queries import answering_by_departement
from mec.recommendations.catalogue import current_catalogue
from mec.territories.models import Territory
from mec.territories.places import Place

_WITHOUT_PAIR = frozenset({OrganizationKind.SERVICE_REGIONAL, OrganizationKind.ANCT})


@dataclass(frozen=True)
class StateContact:
    """Who answers for the State in a département."""

    departement: Territory
    services: Sequence[Organization]
    fallback: str
    """When the département has no service of its own: whom to write to instead, as a sentence; else empty."""


@dataclass(frozen=True)
class Desk:
    """Who pays: one counter, and what it holds."""

    contact: str
    offers: Sequence[OfferFacts]


@dataclass(frozen=True)
class Orientation:
    state: Sequence[StateContact]
    engineering: Sequence[OfferFacts]
    expertise: Sequence[OfferFacts]
    funding: Sequence[Desk]


def orient(phase: str, places: tuple[Place, ...], departements: Iterable[Territory]) -> Orientation:
    """Return who can help today at a stage (empty: any) in places: only what is known to be open there.

    At most four queries, ten when the catalogue has just changed.
    """
    catalogue = current_catalogue()
    shelf = catalogue.shelf
    here = shelf.reach.surely_near(places) & ~shelf.closed(timezone.localdate())
    rows = np.flatnonzero(catalogue.sieve.serving_stage(phase) & here)
    offers = sorted(
        (catalogue.offers[int(row)] for row in rows),
        key=lambda offer: (offer.national, offer.title, offer.code),
    )
    return Orientation(
        state=[_state_contact(*line) for line in answering_by_departement(departements)],
        engineering=[offer for offer in offers if offer.need == Need.ENGINEERING],
        expertise=[offer for offer in offers if offer.need == Need.EXPERTISE],
        funding=_desks([offer for offer in offers if offer.need == Need.FUNDING]),
    )


def _state_contact(departement: Territory, services: list[Organization]) -> StateContact:
    fallback = ""
    if all(service.kind in _WITHOUT_PAIR for service in services):
        to = state_names([(departement, services)], to=True)
        last = "" if any(service.kind == OrganizationKind.ANCT for service in services) else ", à défaut à l’ANCT"
        fallback = f"Aucun référent n’est désigné ici ({departement.name}) : écrivez {to}{last}."
    return StateContact(departement, services, fallback)


def _desks(offers: list[OfferFacts]) -> list[Desk]:
    by_contact: dict[str, list[OfferFacts]] = {}
    for offer in offers:
        by_contact.setdefault(offer.contact or offer.backer, []).append(offer)
    return [Desk(contact, found) for contact, found in sorted(by_contact.items(), key=lambda desk: -len(desk[1]))]
