from datetime import date
from uuid import uuid4

import factory

from mec.offers.entries import BeneficiaryEntry
from mec.offers.enums import Need, OfferKind, OfferStatus
from mec.offers.models import Backer, Beneficiary, Offer, OfferPhase, Requirement
from mec.offers.services import propose_offer
from mec.offers.written import PlainFacts, WholeFacts


class BackerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Backer

    code = factory.Sequence(lambda n: f"porteur-{n}")
    name = factory.Sequence(lambda n: f"Porteur {n}")


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offer

    code = factory.Sequence(lambda n: f"offre-{n}")
    slug = factory.Sequence(lambda n: f"offre-{n}")
    kind = OfferKind.AID
    need = Need.FUNDING
    status = OfferStatus.PUBLISHED
    title = factory.Sequence(lambda n: f"Offre {n:06}")
    backer = factory.SubFactory(BackerFactory)
    summary = "Une aide pour essayer."
    url = "https://exemple.fr/offre"
    national = True
    source_name = "Texte d’essai"
    source_date = date(2026, 11, 2)


class OfferPhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferPhase

    offer = factory.SubFactory(OfferFactory)
    phase = "etude"


class BeneficiaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Beneficiary

    offer = factory.SubFactory(OfferFactory)
    kind = "commune"


class RequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Requirement

    offer = factory.SubFactory(OfferFactory)
    position = factory.Sequence(lambda n: n)
    sentence = "La commune est lauréate."
    question = "Êtes-vous lauréate ?"


def whole_facts(*, plain=None, **values):
    """What somebody writes of an aid that the catalogue lacks."""
    plain = {
        "title": "Restaurer un lavoir avec le fonds du patrimoine",
        "summary": "Une aide aux communes qui restaurent leur lavoir.",
        "description": "Elle paie la toiture et le bassin.",
        "url": "https://patrimoine.exemple.fr/lavoirs",
        "rate_max": 50,
    } | (plain or {})
    facts = {
        "kind": OfferKind.AID,
        "need": Need.FUNDING,
        "backer": "Fonds du patrimoine",
        "source_name": "Règlement du fonds",
        "beneficiaries": [BeneficiaryEntry("commune", population_max=2000)],
    } | values
    return WholeFacts(plain=PlainFacts(**plain), **facts)


def make_contribution(*, author, message="", **values):
    return propose_offer(whole_facts(**values), message=message, key=uuid4(), actor=author)
