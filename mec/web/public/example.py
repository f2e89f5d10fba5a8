"""The example of the home page: an invented commune, true rules."""

from typing import Final

EXAMPLE: Final = {
    "project": "Rénover l’école d’une commune de 350 habitants",
    "title": "Dotation d’équipement des territoires ruraux (DETR)",
    "backer": "Préfecture du département",
    "kind": "Aide financière",
    "reasons": [
        {
            "verdict": "oui",
            "text": "Votre commune compte 350 habitants : en métropole, toutes celles de 2 000 habitants au plus "
            "peuvent la demander.",
        },
        {
            "verdict": "oui",
            "text": "Vous financez au moins 20 % du projet : c’est la part qui reste à la charge de la commune.",
        },
        {
            "verdict": "a_verifier",
            "text": "Les travaux ne doivent pas avoir commencé avant le dépôt de la demande : à confirmer.",
        },
        {
            "verdict": "a_verifier",
            "text": "Les opérations prioritaires sont fixées chaque année dans le département : la préfecture vous "
            "répond.",
        },
    ],
    "source": "code général des collectivités territoriales, articles L. 2334-33, R. 2334-24 et L. 1111-10",
}
