from django.db import models


class OrganizationKind(models.TextChoices):
    """Every kind of body that may own, accompany or observe a project (requirement R008)."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    SYNDICAT = "syndicat", "Syndicat"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    COM = "com", "Collectivité d’outre-mer ou à statut particulier"
    ETABLISSEMENT_LOCAL = "etablissement_local", "Établissement public local"
    PREFECTURE = "prefecture", "Préfecture"
    SOUS_PREFECTURE = "sous_prefecture", "Sous-préfecture"
    SERVICE_DEPARTEMENTAL = "service_departemental", "Service départemental de l’État"
    SERVICE_REGIONAL = "service_regional", "Service régional de l’État"
    ADMINISTRATION_CENTRALE = "administration_centrale", "Administration centrale"
    ANCT = "anct", "Agence nationale de la cohésion des territoires"
    OPERATEUR = "operateur", "Opérateur de l’État"
    ASSOCIATION = "association", "Association"
    PRESTATAIRE = "prestataire", "Prestataire"


COLLECTIVITE_KINDS = frozenset(
    {
        OrganizationKind.COMMUNE,
        OrganizationKind.EPCI,
        OrganizationKind.SYNDICAT,
        OrganizationKind.DEPARTEMENT,
        OrganizationKind.REGION,
        OrganizationKind.COM,
        OrganizationKind.ETABLISSEMENT_LOCAL,
    }
)

LOCAL_STATE_KINDS = frozenset(
    {
        OrganizationKind.PREFECTURE,
        OrganizationKind.SOUS_PREFECTURE,
        OrganizationKind.SERVICE_DEPARTEMENTAL,
        OrganizationKind.SERVICE_REGIONAL,
    }
)

STATE_KINDS = LOCAL_STATE_KINDS | {OrganizationKind.ADMINISTRATION_CENTRALE, OrganizationKind.ANCT}


DECLARABLE_KINDS = (
    OrganizationKind.SYNDICAT,
    OrganizationKind.ETABLISSEMENT_LOCAL,
    OrganizationKind.ASSOCIATION,
    OrganizationKind.OPERATEUR,
    OrganizationKind.PRESTATAIRE,
)
"""Bodies that are no territory and that no reference data holds: somebody of theirs declares them."""


class MembershipRole(models.TextChoices):
    MEMBER = "membre", "Membre"
    ADMIN = "administrateur", "Gestion des membres"


ROLE_DESCRIPTIONS = {
    MembershipRole.MEMBER: "agit pour l’organisation : voit et tient ses projets",
    MembershipRole.ADMIN: "accepte aussi les demandes, invite, change les rôles et gère les départs",
}


class RequestState(models.TextChoices):
    PENDING = "en_attente", "En attente"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"
    WITHDRAWN = "retiree", "Retirée"


class ServiceKind(models.TextChoices):
    """What a State service is called where it stands: data, never a rule."""

    PREFECTURE = "prefecture", "Préfecture"
    HAUT_COMMISSARIAT = "haut_commissariat", "Haut-commissariat"
    ADMINISTRATION_SUPERIEURE = "administration_superieure", "Administration supérieure"
    REPRESENTATION = "representation", "Représentation de l’État"
    DDT = "ddt", "Direction départementale des territoires"
    DDTM = "ddtm", "Direction départementale des territoires et de la mer"
    UD_DRIEAT = "ud_drieat", "Unité départementale de la DRIEAT"
    DEAL = "deal", "Direction de l’environnement, de l’aménagement et du logement"
    DEALM = "dealm", "Direction de l’environnement, de l’aménagement, du logement et de la mer"
    DGTM = "dgtm", "Direction générale des territoires et de la mer"
    DTAM = "dtam", "Direction des territoires, de l’alimentation et de la mer"
    SGAR = "sgar", "Secrétariat général pour les affaires régionales"
    ANCT = "anct", "Agence nationale de la cohésion des territoires"


class PairLack(models.TextChoices):
    """Why a département's projects might find nobody."""

    PREFECTURE = "prefecture", "Pas de préfecture"
    SERVICE = "service", "Pas de service territorial"
    MEMBERS = "membres", "Personne d’inscrit"


class Permission(models.TextChoices):
    VIEW = "organisations.voir", "voir cette organisation et ses membres"
    MANAGE_MEMBERS = "organisations.gerer_membres", "gérer les membres de cette organisation"
    EDIT_MEMBERSHIP = "organisations.modifier_rattachement", "modifier ou terminer ce rattachement"
    VIEW_REQUEST = "organisations.voir_demande", "voir cette demande de rattachement"
    DECIDE_REQUEST = "organisations.decider_demande", "accepter ou refuser cette demande de rattachement"
    WITHDRAW_REQUEST = "organisations.retirer_demande", "retirer cette demande de rattachement"
    DECLARE_ABSENCE = "organisations.declarer_absence", "déclarer une absence dans cette organisation"
    CANCEL_ABSENCE = "organisations.annuler_absence", "annuler cette absence"
    SET_PAIR = "organisations.choisir_binome", "choisir le binôme de l’État d’un département"


class Verb(models.TextChoices):
    MEMBER_ADDED = "organisation.membre_ajoute", "a ajouté un membre à l’organisation"
    MEMBER_CHANGED = "organisation.membre_modifie", "a changé le rôle ou la fonction d’un membre"
    MEMBER_ENDED = "organisation.membre_retire", "a retiré un membre de l’organisation"
    DECLARED = "organisation.declaree", "a déclaré l’organisation"
    REQUESTED = "organisation.rattachement_demande", "a demandé à rejoindre l’organisation"
    REQUEST_ACCEPTED = "organisation.rattachement_accepte", "a accepté la demande de rattachement"
    REQUEST_REFUSED = "organisation.rattachement_refuse", "a refusé la demande de rattachement"
    REQUEST_WITHDRAWN = "organisation.rattachement_retire", "a retiré sa demande de rattachement"
    INVITATION_SENT = "organisation.invitation_envoyee", "a invité quelqu’un dans l’organisation"
    INVITATION_REVOKED = "organisation.invitation_annulee", "a annulé une invitation"
    INVITATION_ACCEPTED = "organisation.invitation_acceptee", "a rejoint l’organisation"
    ABSENCE_DECLARED = "organisation.absence_declaree", "a déclaré une absence"
    ABSENCE_CANCELLED = "organisation.absence_annulee", "a annulé une absence"
    PAIR_SET = "organisation.binome_choisi", "a choisi le binôme de l’État du département"


class EntryAudience(models.TextChoices):
    """Who reads what the journal says of an organisation, of a request to join it, of an absence or of a State pair."""

    MEMBERS = "membres", "Les membres de l’organisation et l’équipe du service"
    PARTIES = "demande", "La personne qui demande, et celles qui décident"
    COLLEAGUES = "suppleance", "La personne absente et celle qui la remplace"
    STATE = "etat", "Les services de l’État du département et l’équipe du service"
    """The same code whatever the subject: what the State alone reads."""
