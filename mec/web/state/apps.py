from django.apps import AppConfig


class StatePagesConfig(AppConfig):
    name = "mec.web.state"
    label = "web_state"
