from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "mec.recommendations"
    label = "recommendations"
    verbose_name = "recommandations"
