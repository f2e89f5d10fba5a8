from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "mec.core.search"
    label = "search"
    verbose_name = "recherche"
