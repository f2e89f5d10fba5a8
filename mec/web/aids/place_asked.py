"""The link of an aid that is made for a place: the project's, or the one that the address says; else it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from mec.offers.models import Offer
from mec.offers.place_links import home_of, is_for_a_place, kinds_asked
from mec.projects.models import Project
from mec.projects.queries import project_seen_by
from mec.territories.enums import TerritoryKind
from mec.web.aids.places import NOWHERE, Candidate, Found, candidates_at, find_place
from mec.web.place_links import PlaceLink, around_place, around_project

_QUESTIONS = {
    TerritoryKind.COMMUNE: "Pour quelle commune\u00a0?",
    TerritoryKind.EPCI: "Pour quelle intercommunalité\u00a0?",
    TerritoryKind.DEPARTEMENT: "Pour quel département\u00a0?",
}
_SIZES = (TerritoryKind.COMMUNE, TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT)
"""From the smallest: each tells the next ones."""


@dataclass(frozen=True)
class PlaceAsked:
    question: str
    home: str
    """First page of the site, for who does not say where."""
    link: PlaceLink | None
    where: Found
    candidates: Sequence[Candidate]

    @property
    def error(self) -> str:
        """What is wrong with the place that was said; empty when there is none, or when it is right."""
        if self.where.candidates:
            return "Plusieurs territoires portent ce nom\u00a0: choisissez plus bas."
        if self.where.is_unknown:
            return "Aucun territoire ne porte ce nom. Essayez le code postal."
        return "" if self.link or not self.where.territory else "Ce lieu est trop grand pour ce lien\u00a0: précisez."


def place_asked(request: HttpRequest, offer: Offer) -> PlaceAsked | None:
    """Return the link for the place, or what to ask; nothing when the link is the same for everybody."""
    if not is_for_a_place(offer.url):
        return None
    smallest = min(kinds_asked(offer.url), key=_SIZES.index)
    where, link = NOWHERE, None
    project = named_project(request)
    if project and "lieu" not in request.GET:
        link = around_project(project).link(offer.url)
    if link is None:
        where = find_place(request.GET, kinds=_SIZES[: _SIZES.index(smallest) + 1], commune_first=True)
        link = around_place(where.territory).link(offer.url)
    candidates = candidates_at(where, request.GET, name="territoire")
    return PlaceAsked(_QUESTIONS[smallest], home_of(offer.url), link, where, candidates)


def named_project(request: HttpRequest) -> Project | None:
    """Return the project from which the person comes; the page is the same to who does not see it."""
    reference = request.GET.get("projet", "")
    return project_seen_by(request.user, reference) if reference and request.user.is_authenticated else None
