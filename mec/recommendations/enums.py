from django.db import models


class Verdict(models.TextChoices):
    """May this project have it, on one criterion."""

    YES = "oui", "Oui"
    NO = "non", "Non"
    UNKNOWN = "a_verifier", "À vérifier"


class EligibilityOutcome(models.TextChoices):
    """May this project have it, all criteria together."""

    YES = "eligible", "Éligible"
    ALMOST = "presque_eligible", "Presque éligible"
    """One single "non", that somebody can repair."""
    NO = "non_eligible", "Non éligible"
    UNKNOWN = "a_verifier", "À vérifier"


class Band(models.TextChoices):
    FIRST = "a_etudier", "À étudier d’abord"
    USEFUL = "utile", "Utile"
    EXPLORE = "a_explorer", "À explorer"


class EmptyReason(models.TextChoices):
    """Why nothing is proposed for a need; each calls for another answer."""

    TERRITORY = "territoire", "Rien sur ce territoire"
    RELEVANCE = "pertinence", "Rien qui corresponde au projet"
    ELIGIBILITY = "eligibilite", "Rien que vous puissiez demander"
    ANSWERED = "repondu", "Rien à quoi vous n’ayez répondu"


class Source(models.TextChoices):
    """Who proposes."""

    HUMAN = "humaine", "Une personne"
    COMPUTED = "calculee", "Le calcul"


class RecommendationState(models.TextChoices):
    """What the collectivité does with a proposal."""

    TO_STUDY = "a_etudier", "À étudier"
    IN_PROGRESS = "en_cours", "En cours"
    DONE = "faite", "Faite"
    NOT_APPLICABLE = "non_applicable", "Écartée"


OPEN_STATES = (RecommendationState.TO_STUDY, RecommendationState.IN_PROGRESS)
"""The project may still ask for it."""


class RefusalReason(models.TextChoices):
    """Why a proposal is not for the project; counted per offer."""

    ALREADY_DONE = "deja_fait", "C’est déjà fait"
    NOT_ELIGIBLE = "pas_eligible", "Nous n’y avons pas droit"
    BAD_TIME = "pas_le_moment", "Ce n’est pas le bon moment"
    TOO_COMPLEX = "trop_complique", "C’est trop compliqué"
    OFF_TOPIC = "hors_sujet", "C’est hors sujet"
    EXPIRED = "expiree", "Elle n’est plus ouverte"
    TERRITORY = "mauvais_territoire", "Elle n’est pas pour notre territoire"
    OTHER = "autre", "Une autre raison"


class IntroductionState(models.TextChoices):
    ASKED = "demandee", "Demandée"
    RELAYED = "relayee", "Relayée par l’État"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"
    SUCCEEDED = "aboutie", "Aboutie"
    DROPPED = "sans_suite", "Sans suite"


OPEN_INTRODUCTIONS = (IntroductionState.ASKED, IntroductionState.RELAYED, IntroductionState.ACCEPTED)
"""Something is still expected of somebody."""
IN_TOUCH = (IntroductionState.RELAYED, IntroductionState.ACCEPTED)
"""The two sides know of each other: an outcome may be told."""
OUTCOMES = (IntroductionState.SUCCEEDED, IntroductionState.DROPPED)


class AwardFit(models.TextChoices):
    """How well the project answers one of the criteria by which demands are compared; its people judge it."""

    WELL = "bien", "Répond bien"
    PARTLY = "en_partie", "Répond en partie"
    NOT_YET = "pas_encore", "Ne répond pas encore"


class Permission(models.TextChoices):
    RECOMMEND = "projets.recommander", "conseiller la collectivité sur ce projet"
    CHANGE_ADVICE = "recommandations.modifier", "modifier ce conseil"
    DECIDE = "recommandations.decider", "dire quelle suite est donnée aux recommandations de ce projet"
    INTRODUCE = "projets.mettre_en_relation", "demander une mise en relation pour ce projet"
    ANSWER_INTRODUCTION = "recommandations.repondre", "répondre à cette demande de mise en relation"
    RELAY_INTRODUCTION = "recommandations.relayer", "relayer cette demande de mise en relation"
    CLOSE_INTRODUCTION = "recommandations.clore", "dire ce que cette mise en relation a donné"


class EntryAudience(models.TextChoices):
    """Who may read a journal entry about a request addressed to an organisation."""

    RECIPIENTS = "destinataires", "L’organisation à qui la demande est adressée"


class Verb(models.TextChoices):
    ADVISED = "recommandation.conseillee", "a conseillé la collectivité"
    ADVICE_EDITED = "recommandation.modifiee", "a modifié son conseil"
    ADVICE_WITHDRAWN = "recommandation.retiree", "a retiré son conseil"
    DECIDED = "recommandation.suivie", "a dit quelle suite donner à une recommandation"
    INTRODUCTION_ASKED = "mise_en_relation.demandee", "a demandé une mise en relation"
    INTRODUCTION_RECEIVED = "mise_en_relation.adressee", "demande à être mis en relation avec vous"
    INTRODUCTION_RELAYED = "mise_en_relation.relayee", "a relayé une demande de mise en relation"
    INTRODUCTION_ACCEPTED = "mise_en_relation.acceptee", "a accepté une mise en relation et rejoint le projet"
    INTRODUCTION_REFUSED = "mise_en_relation.refusee", "a refusé une mise en relation"
    OFFERS_TOLD = "aides.signalees", "signale du nouveau sur les aides de ce projet"
    INTRODUCTION_CLOSED = "mise_en_relation.close", "a dit ce qu’une mise en relation a donné"
