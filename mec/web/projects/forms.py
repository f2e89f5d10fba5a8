from typing import Any
from uuid import uuid4

from django import forms

from mec.core.ui.widgets import RadioCards
from mec.projects.enums import INVITABLE_ROLES, ROLE_DESCRIPTIONS, PhaseStatus, ProjectRole
from mec.projects.models import Invitation, Project
from mec.taxonomy.enums import Phase
from mec.web.projects.uploads import FilesField

MOST_REASON = 2_000
TOO_LONG = "Ce texte dépasse %(limit_value)d caractères : il en compte %(show_value)d. Raccourcissez-le."


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
    uploads = FilesField(label="Joindre des fichiers", required=False)

    def say_choose_again(self) -> None:
        """The browser forgets the files of a form that comes back; the message stays."""
        self.add_error("uploads", "Votre message est conservé. Choisissez de nouveau vos fichiers, puis envoyez-le.")


class ReasonForm(forms.Form):
    """Why a project is archived or deleted."""

    reason = forms.CharField(
        label="Pourquoi ?",
        help_text="Une phrase suffit. Exemple : « Doublon du projet 4821 7393 ».",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_REASON,
        error_messages={
            "required": "Dites pourquoi en une phrase, par exemple « Doublon du projet 4821 7393 ».",
            "max_length": TOO_LONG,
        },
    )


class ProgressForm(forms.Form):
    """Where a project stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    phase = forms.ChoiceField(
        label="Étape",
        choices=Phase.choices,
        error_messages={"required": "Choisissez l’étape : idée, étude ou opération."},
    )
    status = forms.ChoiceField(
        label="Avancement dans cette étape",
        help_text="Une nouvelle étape commence « En cours », sauf si vous choisissez autre chose.",
        choices=PhaseStatus.choices,
        error_messages={"required": "Choisissez l’avancement, par exemple « En cours »."},
    )
    reason = forms.CharField(
        label="Un mot d’explication",
        help_text="Demandé si le projet est abandonné ou terminé. Exemple : « L’école ouvre le 1er septembre ».",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_REASON,
        required=False,
        error_messages={
            "max_length": TOO_LONG,
        },
    )

    def says_what_is_recorded(self, project: Project) -> bool:
        """Tell whether the first of two clicks, or a colleague, has already said the same."""
        values = self.cleaned_data
        return bool((values["phase"], values["status"]) == (project.phase, project.phase_status))

    def ask_reason(self) -> None:
        status = PhaseStatus(self.cleaned_data["status"])
        example = "Le terrain n’est plus à vendre" if status == PhaseStatus.ABANDONED else "Les travaux sont reçus"
        self.add_error(
            "reason", f"Le projet devient « {status.label.lower()} » : dites pourquoi, par exemple « {example} »."
        )


class RoleForm(forms.Form):
    """Another role for a member; `seen` is the one that the page showed."""

    seen = forms.ChoiceField(choices=ProjectRole.choices, widget=forms.HiddenInput)
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in INVITABLE_ROLES])


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
        error_messages={
            "required": "Choisissez le rôle de cette personne sur le projet.",
            "invalid_choice": "Choisissez un des rôles proposés : on n’en donne pas de plus large que le sien.",
        },
    )
    message = forms.CharField(
        label="Un mot pour cette personne",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Invitation._meta.get_field("message").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )

    def __init__(self, *args, roles=INVITABLE_ROLES, **kwargs):
        """`roles`: those that the person may give here."""
        super().__init__(*args, **kwargs)
        self.choices_of("role").choices = [(role.value, role.label) for role in roles]

    def choices_of(self, name: str) -> Any:
        return self.fields[name]
