from django.db import models


class AnswerSource(models.TextChoices):
    """Where an answer comes from."""

    TYPED = "saisie", "Donnée ici"
    REUSED = "reprise", "Reprise d’une autre réponse"
    IMPORTED = "importee", "Importée d’un fichier"
    PARTNER = "partenaire", "Donnée par un autre service"


class QuestionKind(models.TextChoices):
    YES_NO = "oui_non", "Oui ou non"
    NUMBER = "nombre", "Un nombre"
    CHOICE = "choix", "Un choix"
    TEXT = "texte", "Un texte"
