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


class MembershipRole(models.TextChoices):
    MEMBER = "membre", "Membre"
    ADMIN = "administrateur", "Administrateur"


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
    MANAGE_MEMBERS = "organisations.gerer_membres", "gérer les membres de cette organisation"
    SET_PAIR = "organisations.choisir_binome", "choisir le binôme de l’État d’un département"


class Verb(models.TextChoices):
    MEMBER_ADDED = "organisation.membre_ajoute", "a ajouté un membre à l’organisation"
    MEMBER_ENDED = "organisation.membre_retire", "a retiré un membre de l’organisation"
    PAIR_SET = "organisation.binome_choisi", "a choisi le binôme de l’État du département"


class EntryAudience(models.TextChoices):
    """Who reads what the journal says of an organisation or of a State pair."""

    MEMBERS = "membres", "Les membres de l’organisation et l’équipe du service"
    STATE = "etat", "Les services de l’État du département et l’équipe du service"
