from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    name = "mec.web.account"
    label = "web_account"
