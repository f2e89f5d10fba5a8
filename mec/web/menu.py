"""The menu, the account's links, the footer and the site map: who sees what, in one list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from mec.notifications.queries import unread_count
from mec.organizations.queries import scope_of

SECTIONS = {
    "account": "Mon compte",
    "aids": "Aides",
    "moderation": "Catalogue",
    "projects": "Projets",
    "state": "Pilotage",
    "organizations": "Organisations",
    "appointments": "Rendez-vous",
    "assistance": "Assistance",
    "demo": "Démonstration",
}
PUBLIC_SECTION = "Le service"
"""The section of a page, in its title, by URL namespace."""


@dataclass(frozen=True)
class Viewer:
    """What the menu needs to know of the person."""

    signed_in: bool
    in_state: bool
    in_state_only: bool = False
    """Acts for no collectivité besides."""
    staff: bool = False


def anyone(viewer: Viewer) -> bool:
    return True


def visitor(viewer: Viewer) -> bool:
    return not viewer.signed_in


def signed_in(viewer: Viewer) -> bool:
    return viewer.signed_in


def state_agent(viewer: Viewer) -> bool:
    return viewer.in_state


def may_carry(viewer: Viewer) -> bool:
    return not viewer.in_state_only


def service_team(viewer: Viewer) -> bool:
    return viewer.staff


@dataclass(frozen=True)
class Entry:
    label: str
    name: str
    """URL name, of a page without parameters."""
    shown_to: Callable[[Viewer], bool]


MENU = (
    Entry("Accueil", "public:home", visitor),
    Entry("À traiter", "state:inbox", state_agent),
    Entry("Projets de mon territoire", "state:board", state_agent),
    Entry("Routage", "state:routing", state_agent),
    Entry("Mes projets", "projects:list", signed_in),
    Entry("Démarrer un projet", "projects:new", may_carry),
    Entry("Trouver une aide", "aids:list", anyone),
    Entry("Qui peut m’aider ?", "aids:orientation", anyone),
    Entry("Gérer le catalogue", "moderation:offers", service_team),
    Entry("Assistance", "assistance:start", service_team),
)
DEMO = (
    Entry("Changer de personnage", "demo:people", anyone),
    Entry("Lire les courriels partis", "demo:mails", anyone),
)
"""In the banner of the demonstration."""
ACCOUNT = (
    Entry("Notifications", "account:notifications", signed_in),
    Entry("Mon compte", "account:profile", signed_in),
)
PEOPLE = (
    Entry("Mes organisations", "organizations:list", signed_in),
    Entry("Rejoindre une organisation", "organizations:join", signed_in),
    Entry("Déclarer une organisation", "organizations:declare", signed_in),
    Entry("Demandes de rattachement", "organizations:requests", signed_in),
    Entry("Absences et suppléances", "organizations:absences", signed_in),
)
"""Reached from the account; only the site map lists them all."""
MAILS = Entry("Mes courriels", "account:mails", signed_in)
"""On the site map; the pages of notifications and of the account lead to it."""
FOOTER = (
    Entry("Plan du site", "public:sitemap", anyone),
    Entry("Contact", "public:contact", anyone),
    Entry("Sigles", "public:acronyms", anyone),
    Entry("Comment les offres sont classées", "public:algorithms", anyone),
    Entry("Accessibilité : non conforme", "public:accessibility", anyone),
    Entry("Mentions légales", "public:legal_notice", anyone),
    Entry("Données personnelles", "public:privacy", anyone),
    Entry("Conditions d’utilisation", "public:terms", anyone),
    Entry("État du service", "public:health", anyone),
)
CATALOGUE = (
    Entry("Propositions à relire", "moderation:contributions", service_team),
    Entry("Erreurs signalées", "moderation:reports", service_team),
    Entry("Anomalies du catalogue", "moderation:flags", service_team),
    Entry("Imports", "moderation:runs", service_team),
)
"""Reached from the tabs of the catalogue; only the site map lists them all."""
SEARCH = "projects:search"
SITE_MAP = (
    (
        "Le service",
        (
            Entry("Accueil", "public:home", anyone),
            *MENU[1:],
            Entry("Rechercher un projet", SEARCH, signed_in),
            Entry("Ouvrir un projet par sa référence", "projects:open", signed_in),
            Entry("Trouver un service", "aids:services", anyone),
            Entry("Les échéances des aides", "aids:deadlines", anyone),
            Entry("Recevoir les nouvelles aides par courriel", "aids:new_alert", anyone),
            Entry("Mes alertes sur les aides", "aids:alerts", signed_in),
            Entry("Montrer des aides sur votre site", "aids:embed", anyone),
            Entry("Proposer une aide", "aids:contribute", signed_in),
            Entry("Mes propositions d’aides", "aids:contributions", signed_in),
            Entry("Mises en relation reçues", "projects:introductions", signed_in),
            Entry("Mes rendez-vous", "appointments:mine", signed_in),
            Entry("Mes permanences", "appointments:desks", signed_in),
            Entry("Tenir une permanence", "appointments:new_desk", signed_in),
        ),
    ),
    ("Le catalogue", CATALOGUE),
    ("Mes organisations", PEOPLE),
    ("Mon compte", (Entry("Se connecter", "account:sign_in", visitor), *ACCOUNT, MAILS)),
    ("À propos", FOOTER),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """The entries of the frame for the person who looks at the page."""
    viewer = viewer_of(request)
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    return {
        "section": SECTIONS.get(namespace, PUBLIC_SECTION),
        "menu": _links(request, MENU, viewer),
        "demo_links": _links(request, DEMO, viewer) if settings.DEMO else [],
        "account_links": _links(request, ACCOUNT, viewer),
        "unread_count": unread_count(request.user) if viewer.signed_in else 0,
        "footer_links": _links(request, FOOTER, viewer),
        "sign_in_url": door("account:sign_in"),
        "sign_out_url": door("account:sign_out"),
        "support_end_url": door("assistance:end"),
        "search_url": door(SEARCH) if viewer.signed_in else "",
        "search_text": request.GET.get("q", "")[:200] if _searches(request) else "",
    }


def _searches(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.view_name == SEARCH)


def site_map(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages that this person may open without knowing of any object, each with its group."""
    viewer = viewer_of(request)
    return [{**link, "group": group} for group, entries in SITE_MAP for link in _links(request, entries, viewer)]


def viewer_of(request: HttpRequest) -> Viewer:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Viewer(signed_in=False, in_state=False)
    scope = scope_of(user)
    in_state = bool(scope.state_services)
    return Viewer(
        signed_in=True, in_state=in_state, in_state_only=in_state and not scope.collectivites, staff=user.is_staff
    )


def door(name: str) -> str:
    """Return the address of a page, or nothing where this edition of the service does not have it."""
    return _door(name, settings.ROOT_URLCONF)


@cache
def _door(name: str, urlconf: str) -> str:
    """Ask the resolver once for each page of the frame, not at every page that is shown."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


def _links(request: HttpRequest, entries: tuple[Entry, ...], viewer: Viewer) -> list[dict[str, Any]]:
    addresses = [(entry, door(entry.name)) for entry in entries if entry.shown_to(viewer)]
    section = _section_path(request, viewer)
    nearest = max((url for _, url in addresses if url and _leads_to(url, section)), key=len, default="")
    return [
        {"label": entry.label, "name": entry.name, "url": url, "current": _current(url, nearest, request.path)}
        for entry, url in addresses
        if url
    ]


def _section_path(request: HttpRequest, viewer: Viewer) -> str:
    """Return where the page stands in the menu: for an agent of the State alone, a sheet is one of the territory's."""
    match = request.resolver_match
    of_a_project = bool(match and match.namespace == "projects" and "reference" in match.kwargs)
    return door("state:board") if of_a_project and viewer.in_state_only else request.path


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _current(url: str, nearest: str, path: str) -> str:
    """Return the value of `aria-current`: the page itself, the section that it belongs to, or nothing."""
    if url == path:
        return "page"
    return "true" if url == nearest else ""
