"""What a person writes of an offer: proposed, corrected, or said to be wrong."""

import re
from dataclasses import asdict
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator
from django.db.models import Model

from mec.core.ui.fields import SPACES, EurosField, FrenchDateField
from mec.core.ui.french import number
from mec.offers.entries import BeneficiaryEntry
from mec.offers.enums import Need, OfferForm, OfferKind, OfferOrigin, Recurrence, ReportReason
from mec.offers.models import Contribution, Offer, Report
from mec.offers.place_links import validate_link, validate_plain_link
from mec.offers.written import PLAIN, PlainFacts, WholeFacts, plain_facts_of
from mec.organizations.enums import OrganizationKind
from mec.organizations.names import plural
from mec.taxonomy.enums import Phase
from mec.taxonomy.queries import active_topics, themes_with_categories
from mec.web.places import PlacesForm
from mec.web.projects.sheet_form import TopicGroup

LONGEST_DESCRIPTION = 20_000
RATE = re.compile(r"\d{1,3}(?:\.\d{1,9})?", re.ASCII)
MOST_MONEY = Decimal("99_999_999_999.99")
MOST_TOPICS = 5
MOST_PEOPLE = 100_000_000
NATIONAL, LOCAL = "france", "lieux"
REACHES = ((NATIONAL, "Dans toute la France"), (LOCAL, "Seulement dans certains territoires"))
AUDIENCES = (
    OrganizationKind.COMMUNE,
    OrganizationKind.EPCI,
    OrganizationKind.SYNDICAT,
    OrganizationKind.DEPARTEMENT,
    OrganizationKind.REGION,
    OrganizationKind.COM,
    OrganizationKind.ETABLISSEMENT_LOCAL,
    OrganizationKind.ASSOCIATION,
)
"""Who may be said to ask for an offer."""
WITH_POPULATION = {OrganizationKind.COMMUNE, OrganizationKind.EPCI, OrganizationKind.DEPARTEMENT}
LEFT_TO_THE_TEAM = ("seen", "short_title", "calendar_note", "amount_min", "to_check")
TOO_LONG = "Ce texte est trop long : %(limit_value)d caractères au plus."


def longest(model: type[Model], name: str) -> int:
    return int(cast("Any", model._meta.get_field(name)).max_length)  # noqa: SLF001 -- Django's public model API


def text_field(name: str, *, rows: int = 0, model: type[Model] = Offer, most: int = 0, **options: Any) -> Any:
    """Return the field of a text, as long as its column; on several lines with `rows`."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    messages = {"max_length": TOO_LONG} | options.pop("error_messages", {})
    return forms.CharField(
        max_length=most or longest(model, name), widget=widget, error_messages=messages, **{"required": False} | options
    )


class LinkField(forms.URLField):
    """An address of the web; one that is typed without its beginning is taken as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *, for_a_place: bool = False, **kwargs: Any) -> None:
        super().__init__(
            assume_scheme="https",
            max_length=longest(Offer, "url"),
            required=False,
            validators=[validate_link if for_a_place else validate_plain_link],
            error_messages={
                "invalid": "Cette adresse est incomplète : copiez-la depuis votre navigateur, par exemple "
                "https://www.cerema.fr/fr.",
                "max_length": TOO_LONG,
            },
            **kwargs,
        )


class RateField(forms.CharField):
    """A percentage: "80", "12,5" or "80 %"; None when it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = SPACES.sub("", super().clean(value)).removesuffix("%").replace(",", ".")
        if not typed:
            return None
        rate = Decimal(typed).quantize(Decimal("0.01")) if RATE.fullmatch(typed) else None
        if rate is None or rate > 100:  # noqa: PLR2004 -- a percentage
            raise forms.ValidationError("Écrivez un taux entre 0 et 100, par exemple « 80 » ou « 12,5 ».")
        return rate


class PlainForm(forms.Form):
    """What may be corrected of any offer."""

    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    """When the offer was last written, for who corrects it."""
    title = text_field(
        "title",
        label="Titre",
        help_text="Ce que la collectivité va faire, à l’infinitif. Exemple : « Isoler une école avec le Fonds vert ».",
        required=True,
        error_messages={"required": "Donnez un titre, par exemple « Isoler une école avec le Fonds vert »."},
    )
    short_title = text_field("short_title", label="Nom d’usage", help_text="Exemple : DETR.")
    summary = text_field(
        "summary",
        rows=2,
        label="En une phrase",
        help_text="Quoi, pour qui.",
        required=True,
        error_messages={"required": "Dites en une phrase ce que c’est et pour qui."},
    )
    description = text_field(
        "description",
        rows=8,
        most=LONGEST_DESCRIPTION,
        label="Description",
        help_text="Quelques paragraphes courts ; une ligne vide les sépare.",
    )
    contact = text_field("contact", label="À qui s’adresser", help_text="Exemple : la DDT de votre département.")
    url = LinkField(for_a_place=True, label="Page de l’aide", help_text="Exemple : https://www.cerema.fr/fr")
    application_url = LinkField(label="Démarche en ligne", help_text="Là où l’on dépose sa demande.")
    recurrence = forms.ChoiceField(
        label="Revient-elle ?", choices=[("", "Je ne sais pas"), *Recurrence.choices], required=False
    )
    opens_on = FrenchDateField(label="Ouverture", help_text="Exemple : 01/09/2026.", required=False)
    closes_on = FrenchDateField(label="Échéance", help_text="Le dernier jour. Exemple : 31/12/2026.", required=False)
    calendar_note = text_field(
        "calendar_note", label="Calendrier, en quelques mots", help_text="Exemple : un appel à projets par an."
    )
    rate_min = RateField(label="Taux minimal (%)", help_text="Exemple : 20.")
    rate_max = RateField(label="Taux maximal (%)", help_text="Exemple : 80.")
    amount_min = EurosField(label="Montant minimal (€)", most=MOST_MONEY, required=False)
    amount_max = EurosField(label="Montant maximal (€)", most=MOST_MONEY, required=False)
    money_note = text_field(
        "money_note", label="Précision sur le montant", help_text="Exemple : sur le coût hors taxes des travaux."
    )
    to_check = text_field(
        "to_check", label="À vérifier", help_text="Ce qu’il faut confirmer avant de compter dessus. La page le montre."
    )

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        """`offer`: what is corrected; its facts are those that the form shows first."""
        if offer is not None:
            kwargs["initial"] = {**plain_initial(offer), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offer = offer

    def clean(self) -> None:
        super().clean()
        values = self.cleaned_data
        for low, high, message in (
            ("opens_on", "closes_on", "L’échéance vient avant l’ouverture : corrigez l’une des deux dates."),
            ("rate_min", "rate_max", "Le taux maximal est plus petit que le minimal : inversez-les."),
            ("amount_min", "amount_max", "Le montant maximal est plus petit que le minimal : inversez-les."),
        ):
            if values.get(low) is not None and values.get(high) is not None and values[high] < values[low]:
                self.add_error(high, message)
        shipped = self.offer is not None and self.offer.origin == OfferOrigin.CATALOGUE
        if shipped and not (values.get("url") or values.get("to_check") or "url" in self.errors):
            self.add_error("to_check", "Sans page à ouvrir, dites ce qu’il faut vérifier avant de compter sur l’aide.")

    def plain(self) -> PlainFacts:
        return PlainFacts(**{name: self.cleaned_data[name] for name in PLAIN if name in self.cleaned_data})


class WholeForm(PlainForm, PlacesForm):
    """All that is said of an offer that somebody proposes."""

    field_order = ("key", "seen", "kind", "need", "title", "summary")

    kind = forms.ChoiceField(
        label="Que proposez-vous ?",
        choices=OfferKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez entre une aide et un service."},
    )
    need = forms.ChoiceField(
        label="À quel besoin répond-elle ?",
        choices=Need.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le besoin : ingénierie, financement ou expertise."},
    )
    backer = forms.CharField(
        label="Qui la propose ?",
        help_text="Le nom de l’organisme, par exemple « Cerema ».",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "porteurs", "autocomplete": "off"}),
        error_messages={"required": "Dites qui la propose, par exemple « Cerema ».", "max_length": TOO_LONG},
    )
    shapes = forms.MultipleChoiceField(
        label="Sous quelle forme ?", choices=OfferForm.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    reach = forms.ChoiceField(
        label="Où peut-on la demander ?",
        choices=REACHES,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites où on peut la demander : partout, ou dans certains territoires."},
    )
    audiences = forms.MultipleChoiceField(
        label="Qui peut la demander ?",
        choices=[(kind.value, plural(kind).capitalize()) for kind in AUDIENCES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une sorte d’organisation, par exemple « Communes »."},
    )
    population_min = forms.IntegerField(
        label="À partir de combien d’habitants ?",
        help_text="Vaut pour les communes, les intercommunalités et les départements cochés.",
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )
    population_max = forms.IntegerField(
        label="Jusqu’à combien d’habitants ?", min_value=0, max_value=MOST_PEOPLE, required=False
    )
    phases = forms.MultipleChoiceField(
        label="À quelles étapes du projet ?",
        help_text="Aucune case cochée : à toutes.",
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    topics = forms.ModelMultipleChoiceField(
        active_topics(),
        label="Quelles thématiques ?",
        help_text="Peu, les plus justes. Cinq au plus.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source_name = text_field(
        "source_name",
        label="D’où viennent ces informations ?",
        help_text="Exemple : le règlement de l’aide, publié sur le site du département.",
        required=True,
        error_messages={"required": "Dites d’où viennent ces informations, par exemple « Site du département »."},
    )

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        if offer is not None:
            kwargs["initial"] = {**whole_initial(offer), **(kwargs.get("initial") or {})}
            ticked = [territory.pk for territory in offer.territories.all()]
            kwargs["places"] = [*ticked, *kwargs.get("places", ())]
        super().__init__(*args, offer=offer, **kwargs)
        self.fields["territories"].label = "Dans quels territoires ?"

    def clean_topics(self) -> Any:
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(f"Vous avez coché {len(topics)} thématiques : gardez-en {MOST_TOPICS} au plus.")
        return topics

    def clean(self) -> None:
        super().clean()
        values = self.cleaned_data
        if values.get("kind") == OfferKind.SERVICE and values.get("need") == Need.FUNDING:
            self.add_error("kind", "Un financement est une aide, pas un service : changez l’un des deux choix.")
        low, high = values.get("population_min"), values.get("population_max")
        if low is not None and high is not None and high < low:
            self.add_error("population_max", "Le maximum d’habitants est plus petit que le minimum : inversez-les.")
        if values.get("reach") == LOCAL and not (self.candidates or self.places() or "territory_search" in self.errors):
            self.add_error("territories", "Cherchez et cochez au moins un territoire où on peut la demander.")

    @property
    def topic_groups(self) -> list[TopicGroup]:
        """The boxes of the thématiques under each theme."""
        boxes = {str(box.data["value"]): box for box in self["topics"].subwidgets}
        field = cast("Any", self.fields["topics"])
        return [
            TopicGroup(theme.label, [boxes[str(topic.pk)] for topic in (theme, *categories)])
            for theme, categories in themes_with_categories(field.queryset)
        ]

    def whole(self) -> WholeFacts:
        values = self.cleaned_data
        bounds = {"population_min": values["population_min"], "population_max": values["population_max"]}
        return WholeFacts(
            plain=self.plain(),
            kind=values["kind"],
            need=values["need"],
            backer=values["backer"],
            source_name=values["source_name"],
            national=values["reach"] == NATIONAL,
            territories=self.places(),
            forms=values["shapes"],
            phases=values["phases"],
            topics=list(values["topics"]),
            beneficiaries=[
                BeneficiaryEntry(kind, **(bounds if kind in WITH_POPULATION else {})) for kind in values["audiences"]
            ],
        )


class ContributionForm(WholeForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    message = text_field(
        "message",
        rows=3,
        model=Contribution,
        label="Un mot pour l’équipe qui relira",
        help_text="Ce qui l’aide à vérifier. Votre nom lui est connu.",
    )
    different = forms.BooleanField(
        label="Aucune de celles-ci : ma proposition est différente", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LEFT_TO_THE_TEAM:
            del self.fields[name]

    def ask_whether_different(self) -> None:
        """Show the box to tick when others look alike; it was not ticked."""
        self.fields["different"].widget = forms.CheckboxInput()
        self.add_error("different", "Des aides semblables existent déjà : regardez-les avant d’envoyer la vôtre.")


class ReportForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = forms.ChoiceField(
        label="Qu’est-ce qui est faux ?",
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui est faux, par exemple « Un lien ne mène nulle part »."},
    )
    message = text_field(
        "message",
        rows=4,
        model=Report,
        label="Ce que vous savez",
        help_text="La bonne date, le bon montant, où vous l’avez lu. Nécessaire pour «\u00a0Autre chose\u00a0». "
        "N’écrivez rien de personnel.",
    )

    def clean(self) -> None:
        if self.cleaned_data.get("reason") == ReportReason.OTHER and not self.cleaned_data.get("message", "").strip():
            self.add_error("message", "Dites en une phrase ce qui est faux\u00a0: l’équipe ne peut pas le deviner.")


def plain_initial(offer: Offer) -> dict[str, Any]:
    return {**asdict(plain_facts_of(offer)), "seen": offer.updated_at.isoformat()}


def whole_initial(offer: Offer) -> dict[str, Any]:
    """Return what the form of a proposed offer shows first; the bounds of population are those of all its rows."""
    rows = list(offer.beneficiaries.all())
    bounded = next((row for row in rows if row.kind in WITH_POPULATION), None)
    return {
        "kind": offer.kind,
        "need": offer.need,
        "backer": offer.backer.name,
        "source_name": offer.source_name,
        "shapes": offer.forms,
        "reach": NATIONAL if offer.national else LOCAL,
        "territories": [territory.pk for territory in offer.territories.all()],
        "audiences": [row.kind for row in rows],
        "population_min": bounded.population_min if bounded else None,
        "population_max": bounded.population_max if bounded else None,
        "phases": [row.phase for row in offer.phases.all()],
        "topics": [topic.pk for topic in offer.topics.all()],
    }
