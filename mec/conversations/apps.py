from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "mec.conversations"
    label = "conversations"
    verbose_name = "échanges"
