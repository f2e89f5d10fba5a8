"""What a project of the demonstration costs, and with whom it is done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from mec.funding.services import Cost, add_cost_line
from mec.projects.enums import PartnerKind, PartnerRole
from mec.projects.models import Project
from mec.projects.services import PartnerContent, add_partner
from mec.taxonomy.enums import ExpenseKind

COSTS = (
    Cost("Étude thermique et diagnostic de la toiture", ExpenseKind.STUDIES, Decimal("18500.00"), "Devis de mars"),
    Cost("Maîtrise d’œuvre", ExpenseKind.PROJECT_MANAGEMENT, Decimal("36000.00")),
    Cost("Isolation des murs et de la toiture", ExpenseKind.WORKS, Decimal("287450.50"), "Estimation de l’audit"),
    Cost("Chaudière à granulés", ExpenseKind.EQUIPMENT, Decimal("64200.00")),
)
"""Together a little less than the cost of the sheet: the page says so."""
PARTNERS = (
    PartnerContent(
        name="Association des parents d’élèves",
        kind=PartnerKind.ASSOCIATION,
        role=PartnerRole.USER,
        commitment="Dit ce qu’il faut aux enfants pendant les travaux, et relit les plans de la cour.",
        contact_name="Inès Vidal",
        contact_email="ines.vidal@parents-tilleuls.demo",
    ),
    PartnerContent(
        name="Syndicat départemental d’énergies",
        kind=PartnerKind.ADMINISTRATION,
        role=PartnerRole.CONTRIBUTOR,
        commitment="Suit les consommations pendant trois hivers, sans frais pour la commune.",
    ),
)


def cost_and_share(project: Project, *, author: Any, key: Callable[[str], UUID]) -> None:
    """Write the costs and the partners of a project; `key` makes one from a name."""
    for cost in COSTS:
        add_cost_line(project, cost=cost, key=key(f"{project.pk}-{cost.label}"), actor=author)
    for partner in PARTNERS:
        add_partner(project, content=partner, key=key(f"{project.pk}-{partner.name}"), actor=author)
