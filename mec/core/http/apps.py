from django.apps import AppConfig


class HttpConfig(AppConfig):
    name = "mec.core.http"
    label = "http"
    verbose_name = "requêtes"
