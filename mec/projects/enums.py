from django.db import models

from mec.territories.enums import TerritoryKind

PLACE_KINDS = (
    TerritoryKind.COMMUNE,
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
)
"""Where a project may lie: neither the whole country nor an arrondissement."""


class ProjectState(models.TextChoices):
    """Whether the local State has been told of the project."""

    DRAFT = "brouillon", "Brouillon"
    SUBMITTED = "transmis", "Transmis à l’État local"
    DISCARDED = "supprime", "Brouillon supprimé"


class PhaseStatus(models.TextChoices):
    IN_PROGRESS = "en_cours", "En cours"
    LATE = "en_retard", "En retard"
    PAUSED = "en_pause", "En pause"
    BLOCKED = "bloque", "Bloqué"
    ABANDONED = "abandonne", "Abandonné"
    DONE = "termine", "Terminé"


class ProjectRole(models.TextChoices):
    """What an invited person, or the person in charge, may do on one project."""

    REFERENT = "referent", "Référent"
    CONTRIBUTOR = "contributeur", "Contributeur"
    ADVISER = "conseiller", "Conseiller"
    OBSERVER = "observateur", "Observateur"


INVITABLE_ROLES = (ProjectRole.CONTRIBUTOR, ProjectRole.ADVISER, ProjectRole.OBSERVER)

ROLE_DESCRIPTIONS = {
    ProjectRole.REFERENT: "tient le projet : lit, modifie, écrit, invite",
    ProjectRole.CONTRIBUTOR: "lit, modifie la fiche, écrit, invite",
    ProjectRole.ADVISER: "lit, écrit dans les échanges, invite",
    ProjectRole.OBSERVER: "lit seulement",
}


class Permission(models.TextChoices):
    VIEW = "projets.voir", "voir ce projet"
    EDIT = "projets.modifier", "modifier ce projet"
    SUBMIT = "projets.transmettre", "transmettre ce projet à l’État local"
    POST = "projets.ecrire", "écrire dans les échanges de ce projet"
    INVITE = "projets.inviter", "inviter quelqu’un sur ce projet"
    VIEW_STATE_ZONE = "projets.voir_zone_etat", "lire la zone de l’État"
    POST_STATE_ZONE = "projets.ecrire_zone_etat", "écrire dans la zone de l’État"
    TAKE_CHARGE = "projets.prendre_en_charge", "prendre ce projet en charge"
    CREATE = "projets.creer", "créer un projet pour cette collectivité"


class EntryAudience(models.TextChoices):
    """Who may read a journal entry about a project."""

    MEMBERS = "membres", "Les membres du projet et l’État local"
    STATE = "etat", "L’État local seulement"


class Verb(models.TextChoices):
    CREATED = "projet.cree", "a créé le projet"
    DISCARDED = "projet.brouillon_supprime", "a supprimé le brouillon"
    RESTORED = "projet.brouillon_retabli", "a rétabli le brouillon"
    EDITED = "projet.modifie", "a modifié la fiche"
    SUBMITTED = "projet.transmis", "a transmis le projet à l’État local"
    PHASE_CHANGED = "projet.phase_changee", "a changé l’étape"
    MESSAGE_POSTED = "projet.message", "a écrit un message"
    STATE_ANSWERED = "projet.premiere_reponse_etat", "a apporté la première réponse de l’État"
    STATE_MESSAGE_POSTED = "projet.message_etat", "a écrit dans la zone de l’État"
    TAKEN_IN_CHARGE = "projet.pris_en_charge", "a pris le projet en charge"
    INVITATION_SENT = "projet.invitation_envoyee", "a invité quelqu’un"
    INVITATION_REVOKED = "projet.invitation_annulee", "a annulé une invitation"
    INVITATION_ACCEPTED = "projet.invitation_acceptee", "a rejoint le projet"
