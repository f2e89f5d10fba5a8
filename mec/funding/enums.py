from django.db import models


class Verb(models.TextChoices):
    COST_ADDED = "financement.depense_ajoutee", "a ajouté une dépense"
    COST_EDITED = "financement.depense_modifiee", "a modifié une dépense"
    COST_REMOVED = "financement.depense_retiree", "a retiré une dépense"
    COST_RESTORED = "financement.depense_retablie", "a rétabli une dépense"
