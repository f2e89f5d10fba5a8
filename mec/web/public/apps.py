from django.apps import AppConfig


class PublicPagesConfig(AppConfig):
    name = "mec.web.public"
    label = "web_public"
