from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "mec.questionnaires"
    label = "questionnaires"
    verbose_name = "questionnaires"
