"""What the team of the service has to do on the catalogue: a proposal to read, an error to settle."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from mec.accounts.models import User
from mec.offers.entries import BeneficiaryEntry
from mec.offers.enums import Need, OfferKind, ReportReason
from mec.offers.queries import published_offers
from mec.offers.services import flag_offers, propose_offer, report_error
from mec.offers.written import PlainFacts, WholeFacts
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.territories.enums import TerritoryKind
from mec.territories.queries import territory_for_code

PROPOSED = uuid5(NAMESPACE_URL, "demonstration:proposition")
REPORTED = uuid5(NAMESPACE_URL, "demonstration:erreur")


def feed_curators(*, author: User) -> None:
    """Propose an invented aid of the département and report an error, once; look for doubts as each night does."""
    flag_offers()
    ardeche = territory_for_code("07", TerritoryKind.DEPARTEMENT)
    facts = WholeFacts(
        plain=PlainFacts(
            title="Restaurer un lavoir ou une fontaine avec le fonds du petit patrimoine (fictif)",
            summary="Une aide du département aux petites communes qui restaurent leur patrimoine de l’eau.",
            description="Elle paie la maçonnerie, la toiture et l’étanchéité.\n\nLes travaux n’ont pas commencé.",
            calendar_note="Un comité par trimestre.",
            rate_max=Decimal(40),
        ),
        kind=OfferKind.AID,
        need=Need.FUNDING,
        backer="Département de l’Ardèche (fictif)",
        source_name="Règlement du fonds, lu en mairie",
        national=False,
        territories=[ardeche] if ardeche else [],
        phases=[Phase.STUDY, Phase.OPERATION],
        beneficiaries=[BeneficiaryEntry(OrganizationKind.COMMUNE, population_max=3_500)],
    )
    propose_offer(facts, message="Nous l’avons eue pour la fontaine de la place.", key=PROPOSED, actor=author)
    offer = published_offers().order_by("code").first()
    if offer is not None:
        report_error(
            offer,
            reason=ReportReason.AMOUNT,
            message="Le taux a changé cette année.",
            key=REPORTED,
            actor=author,
        )
