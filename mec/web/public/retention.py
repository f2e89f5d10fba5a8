"""How long each kind of personal data is kept, and why: the table that the privacy page shows.

A length of time is that of the code that erases; where no code erases, the table says who decides.
"""

from datetime import timedelta
from typing import NamedTuple

from mec.accounts.rules import SIGN_IN_LIFETIME
from mec.accounts.services.sign_in import KEPT_FOR as SIGN_IN_REQUESTS_KEPT
from mec.core.db import REMOVED_KEPT
from mec.core.http.sessions import ABSOLUTE, IDLE
from mec.core.jobs.health import PARKED_KEPT, RESULTS_KEPT
from mec.core.mail.tasks import KEPT as MAILS_KEPT
from mec.documents.tasks import WITHDRAWN_KEPT
from mec.offers.services.alerts import STOPPED_KEPT, UNCONFIRMED_KEPT


class Retention(NamedTuple):
    data: str
    kept: str
    reason: str


def _days(length: timedelta) -> str:
    return f"{length.days} jours"


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} minutes"


RETENTION_COLUMNS = ("Données", "Durée de conservation", "Raison")
RETENTION = (
    Retention(
        "Compte : nom, prénom, adresse électronique, organisations et fonctions",
        "jusqu’à ce que vous demandiez leur effacement, ou que l’ANCT le décide",
        "donner accès",
    ),
    Retention(
        "Session ouverte et témoins de connexion",
        f"fermée après {IDLE // timedelta(hours=1)} heures sans visite et au bout de {_days(ABSOLUTE)} au plus ; "
        f"effacée {_days(ABSOLUTE)} après la dernière visite",
        "ne pas redemander de vous identifier",
    ),
    Retention(
        "Liens et codes de connexion",
        f"valables {_minutes(SIGN_IN_LIFETIME)}, effacés au bout de {_days(SIGN_IN_REQUESTS_KEPT)}",
        "vérifier votre adresse",
    ),
    Retention(
        "Compteurs de tentatives, sans votre adresse : une empreinte chiffrée",
        "un jour au plus",
        "freiner qui essaie d’entrer à votre place",
    ),
    Retention(
        "Alertes sur les aides : adresse et recherche",
        f"jusqu’à leur arrêt, puis {_days(STOPPED_KEPT)} ; sans confirmation, {_days(UNCONFIRMED_KEPT)}",
        "vous écrire quand il y a du nouveau",
    ),
    Retention(
        "Projets, échanges, rendez-vous, invitations et avis signés de votre nom",
        "tant que le projet est dans le service ; l’ANCT décide de son archivage ou de son effacement",
        "suivre l’action publique et en rendre compte",
    ),
    Retention(
        "Aides que le calcul propose à un projet, et ce qui en a été dit à ses membres",
        "la dernière liste seulement, autant que le projet",
        "vous écrire quand il y a du nouveau, et jamais deux fois de la même aide",
    ),
    Retention(
        "Aides proposées et erreurs signalées, avec votre nom et votre message",
        "tant que l’offre est dans le service ; l’ANCT décide de leur effacement",
        "vérifier, vous répondre et rendre compte du catalogue",
    ),
    Retention(
        "Fichiers déposés sur les projets, avec le nom de qui les a déposés",
        f"autant que le projet ; un fichier retiré est effacé au bout de {_days(WITHDRAWN_KEPT)}",
        "suivre l’action publique et en rendre compte",
    ),
    Retention(
        "Partenaires d’un projet : nom et adresse électronique de la personne à contacter",
        f"autant que le projet ; effacés {_days(REMOVED_KEPT)} après le retrait du partenaire",
        "joindre ceux qui font le projet avec la collectivité",
    ),
    Retention(
        "Historique des actions et notifications",
        "autant que le projet, l’organisation ou le compte dont ils parlent",
        "savoir qui a fait quoi, et prouver qu’une réponse a été donnée",
    ),
    Retention("Courriels envoyés par le service", _days(MAILS_KEPT), "retrouver un message qui n’est pas arrivé"),
    Retention(
        "Travaux du service, qui ne portent que des numéros",
        f"{_days(RESULTS_KEPT)}, ou {_days(PARKED_KEPT)} s’ils ont échoué",
        "refaire ce qui n’a pas abouti",
    ),
    Retention(
        "Journaux techniques",
        "le service n’en garde pas lui-même ; qui l’héberge en fixe la durée avec l’ANCT",
        "protéger le service et enquêter après un incident",
    ),
)
