from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "mec.integrations"
    label = "integrations"

    def ready(self) -> None:
        from mec.integrations import tasks  # noqa: F401, PLC0415 -- app ready
