from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "mec.taxonomy"
    label = "taxonomy"
    verbose_name = "thématiques"
