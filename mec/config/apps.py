from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mec.config"
    label = "config"
    verbose_name = "configuration"
