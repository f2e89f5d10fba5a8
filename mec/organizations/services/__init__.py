"""What changes organisations: who acts for them, who is away, the bodies made on demand, the State's reference data."""

from mec.organizations.services.absences import (
    AbsenceDatesError,
    DeputyError,
    OverlappingAbsenceError,
    cancel_absence,
    declare_absence,
)
from mec.organizations.services.collectivites import NotACollectiviteError, ensure_collectivite, known_collectivite
from mec.organizations.services.declaring import AlreadyKnownError, DeclaredBody, declare_organization
from mec.organizations.services.invitations import (
    accept_member_invitation,
    invite_member,
    resend_member_invitation,
    revoke_member_invitation,
)
from mec.organizations.services.joining import (
    PENDING_AT_MOST,
    AlreadyActingError,
    NoReasonError,
    RequestClosedError,
    TooManyRequestsError,
    accept_request,
    refuse_request,
    request_membership,
    withdraw_request,
)
from mec.organizations.services.members import (
    LastAdministratorError,
    NotAMemberError,
    OwnRoleError,
    add_member,
    attach_member,
    change_membership,
    detach_member,
    end_membership,
)
from mec.organizations.services.pairs import NotAStateServiceError, set_pair
from mec.organizations.services.reference import StateReport, load_state_reference

__all__ = [
    "PENDING_AT_MOST",
    "AbsenceDatesError",
    "AlreadyActingError",
    "AlreadyKnownError",
    "DeclaredBody",
    "DeputyError",
    "LastAdministratorError",
    "NoReasonError",
    "NotACollectiviteError",
    "NotAMemberError",
    "NotAStateServiceError",
    "OverlappingAbsenceError",
    "OwnRoleError",
    "RequestClosedError",
    "StateReport",
    "TooManyRequestsError",
    "accept_member_invitation",
    "accept_request",
    "add_member",
    "attach_member",
    "cancel_absence",
    "change_membership",
    "declare_absence",
    "declare_organization",
    "detach_member",
    "end_membership",
    "ensure_collectivite",
    "invite_member",
    "known_collectivite",
    "load_state_reference",
    "refuse_request",
    "request_membership",
    "resend_member_invitation",
    "revoke_member_invitation",
    "set_pair",
    "withdraw_request",
]
