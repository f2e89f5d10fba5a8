from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "mec.documents"
    label = "documents"
    verbose_name = "fichiers"
