import socket

import pytest
from django.core.management import CommandError

from mec.config.readiness import listening_socket, require_migrated_database, require_static_files


@pytest.fixture
def taken_port(settings):
    settings.HOST = "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.PORT = server.getsockname()[1]
        yield settings.PORT


def test_port_taken_by_another_program_is_said(taken_port):
    with pytest.raises(CommandError) as refused:
        listening_socket()
    assert str(refused.value) == (
        f"Le port {taken_port} est déjà pris par un autre programme. "
        f"Arrêtez ce programme, ou choisissez un autre port : MEC_PORT={taken_port + 1}"
    )


def test_address_of_another_machine_is_said(settings):
    settings.HOST = "192.0.2.1"
    with pytest.raises(CommandError, match=r"Impossible d’écouter sur 192\.0\.2\.1"):
        listening_socket()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_free_port_is_bound(settings, host):
    settings.HOST, settings.PORT = host, 0
    with listening_socket() as listener:
        assert listener.getsockname()[0] == host


@pytest.mark.django_db
def test_migrated_database_is_ready():
    require_migrated_database()


def test_static_files_are_required_where_they_are_served_with_a_manifest(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with pytest.raises(CommandError, match="mec collectstatic"):
        require_static_files()


def test_static_files_are_not_required_without_a_manifest():
    require_static_files()
