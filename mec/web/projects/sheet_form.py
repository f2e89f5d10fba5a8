"""The form of a project's sheet: the four questions, then what helps to go further."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from mec.core.ui.fields import EurosField, FrenchDateField
from mec.core.ui.french import day
from mec.core.ui.widgets import RadioCards
from mec.organizations.models import Organization
from mec.organizations.queries import organizations_with_ids
from mec.projects.models import Project
from mec.projects.services import MOST_TOPICS, SheetContent
from mec.taxonomy.enums import Phase
from mec.taxonomy.queries import active_topics, themes_with_categories
from mec.web.places import PlacesForm
from mec.web.projects.forms import TOO_LONG

PHASE_EXAMPLES = {
    Phase.IDEA: "Un besoin est identifié, rien n’est encore chiffré.",
    Phase.STUDY: "Un diagnostic, un avant-projet ou un plan de financement est en cours.",
    Phase.OPERATION: "Les travaux ou l’action sont décidés, lancés ou près de l’être.",
}

REQUIRED_MESSAGES = {
    "name": "Donnez un nom à votre projet, par exemple « Isoler l’école des Tilleuls ».",
    "territories": "Dites où se situe votre projet : cochez au moins un territoire, par exemple votre commune.",
    "description": "Racontez votre projet en quelques lignes : le besoin, le lieu, ce que vous voulez faire.",
    "phase": "Dites où vous en êtes : idée, étude ou opération.",
}

FURTHER = ("topics", "cost", "starts_on", "ends_on")
MOST_COST = Decimal("99_999_999_999.99")


@dataclass(frozen=True)
class TopicGroup:
    """A theme of the thématiques, and its boxes."""

    label: str
    boxes: list[Any]

    @property
    def is_open(self) -> bool:
        return any(box.data["selected"] for box in self.boxes)


def phase_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Où en êtes-vous ?",
        choices=Phase.choices,
        widget=RadioCards(hints={phase.value: example for phase, example in PHASE_EXAMPLES.items()}),
        required=False,
    )


class TopicsForm(forms.Form):
    """The thématiques, to be ticked under their themes."""

    topics = forms.ModelMultipleChoiceField(
        active_topics(),
        label="Quelles thématiques ?",
        help_text="Elles aident à trouver la bonne personne. Cinq au plus.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def choices_of(self, name: str) -> Any:
        return self.fields[name]

    def clean_topics(self) -> Any:
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(
                f"Vous avez coché {len(topics)} thématiques : gardez les {MOST_TOPICS} qui comptent le plus."
            )
        return topics

    @property
    def topic_groups(self) -> list[TopicGroup]:
        """The boxes of the thématiques under each theme; a theme where one is ticked stands open."""
        boxes = {str(box.data["value"]): box for box in self["topics"].subwidgets}
        return [
            TopicGroup(theme.label, [boxes[str(topic.pk)] for topic in (theme, *categories)])
            for theme, categories in themes_with_categories(self.choices_of("topics").queryset)
        ]


class SheetForm(TopicsForm, PlacesForm):
    """The four questions of a project, and what helps to go further; a draft may leave any of them empty."""

    field_order = ("key", "version", "owner", "name", "territories", "territory_search")

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    owner = forms.ModelChoiceField(
        organizations_with_ids([]), label="Pour quelle collectivité ?", empty_label=None, required=False
    )
    name = forms.CharField(
        label="Quel est votre projet ?",
        help_text="Un nom court, que chacun comprend. Exemple : « Isoler l’école des Tilleuls ».",
        max_length=Project._meta.get_field("name").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    description = forms.CharField(
        label="Racontez-le en quelques lignes",
        help_text="Le besoin, le lieu, ce que vous voulez faire, ce qui vous manque. Avec vos mots.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=Project._meta.get_field("description").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    phase = phase_field()

    cost = EurosField(
        label="Coût total hors taxes, en euros",
        help_text="Même approximatif. Exemples : « 250 000 » ou « 1 234,50 ».",
        most=MOST_COST,
        required=False,
    )
    starts_on = FrenchDateField(label="Début prévu", help_text="Exemple : 01/09/2026.", required=False)
    ends_on = FrenchDateField(label="Fin prévue", help_text="Exemple : 31/12/2027.", required=False)

    def __init__(self, *args: Any, owners: Sequence[Organization] = (), **kwargs: Any) -> None:
        """`owners`: the collectivités that may carry the project."""
        super().__init__(*args, **kwargs)
        self.choices_of("owner").queryset = organizations_with_ids(owner.pk for owner in owners)
        if len(owners) <= 1:
            self.fields["owner"].widget = forms.HiddenInput()
        for name in REQUIRED_MESSAGES:
            vars(self.fields[name])["required_later"] = True

    def clean(self) -> None:
        super().clean()
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error(
                "ends_on",
                f"La fin ({day(end, weekday=False)}) vient avant le début ({day(start, weekday=False)}) : corrigez "
                "l’une des deux dates.",
            )

    def content(self) -> SheetContent:
        values = self.cleaned_data
        return SheetContent(
            name=values["name"],
            description=values["description"],
            phase=values["phase"],
            territories=self.places(),
            topics=list(values["topics"]),
            cost=values["cost"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
        )

    def say_missing(self, fields: list[str]) -> None:
        """Turn what the sheet lacks to be sent into one error by field."""
        for field in fields:
            self.add_error(field, REQUIRED_MESSAGES[field])

    @property
    def goes_further(self) -> bool:
        """Whether something beyond the four questions is filled in, or to be corrected."""
        values = [self[name].value() for name in FURTHER]
        return any(values) or any(name in self.errors for name in FURTHER)
