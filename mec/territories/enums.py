from django.db import models


class TerritoryKind(models.TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    EPT = "ept", "Établissement public territorial"
    ARRONDISSEMENT = "arrondissement", "Arrondissement"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    PAYS = "pays", "France"


PLACE_KINDS = (
    TerritoryKind.COMMUNE,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
)
"""Where a project may lie and a body may act: neither the whole country nor an arrondissement."""


class PerimeterNature(models.TextChoices):
    SET = "ensemble", "Ensemble de territoires"
    """Named: a park, a basin, a group of départements."""
    RULE = "regle", "Règle"
    """"Communes de moins de 3 500 habitants": judged again on each edition of the referential."""
    ZONING = "zonage", "Zonage"
    """Decided by a text, dated and sourced: mountain, Petites villes de demain."""


class Coverage(models.TextChoices):
    """How much of a place a perimeter covers."""

    WHOLE = "entier", "En entier"
    PART = "partie", "En partie"
    NONE = "aucun", "Pas du tout"
    UNKNOWN = "inconnu", "On ne sait pas"


class AliasNature(models.TextChoices):
    """Why a code that is not a territory's own leads to one."""

    DELEGATED = "deleguee", "Commune déléguée"
    ASSOCIATED = "associee", "Commune associée"
    FORMER = "ancienne", "Ancienne commune"
    ARRONDISSEMENT = "arrondissement_municipal", "Arrondissement municipal"


COLLECTIVITE_CODES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})
"""Codes of overseas lands that the referential puts among the départements and that are none."""
OVERSEAS_CODES = COLLECTIVITE_CODES | {"971", "972", "973", "974", "976"}
"""Codes of everything that is overseas, départements and others."""
