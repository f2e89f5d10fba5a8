"""What must be true before the product starts; otherwise a French sentence that says what to do, and no start."""

import errno
import socket

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from whitenoise.storage import CompressedManifestStaticFilesStorage


def require_migrated_database() -> None:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise CommandError(
            "La base de données ne répond pas. Vérifiez qu’elle est démarrée et que DATABASE_URL la désigne."
        ) from error
    finally:
        connection.close()
    if pending:
        raise CommandError("La base de données n’est pas à jour. Lancez d’abord : mec migrate")


def require_static_files() -> None:
    storage = staticfiles_storage
    if isinstance(storage, CompressedManifestStaticFilesStorage) and not storage.hashed_files:
        raise CommandError("Les fichiers statiques ne sont pas prêts. Lancez d’abord : mec collectstatic --noinput")


def listening_socket() -> socket.socket:
    """Return the bound socket of MEC_HOST and MEC_PORT, which web processes inherit: it outlives each of them."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    try:
        return socket.create_server((settings.HOST, settings.PORT), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Le port {settings.PORT} est déjà pris par un autre programme. "
                f"Arrêtez ce programme, ou choisissez un autre port : MEC_PORT={settings.PORT + 1}"
            ) from error
        raise CommandError(
            f"Impossible d’écouter sur {settings.HOST}, port {settings.PORT} ({error.strerror}). "
            "Choisissez une autre adresse (MEC_HOST) ou un autre port (MEC_PORT)."
        ) from error
