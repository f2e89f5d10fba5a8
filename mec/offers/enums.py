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
    ENDED = "terminee", "Plus ouverte"
    """Its source no longer gives it: not found any more, still read by those who kept its address."""
    WITHDRAWN = "retiree", "Retirée"


class OfferOrigin(models.TextChoices):
    """Who wrote the offer."""

    CATALOGUE = "catalogue", "Catalogue livré avec le service"
    AIDES_TERRITOIRES = "aides_territoires", "Aides-territoires"
    CONTRIBUTION = "contribution", "Proposée par une personne"


class Recurrence(models.TextChoices):
    PERMANENT = "permanente", "Permanente"
    ONCE = "ponctuelle", "Ponctuelle"
    AGAIN = "recurrente", "Récurrente"


class OfferForm(models.TextChoices):
    """In which form it helps; the list of Aides-territoires."""

    GRANT = "subvention", "Subvention"
    LOAN = "pret", "Prêt"
    ADVANCE = "avance_recuperable", "Avance récupérable"
    CEE = "cee", "Certificats d’économies d’énergie"
    OTHER = "autre", "Autre aide financière"
    TECHNICAL = "ingenierie_technique", "Ingénierie technique"
    FINANCIAL = "ingenierie_financiere", "Ingénierie financière"
    LEGAL = "ingenierie_juridique", "Ingénierie juridique et administrative"


class Destination(models.TextChoices):
    """Which part of the budget it pays, in the sense of public accounting."""

    INVESTMENT = "investissement", "Dépenses d’investissement"
    RUNNING = "fonctionnement", "Dépenses de fonctionnement"


class OtherAudience(models.TextChoices):
    """Who may ask for it and carries no project here: beside those who do, or alone."""

    COMPANY = "entreprise", "Entreprises privées"
    LOCAL_COMPANY = "entreprise_publique_locale", "Entreprises publiques locales"
    PERSON = "particulier", "Particuliers"
    FARMER = "agriculteur", "Agriculteurs"
    RESEARCH = "recherche", "Organismes de recherche"


class EuropeanScope(models.TextChoices):
    SECTORAL = "sectorielle", "Programme européen sectoriel"
    ORGANIZATIONAL = "organisationnelle", "Programme européen organisationnel"


class BackerRole(models.TextChoices):
    FUNDER = "financeur", "Autre financeur"
    INSTRUCTOR = "instructeur", "Instructeur"


class AlertFrequency(models.TextChoices):
    DAILY = "quotidienne", "Chaque jour"
    WEEKLY = "hebdomadaire", "Chaque lundi"


class CalendarState(models.TextChoices):
    """Where an offer stands on a given day."""

    UNSAID = "inconnu", "Calendrier inconnu"
    PERMANENT = "permanente", "Ouverte toute l’année"
    OPEN = "ouverte", "Ouverte"
    COMING = "a_venir", "Pas encore ouverte"
    BETWEEN = "entre_deux_sessions", "Entre deux sessions"
    CLOSED = "close", "Close"


class FlagCode(models.TextChoices):
    """What makes an offer doubtful."""

    DATES = "dates_contradictoires", "Dates contradictoires"
    STALE_DEADLINE = "echeance_depassee", "Permanente, avec une échéance passée"
    CLOSED_SESSION = "session_close", "Session close"
    DEAD_LINK = "lien_mort", "Lien qui ne répond plus"
    PERIMETER = "perimetre_inconnu", "Périmètre que l’on ne sait pas situer"
    MISSING = "champs_manquants", "Informations manquantes"
    ANNEX = "piece_absente", "Document annoncé et absent"
    UNREAD_VALUE = "valeur_non_reconnue", "Valeur de la source non reconnue"


class ContributionState(models.TextChoices):
    """What became of an offer that somebody proposed."""

    WAITING = "a_relire", "À relire"
    PUBLISHED = "publiee", "Publiée"
    REFUSED = "refusee", "Non retenue"
    DUPLICATE = "doublon", "Déjà au catalogue"


class ReportReason(models.TextChoices):
    """What a reader says is wrong with an offer."""

    EXPIRED = "expiree", "Cette aide n’est plus ouverte"
    TERRITORY = "territoire", "Le territoire est faux"
    DEAD_LINK = "lien_mort", "Un lien ne mène nulle part"
    AMOUNT = "montant", "Le montant ou le taux est faux"
    OTHER = "autre", "Autre chose"


class ReportState(models.TextChoices):
    OPEN = "a_traiter", "À traiter"
    CORRECTED = "corrigee", "Corrigée"
    DISMISSED = "sans_suite", "Sans suite"


class Permission(models.TextChoices):
    PROPOSE = "offres.proposer", "proposer une aide ou un service"
    VIEW_CONTRIBUTION = "offres.voir_proposition", "voir cette proposition d’aide"
    CURATE = "offres.gerer", "gérer le catalogue"


class Verb(models.TextChoices):
    """What the journal says of an offer."""

    ADDED = "offre.ajoutee", "a ajouté l’offre au catalogue"
    UPDATED = "offre.modifiee", "a mis à jour l’offre"
    ENDED = "offre.terminee", "a marqué l’offre comme n’étant plus ouverte"
    WITHDRAWN = "offre.retiree", "a retiré l’offre du catalogue"
    PUBLISHED = "offre.publiee", "a publié l’offre"
    CORRECTED = "offre.corrigee", "a corrigé l’offre"
    PROPOSED = "offre.proposee", "a proposé une offre"
    CONTRIBUTION_PUBLISHED = "proposition.publiee", "a publié l’offre proposée"
    CONTRIBUTION_REFUSED = "proposition.refusee", "n’a pas retenu l’offre proposée"
    CONTRIBUTION_DUPLICATE = "proposition.doublon", "a dit que l’offre proposée est déjà au catalogue"
    REPORTED = "offre.erreur_signalee", "a signalé une erreur"
    REPORT_CLOSED = "offre.erreur_traitee", "a traité une erreur signalée"


class EntryAudience(models.TextChoices):
    PUBLIC = "public", "Tout le monde"
    TEAM = "equipe", "L’équipe du service"
    AUTHOR = "auteur", "La personne qui a proposé, et l’équipe du service"
