"""What people do with a project: write it, send it, talk, take it in charge, invite."""

from mec.projects.services.exchanges import post_message, post_state_message
from mec.projects.services.invitations import (
    AlreadyMemberError,
    InvitationClosedError,
    InvitationForSomeoneElseError,
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from mec.projects.services.sheet import (
    IncompleteProjectError,
    NotADraftError,
    SheetContent,
    create_draft,
    discard_draft,
    edit_project,
    restore_draft,
    submit_project,
)
from mec.projects.services.triage import AlreadyInChargeError, take_charge

__all__ = [
    "AlreadyInChargeError",
    "AlreadyMemberError",
    "IncompleteProjectError",
    "InvitationClosedError",
    "InvitationForSomeoneElseError",
    "NotADraftError",
    "SheetContent",
    "accept_invitation",
    "create_draft",
    "discard_draft",
    "edit_project",
    "invite",
    "post_message",
    "post_state_message",
    "resend_invitation",
    "restore_draft",
    "revoke_invitation",
    "submit_project",
    "take_charge",
]
