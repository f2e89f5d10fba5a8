"""The `mec` command: Django's own commands and ours under one name."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mec.config.settings")
    from django.core.management import ManagementUtility  # noqa: PLC0415 -- slow import

    try:
        ManagementUtility(["mec", *sys.argv[1:]]).execute()
    except ImproperlyConfigured as error:
        sys.exit(f"Le service ne peut pas démarrer ainsi. {error}")
