"""Where the measured pages are, and the sessions of those who open them."""

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.urls import reverse

from bench.pages import PAGES, Page
from mec.accounts.models import User
from mec.core.jobs.runner import drain

PREPARATION = ("territories", "catalogue", "demo")


def fill_database() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for command in PREPARATION:
        call_command(command)
    drain()


def addresses() -> dict[str, tuple[str, str]]:
    """Return name → (path, cookie) of the pages. Raises NoReverseMatch or User.DoesNotExist for one that is gone."""
    return {page.name: (path_of(page), cookie_of(page.email)) for page in PAGES}


def path_of(page: Page) -> str:
    path = reverse(page.route, kwargs=page.kwargs())
    return f"{path}?{page.query}" if page.query else path


def cookie_of(email: str) -> str:
    """Return the cookie of an open session, as signing in would give it."""
    if not email:
        return ""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
