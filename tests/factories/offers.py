from datetime import date

import factory

from mec.offers.enums import Need, OfferKind, OfferStatus
from mec.offers.models import Backer, Beneficiary, Offer, OfferPhase, Requirement


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
    title = factory.Sequence(lambda n: f"Offre {n}")
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
