"""Where the measured pages of a base are, and the sessions of those who open them: `python -m bench.addresses`."""

import json
from typing import Any

import django

CSRF = "b" * 32


def addresses() -> dict[str, dict[str, Any]]:
    """Return name → path, cookie and form. Raises NoReverseMatch or User.DoesNotExist for one that is gone."""
    from bench.pages import EXPORT, PAGES  # noqa: PLC0415 -- app ready

    return {
        page.name: {"path": path_of(page), "cookie": cookie_of(page.email), "form": page.form}
        for page in (*PAGES, EXPORT)
    }


def path_of(page: Any) -> str:
    from django.urls import reverse  # noqa: PLC0415 -- app ready

    path = reverse(page.route, kwargs=page.kwargs())
    return f"{path}?{page.query}" if page.query else path


def cookie_of(email: str) -> str:
    """Return the cookie of an open session, as signing in would give it."""
    from django.conf import settings  # noqa: PLC0415 -- app ready
    from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 -- app ready
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 -- app ready

    from mec.accounts.models import User  # noqa: PLC0415 -- app ready

    if not email:
        return ""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


if __name__ == "__main__":
    django.setup()
    print(json.dumps(addresses()))
