"""What people advise in the demonstration, and whom they ask to meet."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from mec.offers.enums import Need
from mec.offers.queries import published_offers
from mec.projects.models import Project
from mec.recommendations.services import AdviceContent, IntroductionRequest, advise, ask_introduction


def counsel(project: Project, *, key: UUID, adviser: Any) -> None:
    """Sign an advice with a resource, somebody to call and a date."""
    content = AdviceContent(
        message=(
            "Commencez par la toiture : c’est elle qui pèse le plus dans l’audit. Avant de choisir un maître d’œuvre, "
            "faites relire le programme par le CAUE, c’est gratuit pour une commune."
        ),
        need=Need.ENGINEERING,
        resource_title="Rénover une école : par où commencer",
        resource_url="https://www.cerema.fr/",
        contact_name="L’accueil du CAUE",
        contact_organization="CAUE de l’Ardèche",
        due_on=timezone.localdate() + timedelta(days=45),
    )
    advise(project, content=content, key=key, actor=adviser)


def seek_introductions(project: Project, *, keys: tuple[UUID, UUID], asker: Any) -> None:
    """Ask for a service that has nobody here, and for Cerema, which has, once its offer is in the catalogue."""
    by_hand = IntroductionRequest(
        kind=Need.ENGINEERING,
        to="Le CAUE de l’Ardèche",
        message="Nous voudrions un regard extérieur sur les murs avant de les acheter.",
    )
    ask_introduction(project, request=by_hand, key=keys[0], actor=asker)
    offer = published_offers().filter(code="cerema").first()
    if offer:
        message = "Pouvez-vous nous dire en une heure si ce bâtiment peut devenir un commerce ?"
        request = IntroductionRequest(kind=offer.need, to="Cerema", message=message, offer=offer)
        ask_introduction(project, request=request, key=keys[1], actor=asker)
