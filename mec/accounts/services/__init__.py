"""What people do with accounts: come in, accept the terms, correct their name, leave."""

from mec.accounts.services.account import (
    accept_terms,
    deactivate_account,
    end_sessions,
    reactivate_account,
    rename_account,
    set_staff,
)
from mec.accounts.services.sign_in import (
    NoSuchAccountError,
    SignedIn,
    confirm_sign_in,
    issue_sign_in_link,
    purge_sign_in_requests,
    request_sign_in,
)

__all__ = [
    "NoSuchAccountError",
    "SignedIn",
    "accept_terms",
    "confirm_sign_in",
    "deactivate_account",
    "end_sessions",
    "issue_sign_in_link",
    "purge_sign_in_requests",
    "reactivate_account",
    "rename_account",
    "request_sign_in",
    "set_staff",
]
