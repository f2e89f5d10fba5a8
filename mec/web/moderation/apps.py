from django.apps import AppConfig


class ModerationPagesConfig(AppConfig):
    name = "mec.web.moderation"
    label = "web_moderation"
