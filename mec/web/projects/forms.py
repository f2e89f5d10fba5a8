from typing import Any, cast
from uuid import uuid4

from django import forms

from mec.core.ui.widgets import RadioCards
from mec.organizations.queries import organizations_with_ids
from mec.projects.enums import INVITABLE_ROLES, PLACE_KINDS, ROLE_DESCRIPTIONS, ProjectRole
from mec.projects.models import Invitation, Project
from mec.projects.services import SheetContent
from mec.taxonomy.enums import Phase
from mec.taxonomy.queries import main_topics
from mec.territories.models import Territory
from mec.territories.queries import TerritoryMatch, search_territories, territories_with_ids

PHASE_EXAMPLES = {
    Phase.IDEA: "Un besoin est identifié, rien n’est encore chiffré.",
    Phase.STUDY: "Un diagnostic, un avant-projet ou un plan de financement est en cours.",
    Phase.OPERATION: "Les travaux ou l’action sont décidés, lancés ou près de l’être.",
}

REQUIRED_MESSAGES = {
    "name": "Donnez un nom à votre projet, par exemple « Isoler l’école des Tilleuls ».",
    "territories": "Dites où se situe votre projet : cochez au moins un territoire, par exemple votre commune.",
    "description": "Racontez votre projet en quelques lignes : le besoin, le lieu, ce que vous voulez faire.",
    "phase": "Dites où vous en êtes : idée, étude ou opération.",
}


MAX_ID_DIGITS = 10
MAX_CANDIDATES = 8
UNKNOWN_PLACE = (
    "Aucune commune ni intercommunalité ne répond à « {typed} ». Vérifiez l’orthographe ou essayez le code postal, "
    "par exemple 07000."
)


class SheetForm(forms.Form):
    """The four questions of a project; a draft may leave any of them empty."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    owner = forms.ModelChoiceField(
        organizations_with_ids([]), label="Pour quelle collectivité ?", empty_label=None, required=False
    )
    name = forms.CharField(
        label="Quel est votre projet ?",
        help_text="Un nom court, que chacun comprend. Exemple : « Isoler l’école des Tilleuls ».",
        max_length=Project._meta.get_field("name").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )
    territories = forms.ModelMultipleChoiceField(
        territories_with_ids([], PLACE_KINDS),
        label="Où ?",
        help_text="Décochez ce qui ne convient pas ; ajoutez une commune ou une intercommunalité si besoin.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    territory_search = forms.CharField(
        label="Ajouter une commune ou une intercommunalité",
        help_text="Un nom ou un code postal. Exemple : « Privas » ou « 07000 ».",
        max_length=100,
        required=False,
    )
    description = forms.CharField(
        label="Racontez-le en quelques lignes",
        help_text="Le besoin, le lieu, ce que vous voulez faire, ce qui vous manque. Avec vos mots.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=Project._meta.get_field("description").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )
    phase = forms.ChoiceField(
        label="Où en êtes-vous ?",
        choices=Phase.choices,
        widget=RadioCards(hints={phase.value: example for phase, example in PHASE_EXAMPLES.items()}),
        required=False,
    )

    topic = forms.ModelChoiceField(
        main_topics(),
        label="Quelle thématique ?",
        help_text="Elle aide à trouver la bonne personne. Vous pouvez passer cette question.",
        empty_label="Je ne sais pas, ou plusieurs",
        required=False,
    )

    def __init__(self, *args, owners=(), places=(), **kwargs):
        """`owners`: the collectivités that may carry the project; `places`: ids of the territories to tick or not."""
        super().__init__(*args, **kwargs)
        self.candidates: list[TerritoryMatch] = []
        self.choices_of("owner").queryset = organizations_with_ids(owner.pk for owner in owners)
        if len(owners) <= 1:
            self.fields["owner"].widget = forms.HiddenInput()
        posted = cast("Any", self.data).getlist("territories") if self.is_bound else []
        ids = [*places, *(int(one) for one in posted if one.isdigit() and len(one) <= MAX_ID_DIGITS)]
        self.choices_of("territories").queryset = territories_with_ids(ids, kinds=PLACE_KINDS)
        for name in REQUIRED_MESSAGES:
            vars(self.fields[name])["required_later"] = True

    def choices_of(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> None:
        """Take a typed place when it tells one; leave several in `candidates`, to be ticked."""
        typed = self.cleaned_data.get("territory_search", "")
        found = search_territories(typed, kinds=PLACE_KINDS, limit=MAX_CANDIDATES) if typed else []
        if typed and not found:
            self.add_error("territory_search", UNKNOWN_PLACE.format(typed=typed))
        self.candidates = found if len(found) > 1 else []
        self.only_match = found[0].id if len(found) == 1 else None

    def content(self) -> SheetContent:
        values = self.cleaned_data
        return SheetContent(
            name=values["name"],
            description=values["description"],
            phase=values["phase"],
            territories=self.places(),
            topics=[values["topic"]] if values["topic"] else [],
        )

    def places(self) -> list[Territory]:
        chosen = [territory.pk for territory in self.cleaned_data["territories"]]
        return list(territories_with_ids([*chosen, *([self.only_match] if self.only_match else [])], PLACE_KINDS))

    def say_missing(self, fields: list[str]) -> None:
        """Turn what the sheet lacks to be sent into one error by field."""
        for field in fields:
            self.add_error(field, REQUIRED_MESSAGES[field])


class MessageForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    body = forms.CharField(
        label="Votre message",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        error_messages={
            "required": "Écrivez votre message avant de l’envoyer.",
            "max_length": "Votre message dépasse 10 000 caractères : il en compte %(show_value)d. Raccourcissez-le "
            "ou envoyez-le en deux fois.",
        },
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Exemple : prenom.nom@cerema.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=Invitation._meta.get_field("email").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={
            "required": "Écrivez l’adresse de la personne à inviter, par exemple prenom.nom@cerema.fr.",
            "invalid": "Cette adresse électronique n’est pas complète. Exemple : prenom.nom@cerema.fr.",
        },
    )
    role = forms.ChoiceField(
        label="Son rôle",
        choices=[(role.value, role.label) for role in INVITABLE_ROLES],
        initial=ProjectRole.ADVISER,
        widget=RadioCards(hints={role: f"Cette personne {ROLE_DESCRIPTIONS[role]}." for role in INVITABLE_ROLES}),
        error_messages={"required": "Choisissez le rôle de cette personne sur le projet."},
    )
    message = forms.CharField(
        label="Un mot pour cette personne",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Invitation._meta.get_field("message").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )
