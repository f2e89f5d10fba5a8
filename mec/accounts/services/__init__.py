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
from mec.accounts.services.support import (
    SUPPORT_LASTS,
    NoReasonGivenError,
    end_overdue_support,
    end_support,
    note_support_page,
    start_support,
)

__all__ = [
    "SUPPORT_LASTS",
    "NoReasonGivenError",
    "NoSuchAccountError",
    "SignedIn",
    "accept_terms",
    "confirm_sign_in",
    "deactivate_account",
    "end_overdue_support",
    "end_sessions",
    "end_support",
    "issue_sign_in_link",
    "note_support_page",
    "purge_sign_in_requests",
    "reactivate_account",
    "rename_account",
    "request_sign_in",
    "set_staff",
    "start_support",
]
