from django.db import transaction

from mec.accounts.models import User
from mec.core.access import require
from mec.core.db import locked
from mec.core.journal import services as journal
from mec.organizations.enums import LOCAL_STATE_KINDS, EntryAudience, Permission, Verb
from mec.organizations.models import Organization, StatePair
from mec.territories.enums import TerritoryKind
from mec.territories.models import Territory


class NotAStateServiceError(Exception):
    """A pair joins two local services of the State and a département."""


@transaction.atomic
def set_pair(
    departement: Territory, *, prefecture: Organization | None, service: Organization | None, actor: User
) -> StatePair:
    """Choose who answers for a département; the reference data never undoes it. Raises NotAStateServiceError."""
    require(actor, Permission.SET_PAIR, departement)
    halves = [half for half in (prefecture, service) if half is not None]
    if departement.kind != TerritoryKind.DEPARTEMENT or any(half.kind not in LOCAL_STATE_KINDS for half in halves):
        raise NotAStateServiceError
    StatePair.objects.get_or_create(departement=departement)
    pair = locked(StatePair.objects.filter(departement=departement)).get()
    before = {"prefecture": pair.prefecture_id, "service": pair.service_id}
    pair.prefecture, pair.service, pair.reference_mark = prefecture, service, ""
    pair.save()
    after = {"prefecture": pair.prefecture_id, "service": pair.service_id}
    journal.record(
        actor, Verb.PAIR_SET, pair, audience=EntryAudience.STATE.value, data={"before": before, "after": after}
    )
    return pair
