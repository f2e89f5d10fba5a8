from datetime import time

from mec.clients.aides_territoires import configured
from mec.clients.errors import OutboundError
from mec.core.jobs.queue import job
from mec.core.jobs.schedules import scheduled
from mec.integrations.aides_territoires.services import ShrunkListError, fail_import, import_aids


@scheduled(name="integrations.import_aids", at=time(3, 0))
@job(atomic=False, tries=3)
def read_aides_territoires() -> None:
    """Read the whole catalogue of Aides-territoires each night, when a key is given."""
    client = configured()
    if client is None:
        return
    try:
        reading = client.read_aids()
    except OutboundError as error:
        fail_import(str(error))
        raise
    try:
        import_aids(reading, complete=True)
    except ShrunkListError:
        # The run says so, and the health page with it: reading again tonight would give the same list.
        return
