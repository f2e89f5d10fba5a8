from django import forms

from mec.accounts.models import SupportVisit
from mec.accounts.validators import normalized_email


class VisitForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique de la personne",
        help_text="L’adresse exacte de son compte, par exemple secretariat@mairie-privas.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Écrivez l’adresse de la personne à aider, par exemple secretariat@mairie-privas.fr.",
            "invalid": "Cette adresse est incomplète : écrivez-la sous la forme nom@exemple.fr.",
        },
    )
    reason = forms.CharField(
        label="Motif",
        help_text="La personne le lira. Exemple : « Vous ne retrouvez pas votre projet d’école. »",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=SupportVisit._meta.get_field("reason").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={"required": "Écrivez pourquoi vous regardez cet espace : la personne lira ce motif."},
    )

    def clean_email(self):
        return normalized_email(self.cleaned_data["email"])
