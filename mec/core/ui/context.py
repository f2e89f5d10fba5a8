from django.conf import settings
from django.http import HttpRequest

STATE_SITES = ("info.gouv.fr", "service-public.gouv.fr", "legifrance.gouv.fr", "data.gouv.fr")
THEMES = (
    {"value": "light", "label": "Thème clair", "hint": ""},
    {"value": "dark", "label": "Thème sombre", "hint": ""},
    {"value": "system", "label": "Système", "hint": "Suit les réglages de votre appareil."},
)


def site(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows, whoever looks at it."""
    return {
        "demo": settings.DEMO,
        "contact_email": settings.CONTACT_EMAIL,
        "state_sites": STATE_SITES,
        "themes": THEMES,
        "support": getattr(request, "support", None),
    }
