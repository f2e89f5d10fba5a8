from django.db import models


class Phase(models.TextChoices):
    """Where a project stands; also the stages that an offer serves."""

    IDEA = "idee", "Idée"
    STUDY = "etude", "Étude"
    OPERATION = "operation", "Opération"


class ExpenseKind(models.TextChoices):
    """What a project spends on; also what an offer pays, or refuses to pay."""

    STUDIES = "etudes", "Études et diagnostics"
    PROJECT_MANAGEMENT = "maitrise_oeuvre", "Maîtrise d’œuvre et assistance à maîtrise d’ouvrage"
    SERVICES = "prestations", "Prestations de services"
    LAND = "foncier", "Achat de terrains ou de bâtiments"
    WORKS = "travaux", "Travaux"
    EQUIPMENT = "materiel", "Matériel et équipements"
    SOFTWARE = "logiciels", "Logiciels et licences"
    STAFF = "personnel", "Dépenses de personnel"
    RUNNING = "fonctionnement", "Fonctionnement courant"
    TRAINING = "formation", "Formation"
    OUTREACH = "communication", "Communication et animation"
    OTHER = "autre", "Autre dépense"
