"""What the process learns from its environment, before Django is set up."""

import secrets
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

MODES = ("embedded", "production")
SHORTEST_SECRET = 50


def is_production(mode: str) -> bool:
    """Say whether MEC_ENV asks for production. Raises ImproperlyConfigured for a word that is neither of the two."""
    if mode not in MODES:
        raise ImproperlyConfigured(
            f"MEC_ENV vaut « {mode} » : écrivez production, ou embedded pour une démonstration sur cette machine."
        )
    return mode == "production"


def embedded_secret(data_dir: Path) -> str:
    """Return this laptop's secret key, made at the first start and kept under the data directory."""
    path = data_dir / "secret.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def require_production_ready(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured, saying in French all that these Django settings lack to run in production."""
    demands = [sentence for lacks, sentence in _DEMANDS if lacks(settings)]
    if demands:
        raise ImproperlyConfigured(" ".join(demands))


def _sends_no_mail(settings: Mapping[str, Any]) -> bool:
    return not settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend") or not settings["EMAIL_HOST"]


def _has_no_sender(settings: Mapping[str, Any]) -> bool:
    _, address = parseaddr(settings["DEFAULT_FROM_EMAIL"])
    return "@" not in address or address.endswith(".invalid")


_DEMANDS: tuple[tuple[Callable[[Mapping[str, Any]], bool], str], ...] = (
    (
        lambda settings: len(settings["SECRET_KEY"]) < SHORTEST_SECRET,
        f"MEC_SECRET_KEY doit compter au moins {SHORTEST_SECRET} caractères tirés au hasard.",
    ),
    (
        lambda settings: not settings["HTTPS"],
        "MEC_SITE_URL doit commencer par https://.",
    ),
    (
        lambda settings: settings["DEMO"],
        "MEC_DEMO ne peut pas être true : la démonstration connecte n’importe qui.",
    ),
    (
        lambda settings: not settings["DATABASES"]["default"]["ENGINE"].endswith("postgresql"),
        "DATABASE_URL doit désigner une base PostgreSQL.",
    ),
    (
        _sends_no_mail,
        "MEC_EMAIL_URL doit désigner un serveur de courriels, car personne ne se connecte sans courriel.",
    ),
    (
        _has_no_sender,
        "MEC_FROM_EMAIL doit donner l’adresse qui envoie les courriels.",
    ),
    (
        lambda settings: not settings["HOSTING"].strip(),
        "MEC_HOSTING doit donner le nom, l’adresse et le téléphone de l’hébergeur, que la loi demande d’afficher.",
    ),
)
"""What production must not lack, in the order of docs/exploitation.md."""
