from django.db import models


class OfferKind(models.TextChoices):
    AID = "aide", "Aide"
    SERVICE = "service", "Service"


class Need(models.TextChoices):
    """What the offer answers; also the three kinds of help that a blocker calls for."""

    ENGINEERING = "ingenierie", "Ingénierie"
    FUNDING = "financement", "Financement"
    EXPERTISE = "expertise", "Expertise"


class OfferStatus(models.TextChoices):
    DRAFT = "brouillon", "Brouillon"
    PUBLISHED = "publiee", "Publiée"
    WITHDRAWN = "retiree", "Retirée"


class Verb(models.TextChoices):
    """What the journal says of an offer."""

    ADDED = "offre.ajoutee", "a ajouté l’offre au catalogue"
    UPDATED = "offre.modifiee", "a mis à jour l’offre"
    WITHDRAWN = "offre.retiree", "a retiré l’offre du catalogue"


class EntryAudience(models.TextChoices):
    PUBLIC = "public", "Tout le monde"
