from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mec.core.ui"
    label = "ui"
    verbose_name = "interface"
