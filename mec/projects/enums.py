from django.db import models


class ProjectState(models.TextChoices):
    """Whether the local State has been told of the project."""

    DRAFT = "brouillon", "Brouillon"
    SUBMITTED = "transmis", "Transmis à l’État local"
    DISCARDED = "supprime", "Supprimé"
    """A draft or a project that was sent; `restore` brings it back to what it was."""


class PhaseStatus(models.TextChoices):
    IN_PROGRESS = "en_cours", "En cours"
    LATE = "en_retard", "En retard"
    PAUSED = "en_pause", "En pause"
    BLOCKED = "bloque", "Bloqué"
    ABANDONED = "abandonne", "Abandonné"
    DONE = "termine", "Terminé"


CLOSING_STATUSES = (PhaseStatus.ABANDONED, PhaseStatus.DONE)
"""The project goes no further, until somebody says otherwise: they ask for a word of explanation."""


class Priority(models.IntegerChoices):
    """How the local State ranks a project; the values are the order of its lists."""

    HIGH = 1, "Haute"
    MEDIUM = 2, "Moyenne"
    LOW = 3, "Basse"
    UNSET = 4, "Non définie"
    ASIDE = 5, "À écarter"


class BoardTab(models.TextChoices):
    """The parts of the State's list of projects."""

    WAITING = "a-traiter", "À traiter"
    FOLLOWED = "suivis", "Suivis"
    BLOCKED = "bloques", "Bloqués"
    ALL = "tous", "Tous"


class Follower(models.TextChoices):
    """By whom a project is followed, seen from the agent who looks at the list."""

    ME = "moi", "Moi"
    SERVICE = "service", "Mon service"
    NOBODY = "personne", "Personne"


class BlockerKind(models.TextChoices):
    """What keeps a project from moving (requirement R037)."""

    ENGINEERING = "ingenierie", "Ingénierie"
    FUNDING = "financement", "Financement"
    LAND = "foncier", "Foncier"
    REGULATION = "reglementaire", "Réglementaire"
    GOVERNANCE = "gouvernance", "Gouvernance"
    OTHER = "autre", "Autre"


BLOCKER_HINTS = {
    BlockerKind.ENGINEERING: "Il manque une compétence ou du temps. Exemple : personne pour écrire le cahier.",
    BlockerKind.FUNDING: "Il manque de l’argent. Exemple : une subvention attendue a été refusée.",
    BlockerKind.LAND: "Un terrain ou un bâtiment n’est pas disponible. Exemple : le propriétaire ne veut pas vendre.",
    BlockerKind.REGULATION: "Une règle ou une autorisation arrête tout. Exemple : le terrain est en zone inondable.",
    BlockerKind.GOVERNANCE: "Une décision ou un accord tarde. Exemple : nul ne sait qui portera le projet.",
    BlockerKind.OTHER: "Rien de tout cela. Exemple : l’entreprise retenue a fermé.",
}
"""What each kind means, in one plain sentence, and an example."""

BLOCKER_NAMES = {
    BlockerKind.ENGINEERING: "blocage d’ingénierie",
    BlockerKind.FUNDING: "blocage de financement",
    BlockerKind.LAND: "blocage foncier",
    BlockerKind.REGULATION: "blocage réglementaire",
    BlockerKind.GOVERNANCE: "blocage de gouvernance",
    BlockerKind.OTHER: "blocage",
}
"""For the middle of a sentence, after "un" or "le"."""


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


class PartnerKind(models.TextChoices):
    """Who a partner is (requirement R169)."""

    CITIZENS = "citoyens", "Citoyens"
    COMPANY = "entreprise", "Entreprise"
    ASSOCIATION = "association", "Association"
    ADMINISTRATION = "administration", "Administration"
    RESEARCH = "recherche", "Recherche"
    OTHER = "autre", "Autre"


class PartnerRole(models.TextChoices):
    """What a partner does in the project; it gives no right on it."""

    PILOT = "pilote", "Pilote"
    CO_BEARER = "co_porteur", "Co-porteur"
    CONTRIBUTOR = "contributeur", "Contributeur"
    USER = "usager", "Usager"


PARTNER_ROLE_HINTS = {
    PartnerRole.PILOT: "Conduit le projet ou une de ses parties.",
    PartnerRole.CO_BEARER: "Porte le projet avec vous et en répond.",
    PartnerRole.CONTRIBUTOR: "Apporte du temps, de l’argent, un lieu, un savoir-faire.",
    PartnerRole.USER: "Se servira de ce qui sera fait, et dit ce qu’il lui faut.",
}


class Permission(models.TextChoices):
    VIEW = "projets.voir", "voir ce projet"
    EDIT = "projets.modifier", "modifier ce projet"
    SUBMIT = "projets.transmettre", "transmettre ce projet à l’État local"
    POST = "projets.ecrire", "écrire dans les échanges de ce projet"
    INVITE = "projets.inviter", "inviter quelqu’un sur ce projet"
    DEPOSIT_FILE = "projets.deposer_fichier", "déposer un fichier sur ce projet"
    WITHDRAW_FILE = "projets.retirer_fichier", "retirer ou renommer ce fichier"
    VIEW_STATE_ZONE = "projets.voir_zone_etat", "lire la zone de l’État"
    POST_STATE_ZONE = "projets.ecrire_zone_etat", "écrire dans la zone de l’État"
    TAKE_CHARGE = "projets.prendre_en_charge", "prendre ce projet en charge"
    CREATE = "projets.creer", "créer un projet pour cette collectivité"
    MANAGE_MEMBERS = "projets.gerer_membres", "changer les rôles de ce projet et en retirer des membres"
    ARCHIVE = "projets.archiver", "archiver ce projet ou le sortir des archives"
    DELETE = "projets.supprimer", "supprimer ce projet ou le rétablir"
    REPORT_BLOCKER = "projets.signaler_blocage", "signaler ou lever un blocage de ce projet"
    FOLLOW = "projets.suivre", "suivre ce projet"
    ASSIGN = "projets.affecter", "affecter ce projet"
    PRIORITISE = "projets.prioriser", "donner une priorité à ce projet"
    ROUTE = "projets.router", "modifier le tableau de routage de ce service"
    READ_PARTNER_CONTACT = "projets.voir_contact_partenaire", "lire les coordonnées de ce partenaire"


class EntryAudience(models.TextChoices):
    """Who may read a journal entry about a project."""

    MEMBERS = "membres", "Les membres du projet et l’État local"
    STATE = "etat", "L’État local seulement"
    WITNESSES = "temoins", "Ceux qui voyaient le projet, même supprimé"


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
    HANDED_OVER = "projet.transmis_a_un_collegue", "a confié le suivi du projet à une autre personne"
    ROLE_ENDED = "projet.role_termine", "a mis fin au rôle d’une personne qui quitte son organisation"
    HAND_OVER_DONE = "projet.passation", "a organisé la passation d’une personne qui part"
    FILES_DEPOSITED = "projet.fichiers_deposes", "a déposé des fichiers"
    FILE_VERSION_ADDED = "projet.fichier_version", "a déposé une nouvelle version d’un fichier"
    FILE_EDITED = "projet.fichier_modifie", "a renommé ou reclassé un fichier"
    FILE_WITHDRAWN = "projet.fichier_retire", "a retiré un fichier"
    FILE_RESTORED = "projet.fichier_retabli", "a rétabli un fichier"
    FILES_CHECKED = "projet.fichiers_analyses", "a vérifié des fichiers avec l’antivirus"
    FILE_QUARANTINED = "projet.fichier_en_quarantaine", "a mis en quarantaine un fichier dangereux"
    STATUS_CHANGED = "projet.avancement_change", "a changé l’avancement"
    ARCHIVED = "projet.archive", "a archivé le projet"
    UNARCHIVED = "projet.desarchive", "a sorti le projet des archives"
    DELETED = "projet.supprime", "a supprimé le projet"
    RECOVERED = "projet.retabli", "a rétabli le projet"
    ROLE_CHANGED = "projet.role_change", "a changé le rôle d’un membre"
    MEMBER_REMOVED = "projet.membre_retire", "a retiré un membre du projet"
    MEMBER_LEFT = "projet.membre_parti", "a quitté le projet"
    REFERENT_CHANGED = "projet.referent_change", "a confié le projet à un nouveau référent"
    BLOCKER_OPENED = "projet.blocage_signale", "a signalé un blocage"
    BLOCKER_RESOLVED = "projet.blocage_leve", "a levé un blocage"
    BLOCKER_REOPENED = "projet.blocage_rouvert", "a rouvert un blocage"
    ASSIGNED = "projet.affecte", "a confié le suivi du projet"
    RELEASED = "projet.rendu", "a remis le projet en attente d’une personne de l’État local"
    PRIORITY_SET = "projet.priorite", "a changé la priorité du projet"
    PRIORITY_SHARED = "projet.priorite_partagee", "a fait connaître la priorité du projet"
    WAITING_REMINDED = "projet.rappel", "a rappelé aux services que le projet attend"
    QUESTIONS_ANSWERED = "projet.questions", "a répondu aux questions d’une aide"
    CONSORTIUM_CHANGED = "projet.groupement", "a changé le groupement qui porte le projet"
    PARTNER_ADDED = "projet.partenaire_ajoute", "a ajouté un partenaire"
    PARTNER_EDITED = "projet.partenaire_modifie", "a modifié un partenaire"
    PARTNER_REMOVED = "projet.partenaire_retire", "a retiré un partenaire"
    PARTNER_RESTORED = "projet.partenaire_retabli", "a rétabli un partenaire"
    ROUTING_CHANGED = "routage.modifie", "a modifié le tableau de routage"


class EventClass(models.TextChoices):
    """What one follows, or not, of a project: each verb that is announced belongs to one class."""

    EXCHANGES = "echanges", "Échanges"
    BLOCKERS = "blocages", "Blocages"
    RECOMMENDATIONS = "recommandations", "Recommandations"
    OFFERS = "aides", "Nouvelles aides"
    FILES = "fichiers", "Fichiers"
    LIFE = "vie_du_projet", "Vie du projet"
    MEMBERS = "membres", "Membres"


EVENT_CLASS_HINTS = {
    EventClass.EXCHANGES: "Un message est écrit.",
    EventClass.BLOCKERS: "Un blocage est signalé, levé ou rouvert.",
    EventClass.RECOMMENDATIONS: "Quelqu’un recommande une aide, un contact ou une ressource.",
    EventClass.OFFERS: "Une aide nouvelle convient au projet\u00a0; une aide que vous gardez change, ou ferme bientôt.",
    EventClass.FILES: "Un fichier est déposé ou remplacé.",
    EventClass.LIFE: "Le projet est transmis, pris en charge, ou change d’étape.",
    EventClass.MEMBERS: "Une personne rejoint ou quitte le projet.",
}
