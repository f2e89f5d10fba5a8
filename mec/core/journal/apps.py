from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "mec.core.journal"
    label = "journal"
    verbose_name = "journal"
