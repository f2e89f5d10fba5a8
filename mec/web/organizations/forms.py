from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from mec.core.ui.widgets import RadioCards
from mec.organizations.enums import DECLARABLE_KINDS, ROLE_DESCRIPTIONS, MembershipRole, OrganizationKind
from mec.organizations.joining import colleagues_of, members_of_organization
from mec.organizations.models import MembershipRequest, Organization
from mec.organizations.queries import memberships_of
from mec.organizations.services import DeclaredBody
from mec.organizations.validators import normalized_siren
from mec.web.places import PlacesForm

ROLE_HINTS = {role.value: f"Cette personne {description}." for role, description in ROLE_DESCRIPTIONS.items()}


def title_field():
    return forms.CharField(
        label="Fonction",
        help_text="Par exemple : secrétaire de mairie, maire, chargée de mission.",
        max_length=120,
        error_messages={
            "required": "Écrivez la fonction, par exemple « secrétaire de mairie ».",
            "max_length": "Cette fonction est trop longue : 120 caractères au plus.",
        },
    )


def message_field():
    return forms.CharField(
        label="Un mot pour la personne qui répondra",
        help_text="Ce qui l’aide à vous reconnaître : votre service, votre téléphone.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MembershipRequest._meta.get_field("message").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )


def role_field():
    return forms.ChoiceField(
        label="Rôle",
        choices=MembershipRole.choices,
        initial=MembershipRole.MEMBER,
        widget=RadioCards(hints=ROLE_HINTS),
        error_messages={"required": "Choisissez le rôle de cette personne."},
    )


class AskForm(forms.Form):
    title = title_field()
    message = message_field()


class DeclareForm(PlacesForm):
    kind = forms.ChoiceField(
        label="Nature",
        choices=[(kind.value, kind.label) for kind in DECLARABLE_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la nature de l’organisation, par exemple « Syndicat »."},
    )
    name = forms.CharField(
        label="Nom",
        help_text="Le nom officiel, par exemple : Syndicat des eaux du bassin de l’Ouvèze.",
        max_length=Organization._meta.get_field("name").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={"required": "Écrivez le nom officiel de l’organisation."},
    )
    siren = forms.CharField(
        label="SIREN",
        help_text="Neuf chiffres, par exemple : 200 071 413.",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Écrivez le SIREN de l’organisation, par exemple 200 071 413."},
    )
    title = title_field()
    message = message_field()
    field_order = ("kind", "name", "siren", "territories", "territory_search", "title", "message")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territories"].label = "Où agit-elle ?"

    def clean_siren(self):
        return normalized_siren(self.cleaned_data["siren"])

    def body(self):
        values = self.cleaned_data
        return DeclaredBody(OrganizationKind(values["kind"]), values["name"], values["siren"], self.places())


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label="Motif, si vous refusez",
        help_text="La personne le lira. Exemple : « Vous n’êtes pas dans l’effectif de la mairie. »",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MembershipRequest._meta.get_field("reason").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Exemple : prenom.nom@mairie-privas.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=254,
        error_messages={
            "required": "Écrivez l’adresse de la personne à inviter, par exemple prenom.nom@mairie-privas.fr.",
            "invalid": "Cette adresse électronique n’est pas complète. Exemple : prenom.nom@mairie-privas.fr.",
        },
    )
    role = role_field()
    title = title_field()


class MembershipForm(forms.Form):
    role = role_field()
    title = title_field()

    def __init__(self, *args, membership, may_choose_role, **kwargs):
        kwargs["initial"] = {"role": membership.role, "title": membership.title}
        super().__init__(*args, **kwargs)
        self.membership = membership
        if not may_choose_role:
            del self.fields["role"]

    def chosen_role(self):
        return MembershipRole(self.cleaned_data.get("role") or self.membership.role)


class DepartureForm(forms.Form):
    successor = forms.ModelChoiceField(
        memberships_of(None),
        label="Qui prend la suite ?",
        empty_label="Personne pour l’instant",
        required=False,
        error_messages={
            "required": "Choisissez qui prend la suite : cette personne est seule à administrer l’organisation.",
            "invalid_choice": "Cette personne n’est plus membre de l’organisation : choisissez-en une autre.",
        },
    )

    def __init__(self, *args, membership, must_choose, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast("Any", self.fields["successor"])
        others = members_of_organization(membership.organization).exclude(pk=membership.pk)
        field.queryset = others.filter(user__is_active=True)
        field.label_from_instance = _named
        field.required = must_choose
        if must_choose:
            field.empty_label = "Choisissez une personne"


class AbsenceForm(forms.Form):
    deputy = forms.ModelChoiceField(
        memberships_of(None),
        label="Qui vous remplace ?",
        help_text="Une personne de la même organisation. Elle en est prévenue.",
        empty_label="Choisissez une personne",
        error_messages={
            "required": "Choisissez la personne qui vous remplace.",
            "invalid_choice": "Cette personne n’agit plus pour votre organisation : choisissez-en une autre.",
        },
    )
    starts_on = forms.DateField(
        label="Premier jour d’absence",
        help_text="Par exemple : 03/08/2026",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez le premier jour de votre absence, par exemple 03/08/2026.",
            "invalid": "Cette date n’existe pas : écrivez-la comme 03/08/2026.",
        },
    )
    ends_on = forms.DateField(
        label="Dernier jour d’absence",
        help_text="Ce jour compris. Par exemple : 21/08/2026",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez le dernier jour de votre absence, par exemple 21/08/2026.",
            "invalid": "Cette date n’existe pas : écrivez-la comme 21/08/2026.",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast("Any", self.fields["deputy"])
        field.queryset = colleagues_of(user)
        field.label_from_instance = _named_with_organization
        self.has_colleagues = field.queryset.exists()

    def clean(self):
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ValidationError("Le dernier jour vient avant le premier : inversez les dates."))


def _named(membership):
    return f"{membership.user}, {membership.title}" if membership.title else str(membership.user)


def _named_with_organization(membership):
    return f"{membership.user} ({membership.organization})"
