from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone

from mec.core.db import read_id
from mec.offers.enums import Need
from mec.offers.models import Offer
from mec.offers.queries import published_offers
from mec.recommendations.enums import IntroductionState, RecommendationState, RefusalReason
from mec.recommendations.models import Introduction, Recommendation
from mec.recommendations.services import AdviceContent, Decision
from mec.web.projects.forms import TOO_LONG


def _longest(model: Any, name: str) -> int | None:
    length: int | None = model._meta.get_field(name).max_length  # noqa: SLF001 -- Django's public model API
    return length


class OfferChoice(forms.ModelChoiceField):
    def label_from_instance(self, offer: Any) -> str:
        return f"{offer.title} ({offer.backer})"


class AdviceForm(forms.Form):
    """What an adviser tells the collectivité; only the words are required."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    message = forms.CharField(
        label="Votre conseil",
        help_text="Ce que la collectivité peut faire, pourquoi, et par où commencer.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=_longest(Recommendation, "message"),
        error_messages={
            "required": "Écrivez votre conseil, même en une phrase.",
            "max_length": "Votre conseil dépasse 5 000 caractères : il en compte %(show_value)d. Raccourcissez-le.",
        },
    )
    offer_search = forms.CharField(
        label="Une aide ou un service du catalogue",
        help_text="Quelques mots, puis « Chercher dans le catalogue ». Exemple : « friche ».",
        max_length=200,
        required=False,
    )
    offer = OfferChoice(
        published_offers().none(),
        label="Celle que vous conseillez",
        empty_label="Aucune : seulement mes mots",
        widget=forms.RadioSelect,
        required=False,
    )
    need = forms.ChoiceField(
        label="De quelle sorte d’aide s’agit-il ?",
        help_text="Si vous cochez une aide du catalogue, c’est la sienne qui compte.",
        choices=Need.choices,
        initial=Need.ENGINEERING,
        required=False,
    )
    resource_title = forms.CharField(
        label="Une ressource à lire : son titre",
        max_length=_longest(Recommendation, "resource_title"),
        required=False,
    )
    resource_url = forms.URLField(
        label="Son adresse",
        help_text="Elle commence par https://",
        max_length=_longest(Recommendation, "resource_url"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Cette adresse n’est pas complète. Exemple : https://www.cerema.fr/guide."},
    )
    contact_name = forms.CharField(
        label="Une personne à contacter : son nom",
        max_length=_longest(Recommendation, "contact_name"),
        required=False,
    )
    contact_organization = forms.CharField(
        label="Son organisation", max_length=_longest(Recommendation, "contact_organization"), required=False
    )
    contact_email = forms.EmailField(
        label="Son adresse électronique",
        max_length=_longest(Recommendation, "contact_email"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Cette adresse électronique n’est pas complète. Exemple : prenom.nom@cerema.fr."},
    )
    contact_phone = forms.CharField(
        label="Son téléphone", max_length=_longest(Recommendation, "contact_phone"), required=False
    )
    due_on = forms.DateField(
        label="À faire avant le",
        help_text="Quand une date compte : la fin d’un dépôt, une réunion. Exemple : 31/03/2027.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": "Cette date n’existe pas. Exemple : 31/03/2027."},
    )

    def __init__(self, *args, offers=(), keeps_offer=False, **kwargs):
        """`offers`: ids of offers to propose; `keeps_offer`: the advice exists, its offer does not change."""
        super().__init__(*args, **kwargs)
        vars(self.fields["need"])["required_later"] = True
        if keeps_offer:
            del self.fields["offer"], self.fields["offer_search"]
            return
        posted = cast("Any", self.data).get("offer", "") if self.is_bound else ""
        self._propose([*offers, *filter(None, [read_id(posted)])])

    def _propose(self, ids: list[int]) -> None:
        choices = cast("Any", self.fields["offer"])
        choices.queryset = published_offers().filter(pk__in=ids).select_related("backer")
        if not ids:
            choices.widget = forms.HiddenInput()

    def forgive_missing_words(self) -> None:
        """Keep every error but that of an advice that is not written yet."""
        if self.has_error("message", "required"):
            del self.errors["message"]

    def clean_resource_url(self) -> str:
        url: str = self.cleaned_data["resource_url"]
        if url:
            URLValidator(schemes=["https"], message="L’adresse doit commencer par https://, avec un « s ».")(url)
        return url

    def clean_due_on(self) -> Any:
        due = self.cleaned_data["due_on"]
        if due and due < timezone.localdate() and "due_on" in self.changed_data:
            raise forms.ValidationError("Cette date est passée : choisissez-en une à venir, ou aucune.")
        return due

    def clean(self) -> None:
        values = self.cleaned_data
        if values.get("resource_url") and not values.get("resource_title"):
            self.add_error("resource_title", "Donnez un titre à cette ressource : les gens le lisent avant l’adresse.")

    def content(self) -> AdviceContent:
        values = self.cleaned_data
        return AdviceContent(
            message=values["message"],
            need=values["need"] or Need.ENGINEERING,
            resource_title=values["resource_title"],
            resource_url=values["resource_url"],
            contact_name=values["contact_name"],
            contact_organization=values["contact_organization"],
            contact_email=values["contact_email"],
            contact_phone=values["contact_phone"],
            due_on=values["due_on"],
        )

    @property
    def chosen_offer(self) -> Offer | None:
        offer: Offer | None = self.cleaned_data.get("offer")
        return offer


def note_field(label: str, help_text: str) -> forms.CharField:
    """Return the field of a word for the team."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_longest(Recommendation, "note"),
        required=False,
        error_messages={"max_length": TOO_LONG},
    )


class DecisionForm(forms.Form):
    """What the collectivité does with a proposal; the buttons of the pages give the decision."""

    decision = forms.ChoiceField(choices=RecommendationState.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    refusal = forms.ChoiceField(
        label="Pourquoi n’est-ce pas pour vous ?",
        choices=RefusalReason.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    refusal_text = forms.CharField(
        label="Précisez en quelques mots",
        help_text="Nécessaire pour « Une autre raison ».",
        max_length=_longest(Recommendation, "refusal_text"),
        required=False,
    )

    note = note_field("Le mot pour l’équipe", "Il sera signé de votre nom. Videz le champ pour le retirer.")

    def __init__(self, *args, row: Recommendation | None, **kwargs):
        """`row`: what people said of it already; a word is left with what is there."""
        super().__init__(*args, **kwargs)
        vars(self.fields["refusal"])["required_later"] = True
        if row is None:
            del self.fields["note"]
        else:
            self.initial["note"] = row.note

    def clean(self) -> None:
        values = self.cleaned_data
        if values.get("decision") != RecommendationState.NOT_APPLICABLE:
            return
        if not values.get("refusal"):
            self.add_error("refusal", "Dites pourquoi vous écartez cette proposition : un choix suffit.")
        elif values["refusal"] == RefusalReason.OTHER and not (values.get("refusal_text") or "").strip():
            self.add_error("refusal_text", "Dites en quelques mots quelle est cette autre raison.")

    @property
    def chosen_label(self) -> str:
        return RecommendationState(self.cleaned_data["decision"]).label.lower()

    def decided(self) -> Decision:
        values = self.cleaned_data
        note = values.get("note") if "note" in self.data else None
        return Decision(values["decision"], values["refusal"], values["refusal_text"], note)


class IntroductionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    to = forms.CharField(
        label="Avec qui voulez-vous être mis en relation ?",
        help_text="Un service, une organisation, une personne. Exemple : « Le CAUE de l’Ardèche ».",
        max_length=_longest(Introduction, "to_contact"),
        error_messages={"required": "Dites avec qui : un service, une organisation ou une personne."},
    )
    kind = forms.ChoiceField(label="De quelle sorte d’aide s’agit-il ?", choices=Need.choices, initial=Need.ENGINEERING)
    message = forms.CharField(
        label="Votre message",
        help_text="Ce que vous attendez de ce service, et pour quand.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=_longest(Introduction, "message"),
        error_messages={
            "required": "Écrivez ce que vous attendez de ce service, même en une phrase.",
            "max_length": "Votre message dépasse 5 000 caractères : il en compte %(show_value)d. Raccourcissez-le.",
        },
    )

    def __init__(self, *args, offer=None, **kwargs):
        """`offer`: what the request is about; it then says by itself with whom, and for which kind of help."""
        super().__init__(*args, **kwargs)
        if offer is not None:
            for name in ("to", "kind"):
                del self.fields[name]


class AnswerForm(forms.Form):
    """What people answer to a request, or tell of what came of it; the buttons give the action."""

    action = forms.ChoiceField(
        choices=[(state.value, state.label) for state in IntroductionState if state != IntroductionState.ASKED],
        widget=forms.HiddenInput,
        error_messages={"required": "Choisissez une réponse parmi les boutons."},
    )
    words = forms.CharField(
        label="Un mot pour les personnes du projet",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_longest(Introduction, "answer"),
        required=False,
        error_messages={"max_length": "Votre réponse dépasse 2 000 caractères : raccourcissez-la."},
    )
