from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mec.core.mail"
    label = "mail"
    verbose_name = "courriels"
