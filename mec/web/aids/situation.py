"""What a person without project says of theirs, in the address of the page: nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from mec.core.ui.fields import SPACES, EurosField
from mec.offers.facts import OfferFacts
from mec.organizations.enums import COLLECTIVITE_KINDS, OrganizationKind
from mec.questionnaires.forms import QuestionsForm
from mec.recommendations.eligibility import questions_of
from mec.recommendations.facts import ProjectFacts
from mec.taxonomy.enums import ExpenseKind, Phase
from mec.territories.enums import OVERSEAS_CODES, TerritoryKind
from mec.territories.models import Territory
from mec.territories.places import places_of
from mec.territories.queries import container_of, departements_of, distinct_population
from mec.web.aids.places import IN_GROUP, Found, code_of, find_place, territories_of

GROUP_KINDS = (TerritoryKind.COMMUNE, TerritoryKind.EPCI, TerritoryKind.DEPARTEMENT)
"""Who joins a group."""
MOST_IN_GROUP = 100
_OWN_TERRITORY = {
    OrganizationKind.COMMUNE: TerritoryKind.COMMUNE,
    OrganizationKind.EPCI: TerritoryKind.EPCI,
    OrganizationKind.DEPARTEMENT: TerritoryKind.DEPARTEMENT,
    OrganizationKind.REGION: TerritoryKind.REGION,
}
_KINDS = [(kind.value, kind.label) for kind in OrganizationKind if kind in COLLECTIVITE_KINDS]
_MOST_COST = Decimal("99_999_999_999.99")
_MOST_PEOPLE = 20_000_000


class _PeopleField(forms.IntegerField):
    """A number of inhabitants as people write it: "8 350"."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": "Écrivez un nombre d’habitants en chiffres, par exemple 8 350.",
        "min_value": "Écrivez un nombre d’habitants en chiffres, par exemple 8 350.",
        "max_value": "Il y a trop d’habitants : vérifiez le nombre de zéros.",
    }

    def to_python(self, value: Any) -> int | None:
        return super().to_python(SPACES.sub("", str(value)) if value else value)


class SituationForm(forms.Form):
    """Who, where, at which stage, for what and how much: of these, what bears on the offer."""

    all_optional = True

    lieu = forms.CharField(
        label="Où se situe le projet ?",
        help_text="Une commune, une intercommunalité ou un département : un nom ou un code postal. Exemple : Privas.",
        max_length=100,
    )
    territoire = forms.CharField(widget=forms.HiddenInput)
    porteur = forms.ChoiceField(label="Qui porte le projet ?", choices=[("", "Je ne sais pas encore"), *_KINDS])
    habitants = _PeopleField(
        label="Combien d’habitants a la collectivité qui porte le projet ?",
        help_text="Laissez vide pour une commune, une intercommunalité, un département ou une région : nous le savons.",
        min_value=0,
        max_value=_MOST_PEOPLE,
    )
    etape = forms.ChoiceField(label="Où en est le projet ?", choices=[("", "Je ne sais pas encore"), *Phase.choices])
    depenses = forms.MultipleChoiceField(
        label="Quelles dépenses prévoyez-vous ?",
        help_text="Laissez vide si vous ne savez pas encore.",
        choices=ExpenseKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    cout = EurosField(
        label="Combien coûtera le projet, hors taxes, en euros ?",
        help_text="Même approximatif. Exemple : 250 000.",
        most=_MOST_COST,
    )

    def __init__(self, *args: Any, offer: OfferFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _useless(offer):
            del self.fields[name]
        for field in self.fields.values():
            field.required = False


def _useless(offer: OfferFacts) -> list[str]:
    """Return the fields that would change nothing for this offer."""
    bounded = any(row.population_min or row.population_max or row.condition_above for row in offer.beneficiaries)
    phased = (offer.phases and offer.phases != set(Phase)) or any(row.phase for row in offer.requirements)
    asked = {
        "habitants": bounded,
        "etape": phased,
        "depenses": offer.expenses,
        "cout": offer.cost_min is not None or offer.cost_max is not None or offer.terms.is_said,
    }
    return [name for name, bears in asked.items() if not bears]


@dataclass(frozen=True)
class Situation:
    form: SituationForm
    questions: QuestionsForm
    place: Found
    group: Sequence[Territory]
    facts: ProjectFacts | None
    """None until something was asked, or while something is to be corrected."""

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors or self.questions.errors)


def situation_of(data: QueryDict, offer: OfferFacts) -> Situation:
    """Read the address: the same one always gives the same answer."""
    place, group = find_place(data), group_of(data)
    filled = data.copy()
    filled["lieu"] = str(place.territory) if place.territory else place.typed
    filled["territoire"] = code_of(place.territory) if place.territory else ""
    form = SituationForm(filled if data else None, offer=offer)
    valid = form.is_valid()
    facts = _facts(form.cleaned_data, place.territory, group) if valid else ProjectFacts(title="")
    questions = QuestionsForm(data, questions=questions_of(offer, facts))
    if not (valid and questions.is_valid()):
        return Situation(form, questions, place, group, None)
    answers = {key: value for key, value in questions.values().items() if isinstance(value, bool)}
    waiting = place.candidates or place.is_unknown
    return Situation(form, questions, place, group, None if waiting else replace(facts, answers=answers))


def group_of(data: QueryDict) -> list[Territory]:
    """Return who is in the group that an address names: "?t=commune-07186&t=epci-200071413"."""
    return territories_of(data.getlist(IN_GROUP)[:MOST_IN_GROUP], GROUP_KINDS)


def _facts(values: dict[str, Any], place: Territory | None, group: Sequence[Territory]) -> ProjectFacts:
    owner = _owner(values["porteur"], place)
    people = values.get("habitants")
    departements = {departement.code for departement in departements_of([place])} if place else set()
    return ProjectFacts(
        title="",
        phase=values.get("etape", ""),
        owner_kind=values["porteur"],
        places=places_of([place] if place else []),
        population=owner.population if people is None and owner else people,
        group_population=distinct_population([*group, *([owner] if owner else [])]) if group else None,
        overseas=departements <= set(OVERSEAS_CODES) if departements else None,
        expense_kinds=frozenset(values.get("depenses", ())),
        cost=values.get("cout"),
    )


def _owner(kind: str, place: Territory | None) -> Territory | None:
    """Return the territory of who carries the project, when its place and its kind tell it."""
    own = _OWN_TERRITORY.get(OrganizationKind(kind)) if kind else None
    return container_of(place, own) if place and own else None
