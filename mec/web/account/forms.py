import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from mec.accounts.validators import normalized_email, validate_person_name
from mec.core.http.redirects import local_path

CODE_DIGITS = 6


class NextField(forms.CharField):
    """The page to open afterwards; an address that is not one of our pages is dropped, not corrected."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value):
        return local_path(value or "")


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        help_text="Par exemple : secretariat@mairie-privas.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": "Écrivez votre adresse électronique, par exemple secretariat@mairie-privas.fr.",
            "invalid": "Cette adresse électronique est incomplète : écrivez-la sous la forme nom@exemple.fr.",
            "max_length": "Cette adresse électronique est trop longue : 254 caractères au plus.",
        },
    )
    next = NextField()

    def clean_email(self):
        return normalized_email(self.cleaned_data["email"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code reçu par courriel",
        help_text="Six chiffres, par exemple : 012 345",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}),
        error_messages={
            "required": "Écrivez le code à six chiffres du courriel, par exemple 012 345.",
            "max_length": "Le code compte six chiffres, par exemple 012 345.",
        },
    )
    pending = forms.CharField(required=False, widget=forms.HiddenInput)
    visit = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_code(self):
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace("-", "").split())
        if not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
            raise ValidationError("Le code compte six chiffres, par exemple 012 345.")
        return code


class ConfirmForm(forms.Form):
    visit = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class NameForm(forms.Form):
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        validators=[validate_person_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "required": "Écrivez votre prénom, par exemple Camille.",
            "max_length": "Ce prénom est trop long : 80 caractères au plus.",
        },
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        validators=[validate_person_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={
            "required": "Écrivez votre nom, par exemple Durand.",
            "max_length": "Ce nom est trop long : 80 caractères au plus.",
        },
    )


class TermsForm(NameForm):
    accept = forms.BooleanField(
        label="J’accepte les conditions d’utilisation et j’ai lu comment mes données personnelles sont traitées",
        error_messages={"required": "Cochez la case pour accepter les conditions d’utilisation : elle est nécessaire."},
    )
    next = NextField()
