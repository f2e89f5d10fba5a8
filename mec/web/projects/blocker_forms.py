"""What one fills in to report a blocker, and to say what lifted it."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mec.core.ui.widgets import RadioCards
from mec.projects.enums import BLOCKER_HINTS, BlockerKind
from mec.projects.models import Blocker

FIRST_DAY = date(2000, 1, 1)
LONGEST = Blocker._meta.get_field("description").max_length  # noqa: SLF001 -- Django's public model API
TOO_LONG = (
    "Ce texte compte %(show_value)d caractères, pour 2 000 au plus. Gardez l’essentiel ; le reste se dit dans les "
    "échanges."
)
WRONG_DATE = "Cette date ne se lit pas. Écrivez-la ainsi : 03/11/2026."


class BlockerForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label="Qu’est-ce qui bloque ?",
        choices=BlockerKind.choices,
        widget=RadioCards(hints={kind.value: hint for kind, hint in BLOCKER_HINTS.items()}),
        error_messages={"required": "Choisissez ce qui ressemble le plus à votre blocage."},
    )
    description = forms.CharField(
        label="Décrivez le blocage",
        help_text="Ce qui manque, qui est concerné, ce que vous avez déjà essayé. Avec vos mots.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        error_messages={
            "required": "Décrivez le blocage en une phrase au moins : ce qui manque, et à qui.",
            "max_length": TOO_LONG,
        },
    )
    since = forms.DateField(
        label="Depuis quand ?",
        help_text="Le jour où le projet s’est arrêté, même à peu près. Exemple : 03/11/2026.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": f"Dites depuis quand le projet est bloqué. {WRONG_DATE}", "invalid": WRONG_DATE},
    )
    mark_blocked = forms.BooleanField(
        label="Marquer le projet comme bloqué",
        help_text="L’avancement de la fiche devient « Bloqué ». Laissez vide si le projet avance par ailleurs.",
        required=False,
    )

    def __init__(self, *args: Any, may_mark: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("since", today)
        self.fields["since"].widget.attrs |= {"max": today.isoformat(), "min": FIRST_DAY.isoformat()}
        if not may_mark:
            del self.fields["mark_blocked"]

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise ValidationError("Cette date est à venir : un blocage a commencé aujourd’hui ou avant.")
        if since < FIRST_DAY:
            raise ValidationError("Cette date est trop ancienne : écrivez l’année en entier, par exemple 2026.")
        return since


class ResolutionForm(forms.Form):
    resolution = forms.CharField(
        label="Qu’est-ce qui a levé le blocage ?",
        help_text="Qui a aidé, ce qui a été trouvé : cela servira à d’autres. Exemple : « La DETR couvre le reste à "
        "charge. »",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        error_messages={
            "required": "Dites en une phrase ce qui a levé le blocage.",
            "max_length": TOO_LONG,
        },
    )
    resume = forms.BooleanField(
        label="Le projet repart",
        help_text="L’avancement de la fiche passe de « Bloqué » à « En cours ».",
        required=False,
    )

    def __init__(self, *args: Any, may_resume: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_resume:
            del self.fields["resume"]
