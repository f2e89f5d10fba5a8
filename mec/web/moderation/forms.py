from typing import Any, cast
from urllib.parse import urlsplit

from django import forms

from mec.offers.enums import FlagCode, OfferStatus, ReportState
from mec.offers.models import Contribution
from mec.offers.queries import published_offers
from mec.web.aids.forms import text_field


class FindForm(forms.Form):
    """Read from the address: what is wrong in it asks for nothing."""

    all_optional = True

    q = forms.CharField(label="Titre, nom d’usage ou code", max_length=200, required=False)
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *OfferStatus.choices], required=False)


class FlagFilterForm(forms.Form):
    all_optional = True

    anomalie = forms.ChoiceField(label="Anomalie", required=False)

    def __init__(self, *args, counts, **kwargs):
        super().__init__(*args, **kwargs)
        cast("Any", self.fields["anomalie"]).choices = [
            ("", f"Toutes ({sum(counts.values())})"),
            *((code.value, f"{code.label} ({counts[code.value]})") for code in FlagCode),
        ]


def reason_field(label, help_text, required):
    return text_field(
        "reason",
        rows=4,
        model=Contribution,
        label=label,
        help_text=help_text,
        required=True,
        error_messages={"required": required},
    )


class RefusalForm(forms.Form):
    reason = reason_field(
        "Motif",
        "La personne le lira. Exemple : « Cette aide n’est ouverte qu’aux entreprises. »",
        "Écrivez pourquoi l’offre n’est pas retenue : la personne lira ce motif.",
    )


class WithdrawalForm(forms.Form):
    reason = reason_field(
        "Motif",
        "Gardé au journal. Exemple : « Le dispositif s’est arrêté fin 2025. »",
        "Écrivez pourquoi l’offre est retirée : le journal garde ce motif.",
    )


class DuplicateForm(forms.Form):
    known = forms.ModelChoiceField(
        published_offers(),
        label="Laquelle est-ce ?",
        empty_label=None,
        widget=forms.RadioSelect,
        required=False,
    )
    address = forms.CharField(
        label="Ou l’adresse de sa page dans ce service",
        help_text="Par exemple : /aides/soutenir-l-investissement-des-communes-rurales-detr/",
        max_length=500,
        required=False,
        error_messages={"required": "Collez l’adresse de la page de l’offre, dans ce service."},
    )

    def __init__(self, *args, similar, **kwargs):
        """`similar`: the offers that look like the one that is proposed."""
        super().__init__(*args, **kwargs)
        cast("Any", self.fields["known"]).queryset = published_offers().filter(pk__in=[offer.pk for offer in similar])
        if not similar:
            del self.fields["known"]
            self.fields["address"].label = "L’adresse de sa page dans ce service"
            self.fields["address"].required = True

    def clean_address(self):
        typed = self.cleaned_data["address"].strip()
        if not typed:
            return None
        slug = urlsplit(typed).path.rstrip("/").rpartition("/")[2]
        offer = published_offers().filter(slug=slug).first()
        if offer is None:
            raise forms.ValidationError("Aucune offre publiée n’a cette adresse : copiez-la depuis sa page.")
        return offer

    def clean(self):
        if not self.errors and self.chosen() is None:
            self.add_error("address", "Choisissez l’offre du catalogue, ou collez l’adresse de sa page.")

    def chosen(self):
        return self.cleaned_data.get("known") or self.cleaned_data.get("address")


class ClosingForm(forms.Form):
    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in (ReportState.CORRECTED, ReportState.DISMISSED)]
    )
