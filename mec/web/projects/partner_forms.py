"""What one fills in to say with whom a project is done."""

from uuid import uuid4

from django import forms

from mec.core.ui.widgets import RadioCards
from mec.projects.enums import PARTNER_ROLE_HINTS, PartnerKind, PartnerRole
from mec.projects.models import Partner
from mec.projects.services import PartnerContent
from mec.web.projects.forms import TOO_LONG

SAID = ("name", "kind", "role", "commitment", "contact_name", "contact_email")


class PartnerForm(forms.Form):
    """One partner, added (`key`) or corrected (`version`)."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    name = forms.CharField(
        label="Qui est ce partenaire ?",
        help_text="Exemple : « Association des parents d’élèves ».",
        max_length=Partner._meta.get_field("name").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={
            "required": "Donnez le nom du partenaire, par exemple « Association des parents d’élèves ».",
            "max_length": TOO_LONG,
        },
    )
    kind = forms.ChoiceField(
        label="Sa nature",
        choices=[("", "Choisissez une nature"), *PartnerKind.choices],
        error_messages={"required": "Choisissez la nature du partenaire, par exemple « Association »."},
    )
    role = forms.ChoiceField(
        label="Son rôle dans le projet",
        choices=PartnerRole.choices,
        widget=RadioCards(hints={role.value: hint for role, hint in PARTNER_ROLE_HINTS.items()}),
        error_messages={"required": "Choisissez ce que ce partenaire fait dans le projet."},
    )
    commitment = forms.CharField(
        label="Ce qu’il apporte",
        help_text="En une phrase. Exemple : « Trois après-midi pour planter avec les élèves ».",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Partner._meta.get_field("commitment").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={
            "required": "Dites en une phrase ce que ce partenaire apporte.",
            "max_length": TOO_LONG,
        },
    )
    contact_name = forms.CharField(
        label="Personne à contacter",
        help_text="Prévenez-la que vous donnez son nom.",
        max_length=Partner._meta.get_field("contact_name").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    contact_email = forms.EmailField(
        label="Son adresse électronique",
        help_text="Exemple : prenom.nom@exemple.fr.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=Partner._meta.get_field("contact_email").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={
            "invalid": "Cette adresse électronique n’est pas complète. Exemple : prenom.nom@exemple.fr.",
            "max_length": TOO_LONG,
        },
    )

    def content(self) -> PartnerContent:
        return PartnerContent(**{name: self.cleaned_data[name] for name in SAID})


def form_of(partner: Partner) -> PartnerForm:
    """Return the form filled in with what is recorded."""
    return PartnerForm(initial={name: getattr(partner, name) for name in (*SAID, "version")})
