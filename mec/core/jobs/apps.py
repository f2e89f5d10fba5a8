from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "mec.core.jobs"
    label = "jobs"
    verbose_name = "travaux"

    def ready(self) -> None:
        autodiscover_modules("tasks")
