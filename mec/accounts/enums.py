from enum import StrEnum

from django.db import models


class Permission(models.TextChoices):
    EDIT = "comptes.modifier", "modifier ce compte"
    MANAGE = "comptes.gerer", "fermer ou rouvrir ce compte"
    ASSIST = "comptes.assister", "voir le service comme cette personne"


class Verb(models.TextChoices):
    OPENED = "compte.ouvert", "a ouvert son compte"
    SIGNED_IN = "compte.connexion", "a ouvert une session"
    LINK_ISSUED = "compte.lien_emis", "a émis un lien de connexion depuis le serveur"
    TERMS_ACCEPTED = "compte.conditions_acceptees", "a accepté les conditions d’utilisation"
    RENAMED = "compte.nom_modifie", "a modifié son nom"
    SESSIONS_ENDED = "compte.sessions_fermees", "a fermé ses autres sessions"
    DEACTIVATED = "compte.desactive", "a désactivé le compte"
    STAFF_ADDED = "compte.equipe_ajoute", "a fait entrer le compte dans l’équipe du service depuis le serveur"
    STAFF_REMOVED = "compte.equipe_retire", "a retiré le compte de l’équipe du service depuis le serveur"
    REACTIVATED = "compte.reactive", "a réactivé le compte"
    SUPPORT_STARTED = "compte.assistance_commencee", "a commencé à voir le service comme la personne"
    SUPPORT_PAGE = "compte.assistance_page", "a ouvert une page comme la personne"
    SUPPORT_ENDED = "compte.assistance_terminee", "a cessé de voir le service comme la personne"


class EntryAudience(models.TextChoices):
    """Who reads what the journal says of an account."""

    HOLDER = "titulaire", "La personne elle-même et l’équipe du service"


class Refusal(StrEnum):
    """Why a link or a code does not open a session."""

    UNKNOWN = "inconnu"
    USED = "utilise"
    EXPIRED = "expire"
    REPLACED = "remplace"
    WRONG_CODE = "code_faux"
    EXHAUSTED = "essais_epuises"
    DISABLED = "compte_desactive"
