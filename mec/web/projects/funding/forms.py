"""What one fills in to say what a project spends on."""

from uuid import uuid4

from django import forms

from mec.core.ui.fields import EurosField
from mec.funding.models import MOST_AMOUNT, CostLine
from mec.funding.services import Cost
from mec.taxonomy.enums import ExpenseKind
from mec.web.projects.forms import TOO_LONG


class CostForm(forms.Form):
    """One line of costs, added (`key`) or corrected (`version`)."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    label = forms.CharField(
        label="Quelle dépense ?",
        help_text="Exemple : « Isolation de la toiture ».",
        max_length=CostLine._meta.get_field("label").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={
            "required": "Dites ce que vous payez, par exemple « Isolation de la toiture ».",
            "max_length": TOO_LONG,
        },
    )
    kind = forms.ChoiceField(
        label="Nature de la dépense",
        help_text="Une aide paie certaines natures et en refuse d’autres.",
        choices=[("", "Choisissez une nature"), *ExpenseKind.choices],
        error_messages={"required": "Choisissez la nature de la dépense, par exemple « Travaux »."},
    )
    amount_ht = EurosField(
        label="Montant hors taxes, en euros",
        help_text="Même approximatif. Exemples : « 12 500 » ou « 1 234,50 ».",
        example="12 500,50",
        most=MOST_AMOUNT,
        error_messages={"required": "Écrivez un montant, même approximatif, par exemple 12 500,50."},
    )
    note = forms.CharField(
        label="Précision",
        help_text="D’où vient ce montant. Exemple : « Devis de mars, trois entreprises ».",
        max_length=CostLine._meta.get_field("note").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={"max_length": TOO_LONG},
    )

    def cost(self) -> Cost:
        values = self.cleaned_data
        return Cost(values["label"], values["kind"], values["amount_ht"], values["note"])


def form_of(line: CostLine) -> CostForm:
    """Return the form filled in with what is recorded."""
    return CostForm(
        initial={
            "version": line.version,
            "label": line.label,
            "kind": line.kind,
            "amount_ht": line.amount_ht,
            "note": line.note,
        }
    )
