"""What changes organisations: their members, the collectivités made on demand, the State's reference data."""

from mec.organizations.services.collectivites import NotACollectiviteError, ensure_collectivite
from mec.organizations.services.members import NotAMemberError, add_member, attach_member, detach_member, end_membership
from mec.organizations.services.pairs import NotAStateServiceError, set_pair
from mec.organizations.services.reference import StateReport, load_state_reference

__all__ = [
    "NotACollectiviteError",
    "NotAMemberError",
    "NotAStateServiceError",
    "StateReport",
    "add_member",
    "attach_member",
    "detach_member",
    "end_membership",
    "ensure_collectivite",
    "load_state_reference",
    "set_pair",
]
