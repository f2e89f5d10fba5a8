"""Links that invite one address: used once, for seven days, by whoever signs in with it."""

from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from mec.core.db import locked
from mec.core.security import hash_secret, new_token

VALIDITY = timedelta(days=7)
DOUBLE_CLICK = timedelta(minutes=1)


class InvitationClosedError(Exception):
    """The invitation was used, revoked or has expired."""


class InvitationForSomeoneElseError(Exception):
    """The invitation was sent to another address than the actor's."""


class InvitationLink(models.Model):
    """What every invitation has; `accepted_by` comes with the model that extends it."""

    email = models.EmailField("adresse électronique", max_length=254)
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_closed(self) -> bool:
        return self.accepted_at is not None or self.revoked_at is not None

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


L = TypeVar("L", bound=InvitationLink)


def new_link(*, purpose: str) -> tuple[str, dict[str, Any]]:
    """Return a token, and the columns of the invitation that it opens."""
    token = new_token()
    return token, {"token_hash": hash_secret(token, purpose=purpose), "expires_at": timezone.now() + VALIDITY}


def waiting_for(invitations: models.QuerySet[L], email: str) -> models.QuerySet[L]:
    """Keep what was sent to an address and neither accepted nor revoked."""
    return invitations.filter(email=email, accepted_at=None, revoked_at=None)


def renew_link(
    invitation: models.QuerySet[L], *, valid_until: str, purpose: str, sender: Any = None
) -> tuple[L, str] | None:
    """Give one invitation a fresh link, valid for seven days again, and return it with the token of the link.

    `valid_until`, in ISO 8601, is what the person had before their eyes: if the link was renewed since, by the first
    of two clicks or by a colleague, nothing is done and nothing returned. With `sender`, this person is who invites
    from now on. Raises InvitationClosedError.
    """
    current = locked(invitation).get()
    if current.is_closed:
        raise InvitationClosedError
    if valid_until and valid_until != current.expires_at.isoformat():
        return None
    token, columns = new_link(purpose=purpose)
    columns |= {"invited_by": sender} if sender else {}
    for name, value in columns.items():
        setattr(current, name, value)
    current.save(update_fields=list(columns))
    return current, token


def revoke_link(invitation: models.QuerySet[L]) -> bool:
    """Make the link useless; return False when it already was. Raises InvitationClosedError when it was accepted."""
    current = locked(invitation).get()
    if current.accepted_at:
        raise InvitationClosedError
    if current.revoked_at:
        return False
    invitation.update(revoked_at=timezone.now())
    return True


def use_link(invitation: models.QuerySet[L], *, actor: Any) -> L:
    """Mark one invitation as accepted by the actor. Raises InvitationForSomeoneElseError, InvitationClosedError."""
    current = locked(invitation).get()
    if actor.email.lower() != current.email:
        raise InvitationForSomeoneElseError
    if current.is_closed or current.is_expired:
        raise InvitationClosedError
    invitation.update(accepted_at=timezone.now(), accepted_by=actor)
    return current
