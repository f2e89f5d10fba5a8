"""Who opens and keeps desks, who books, who reads an appointment. The `…_visible_to` of queries agree."""

from typing import Any

from mec.appointments.coverage import organizations_receiving
from mec.appointments.enums import Permission
from mec.appointments.models import Booking, Desk
from mec.core.access import rule
from mec.organizations.models import Organization
from mec.organizations.queries import scope_of


@rule(Permission.OPEN_DESK)
def may_open_desk(user: Any, organization: Organization) -> bool:
    """Any member of an organisation that others can find."""
    return organization.pk in scope_of(user).organizations and not organization.unconfirmed


@rule(Permission.KEEP_DESK)
def keeps(user: Any, desk: Desk) -> bool:
    """Answer for EntryAudience.KEEPERS too."""
    return desk.organization_id in scope_of(user).organizations


@rule(Permission.BOOK)
def may_book(user: Any, desk: Desk) -> bool:
    """Whoever acts for a collectivité that the organisation receives, while the desk is open."""
    receiving = organizations_receiving(scope_of(user).collectivites)
    return desk.is_open and receiving.filter(pk=desk.organization_id).exists()


def may_view_desk(user: Any, desk: Desk) -> bool:
    return keeps(user, desk) or may_book(user, desk)


@rule(Permission.VIEW_BOOKING)
@rule(Permission.CANCEL_BOOKING)
def stands_on_a_side(user: Any, booking: Booking) -> bool:
    """Answer for EntryAudience.SIDES too: who acts for the collectivité, or for the organisation that receives it."""
    return stands_for_collectivite(user, booking) or keeps(user, booking.slot.desk)


def stands_for_collectivite(user: Any, booking: Booking) -> bool:
    return booking.organization_id in scope_of(user).organizations
