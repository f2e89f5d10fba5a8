from django.apps import AppConfig


class AidsPagesConfig(AppConfig):
    name = "mec.web.aids"
    label = "web_aids"
