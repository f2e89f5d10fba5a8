from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "mec.territories"
    label = "territories"
    verbose_name = "territoires"
