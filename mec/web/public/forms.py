from uuid import uuid4

from django import forms

from mec.accounts.validators import normalized_email


class ContactForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    email = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Pour vous répondre. Par exemple : prenom.nom@mairie.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse électronique, par exemple prenom.nom@mairie.fr.",
            "invalid": "Cette adresse électronique est incomplète : écrivez-la sous la forme nom@exemple.fr.",
        },
    )
    subject = forms.CharField(
        label="Sujet",
        help_text="Par exemple : « Je ne reçois pas le courriel de connexion ».",
        max_length=150,
        error_messages={
            "required": "Dites en quelques mots de quoi il s’agit.",
            "max_length": "Ce sujet est trop long : 150 caractères au plus.",
        },
    )
    message = forms.CharField(
        label="Message",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5_000,
        error_messages={
            "required": "Écrivez votre message avant de l’envoyer.",
            "max_length": "Votre message dépasse 5 000 caractères : il en compte %(show_value)d. Raccourcissez-le.",
        },
    )

    def __init__(self, *args, known="", **kwargs):
        """`known`: the address of who is signed in, which is not asked again."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]

    def clean_email(self):
        return normalized_email(self.cleaned_data["email"])
