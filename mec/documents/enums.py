from django.db import models


class DocumentCategory(models.TextChoices):
    """What a file is for; the order is that of the list."""

    QUOTE = "devis", "Devis"
    RESOLUTION = "deliberation", "Délibération"
    PLAN = "plan", "Plan"
    STUDY = "etude", "Étude"
    LETTER = "courrier", "Courrier"
    PHOTO = "photo", "Photo"
    OTHER = "autre", "Autre"


class ScanState(models.TextChoices):
    """What the antivirus said of a version."""

    NOT_SCANNED = "non_analyse", "Non analysé"
    PENDING = "en_attente", "Analyse en cours"
    CLEAN = "sain", "Analysé"
    INFECTED = "infecte", "Mis en quarantaine"


class FileDefect(models.TextChoices):
    """Why a file is refused, as a sentence that follows its name and says what to do."""

    TOO_BIG = (
        "trop_gros",
        "Le fichier dépasse 40 Mo. Réduisez-le, ou déposez-le sur un espace de partage et collez le lien.",
    )
    TOO_MANY = "trop_nombreux", "Dix fichiers au plus à la fois : déposez celui-ci ensuite."
    EMPTY = "vide", "Le fichier est vide. Vérifiez qu’il s’ouvre sur votre ordinateur."
    FORMAT = (
        "format",
        "Ce type de fichier n’est pas accepté. Enregistrez-le en PDF, ou dans un des formats de la liste.",
    )
    MISMATCH = (
        "contenu",
        "Son contenu n’est pas celui qu’annonce son nom. Ouvrez-le avec son logiciel et enregistrez-le en PDF.",
    )
    DAMAGED = "abime", "Le fichier est abîmé ou incomplet. Enregistrez-le de nouveau, puis déposez-le."
    PROTECTED = "protege", "Le fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe."
    MACROS = "macros", "Le fichier contient des macros. Enregistrez-le sans macros, ou en PDF."
    BOMB = "demesure", "Une fois ouvert, le fichier serait démesuré. Enregistrez-le de nouveau, ou en PDF."
    HOSTILE = "dangereux", "Le fichier contient un programme dangereux. Analysez votre ordinateur avec un antivirus."
    UNAVAILABLE = "indisponible", "Le fichier n’a pas pu être enregistré. Renvoyez-le dans quelques minutes."
