from django.db import models


class Verdict(models.TextChoices):
    """May this project have it, on one criterion."""

    YES = "oui", "Oui"
    NO = "non", "Non"
    UNKNOWN = "a_verifier", "À vérifier"


class Band(models.TextChoices):
    FIRST = "a_etudier", "À étudier d’abord"
    USEFUL = "utile", "Utile"
    EXPLORE = "a_explorer", "À explorer"


class EmptyReason(models.TextChoices):
    """Why nothing is proposed for a need; each calls for another answer."""

    TERRITORY = "territoire", "Rien sur ce territoire"
    RELEVANCE = "pertinence", "Rien qui corresponde au projet"
    ELIGIBILITY = "eligibilite", "Rien que vous puissiez demander"
