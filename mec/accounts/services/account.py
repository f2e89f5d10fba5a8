from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mec.accounts.enums import EntryAudience, Permission, Verb
from mec.accounts.models import User
from mec.core.access import require
from mec.core.journal.services import record


@transaction.atomic
def accept_terms(*, first_name: str, last_name: str, actor: User) -> None:
    """Keep the person's name, and that they accepted today's terms; the journal keeps each version they accepted."""
    require(actor, Permission.EDIT, actor)
    actor.first_name, actor.last_name = first_name, last_name
    actor.terms_version, actor.terms_accepted_at = settings.TERMS_VERSION, timezone.now()
    actor.save(update_fields=["first_name", "last_name", "terms_version", "terms_accepted_at"])
    record(actor, Verb.TERMS_ACCEPTED, actor, audience=EntryAudience.HOLDER, data={"version": actor.terms_version})


@transaction.atomic
def rename_account(account: User, *, first_name: str, last_name: str, actor: User) -> None:
    require(actor, Permission.EDIT, account)
    before = account.get_full_name()
    account.first_name, account.last_name = first_name, last_name
    if account.get_full_name() == before:
        return
    account.save(update_fields=["first_name", "last_name"])
    record(actor, Verb.RENAMED, account, audience=EntryAudience.HOLDER)


@transaction.atomic
def end_sessions(account: User, *, actor: User) -> None:
    """Close the account's sessions in every browser; a page keeps its own with `update_session_auth_hash`."""
    require(actor, Permission.EDIT, account)
    _renew_session_key(account)
    record(actor, Verb.SESSIONS_ENDED, account, audience=EntryAudience.HOLDER)


@transaction.atomic
def deactivate_account(account: User, *, reason: str, actor: User) -> None:
    """Close the account: its open sessions, links and codes are refused from the next request on."""
    require(actor, Permission.MANAGE, account)
    if not account.is_active:
        return
    account.is_active = False
    account.save(update_fields=["is_active"])
    _renew_session_key(account)
    record(actor, Verb.DEACTIVATED, account, audience=EntryAudience.HOLDER, reason=reason)


@transaction.atomic
def reactivate_account(account: User, *, reason: str, actor: User) -> None:
    """Open the account again; sessions from before stay closed."""
    require(actor, Permission.MANAGE, account)
    if account.is_active:
        return
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor, Verb.REACTIVATED, account, audience=EntryAudience.HOLDER, reason=reason)


@transaction.atomic
def set_staff(account: User, *, staff: bool) -> bool:
    """Let the account into the service's team, or out of it; return whether anything changed.

    For whoever holds the server: no page gives this right, nobody is the actor, the journal tells the account's holder.
    """
    if account.is_staff == staff:
        return False
    account.is_staff = staff
    account.save(update_fields=["is_staff"])
    record(None, Verb.STAFF_ADDED if staff else Verb.STAFF_REMOVED, account, audience=EntryAudience.HOLDER)
    return True


def _renew_session_key(account: User) -> None:
    # Django ties sessions to the password's column. Nobody has a password here: the column holds a random mark,
    # and a new mark ends them all, including those of an account that is opened again later.
    account.set_unusable_password()
    account.save(update_fields=["password"])
