"""Every component in its states, for those who draw pages and for the sweeps of accessibility."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mec.core.db import KeysetPage
from mec.core.ui.widgets import RadioCards

PHASES = [("idee", "Idée"), ("etude", "Étude"), ("operation", "Opération")]
HINTS = {
    "idee": "Vous avez un besoin, pas encore de solution.",
    "etude": "Une étude ou un plan est en cours.",
    "operation": "Les travaux ou l’action sont décidés.",
}
PICTOGRAMS = {"idee": "digital/innovation", "etude": "document/document-search", "operation": "buildings/factory"}


class SampleForm(forms.Form):
    name = forms.CharField(
        label="Nom du projet",
        max_length=120,
        help_text="Par exemple : « Rénover l’école du village ».",
        error_messages={"required": "Donnez un nom à votre projet, par exemple « Rénover l’école du village »."},
    )
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Par exemple : prenom.nom@mairie.fr",
        error_messages={
            "required": "Indiquez votre adresse électronique, par exemple prenom.nom@mairie.fr.",
            "invalid": "L’adresse électronique n’est pas complète : elle s’écrit comme prenom.nom@mairie.fr.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    description = forms.CharField(label="Racontez-le en quelques lignes", widget=forms.Textarea, required=False)
    territories = forms.MultipleChoiceField(
        label="Où ?",
        choices=[("1", "Privas (Ardèche, 07000)")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Décochez ce qui ne convient pas.",
    )
    territory_search = forms.CharField(
        label="Ajouter une commune ou une intercommunalité",
        required=False,
        help_text="Un nom ou un code postal. Exemple : « Privas » ou « 07000 ».",
    )
    document = forms.FileField(label="Un fichier", help_text="40 Mo au plus. Format : PDF.", required=False)
    phase = forms.ChoiceField(
        label="Où en êtes-vous ?",
        choices=PHASES,
        widget=RadioCards(hints=HINTS, pictograms=PICTOGRAMS),
        error_messages={"required": "Choisissez où en est le projet : idée, étude ou opération."},
    )
    kind = forms.ChoiceField(label="Nature", choices=[("", "Choisissez une nature"), *PHASES], required=False)
    topics = forms.MultipleChoiceField(
        label="Thématiques",
        choices=[("eau", "Eau"), ("ecole", "École"), ("energie", "Énergie")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(
        label="J’accepte les conditions d’utilisation",
        error_messages={"required": "Cochez la case pour accepter les conditions d’utilisation."},
    )


def samples() -> dict[str, Any]:
    now = timezone.now()
    return {
        "now": now,
        "soon": now + timedelta(days=6),
        "tabs": [
            {"label": "Présentation", "url": "#", "current": True, "count": 0},
            {"label": "Échanges", "url": "#echanges", "current": False, "count": 3},
            {"label": "Membres", "url": "#membres", "current": False, "count": 0},
            {"label": "Historique", "url": "#historique", "current": False, "count": 0},
        ],
        "steps": [{"label": "Mes projets", "url": "#projets"}],
        "columns": ["Projet", "Commune", "Depuis"],
        "rows": [
            ["Rénover l’école", "Privas", "6 jours ouvrés"],
            ["Sécuriser la traversée du bourg", "Bettant", "2 jours ouvrés"],
        ],
        "definitions": [("Porteur", "Commune de Privas"), ("Budget", "250 000 €"), ("Référent", "")],
        "entries": [
            {
                "when": now - timedelta(minutes=5),
                "who": "DDT de l’Ardèche",
                "what": "prend en charge le projet",
                "detail": "",
            },
            {
                "when": now - timedelta(days=2),
                "who": "Commune de Privas",
                "what": "envoie le projet",
                "detail": "À la DDT et à la préfecture de l’Ardèche.",
            },
        ],
        "links": [{"label": "Annuler", "url": "#"}],
        "page": KeysetPage([], "abc", is_first=False),
    }
