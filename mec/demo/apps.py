from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mec.demo"
    label = "demo"
    verbose_name = "démonstration"
