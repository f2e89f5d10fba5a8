"""Forms of the State side."""

from collections.abc import Sequence

from django import forms

from mec.core.ui.widgets import RadioCards
from mec.projects.enums import Priority
from mec.projects.models import Project, RoutingRule
from mec.projects.queries import Team
from mec.projects.services import Ranking, Receiver, Route
from mec.taxonomy.queries import active_topics
from mec.territories.models import Territory
from mec.web.state.places import place_label

LONGEST_NOTE = 2_000
LEVEL_HINTS = {
    str(Priority.HIGH.value): "À traiter avant les autres.",
    str(Priority.MEDIUM.value): "À traiter dans l’ordre.",
    str(Priority.LOW.value): "Peut attendre.",
    str(Priority.UNSET.value): "Personne ne s’est prononcé.",
    str(Priority.ASIDE.value): "Hors des priorités du service ; dites pourquoi.",
}
REASON_NEEDED = (
    "Dites pourquoi en une phrase : la raison est obligatoire pour écarter un projet ou partager sa priorité."
)


class PriorityForm(forms.Form):
    seen_level = forms.TypedChoiceField(choices=Priority.choices, coerce=int, widget=forms.HiddenInput)
    seen_reason = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_shared = forms.BooleanField(widget=forms.HiddenInput, required=False)
    level = forms.TypedChoiceField(
        label="Quelle priorité donnez-vous à ce projet ?",
        choices=Priority.choices,
        coerce=int,
        widget=RadioCards(hints=LEVEL_HINTS),
        error_messages={"required": "Choisissez une priorité.", "invalid_choice": "Choisissez une des cinq priorités."},
    )
    reason = forms.CharField(
        label="Pourquoi ?",
        help_text="Une phrase. Obligatoire pour « À écarter » ou si vous partagez la priorité.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=Project._meta.get_field("priority_reason").max_length,  # noqa: SLF001 -- Django's public model API
        required=False,
        error_messages={
            "max_length": "La raison dépasse 500 caractères : elle en compte %(show_value)d. Raccourcissez-la."
        },
    )
    shared = forms.BooleanField(
        label="Partager la priorité et sa raison avec la collectivité",
        help_text="Sans cette case, seuls les services de l’État les lisent.",
        required=False,
    )

    def ranking(self) -> Ranking:
        values = self.cleaned_data
        return Ranking(Priority(values["level"]), values["reason"], values["shared"])

    def seen(self) -> Ranking:
        values = self.cleaned_data
        return Ranking(Priority(values["seen_level"]), values["seen_reason"], values["seen_shared"])


def priority_initial(ranking: Ranking, level: Priority | None = None) -> dict[str, object]:
    """Return what the form holds before anything is typed; `level` is what the person has just chosen in a list."""
    seen = {"seen_level": ranking.level.value, "seen_reason": ranking.reason, "seen_shared": ranking.shared}
    chosen = ranking.level if level is None else level
    return {**seen, "level": chosen.value, "reason": ranking.reason, "shared": ranking.shared}


class AssignForm(forms.Form):
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)
    receiver = forms.ChoiceField(
        label="Qui suit ce projet ?",
        help_text="Une personne, ou un service qui se répartit les projets.",
        error_messages={
            "required": "Choisissez une personne ou un service.",
            "invalid_choice": "Cette personne ou ce service ne peut plus recevoir ce projet : choisissez-en un autre.",
        },
    )
    note = forms.CharField(
        label="Un mot pour cette personne",
        help_text="Il va dans la zone de l’État : la collectivité ne le lit pas.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        required=False,
    )

    def __init__(self, *args, teams: Sequence[Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.receivers = _receivers(teams)
        _offer(self.fields["receiver"], teams)

    def receiver_chosen(self) -> Receiver:
        return self.receivers[self.cleaned_data["receiver"]]


def _offer(field, teams: Sequence[Team]) -> None:
    field.choices = [("", "Choisissez dans la liste"), *receiver_choices(teams)]


def receiver_choices(teams: Sequence[Team]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group the people by service; the value of each names both."""
    return [
        (
            str(team.organization),
            [
                *((f"{team.organization.pk}-{one.user_id}", _person(one)) for one in team.members),
                (f"{team.organization.pk}-", f"{team.organization}, sans nommer personne"),
            ],
        )
        for team in teams
    ]


def _person(membership) -> str:
    return f"{membership.user}, {membership.title}" if membership.title else str(membership.user)


def _receivers(teams: Sequence[Team]) -> dict[str, Receiver]:
    found = {f"{team.organization.pk}-": Receiver(team.organization) for team in teams}
    found |= {
        f"{team.organization.pk}-{one.user_id}": Receiver(team.organization, one.user)
        for team in teams
        for one in team.members
    }
    return found


class ReleaseForm(forms.Form):
    expected = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Pourquoi ?",
        help_text="Pour vos collègues, dans la zone de l’État : la collectivité ne le lit pas.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        required=False,
    )


class TopicField(forms.ModelChoiceField):
    """Every thématique, a category told by its theme."""

    def __init__(self, **kwargs):
        super().__init__(active_topics(), label="Thématique", required=False, **kwargs)

    def label_from_instance(self, obj) -> str:
        return f"{obj.parent}, {obj}" if obj.parent else str(obj)


class RouteForm(forms.Form):
    topic = TopicField(empty_label="Toutes les thématiques")
    territory = forms.CharField(
        label="Territoire",
        help_text="Une commune, une intercommunalité, un arrondissement. Laissez vide pour tout votre périmètre.",
        max_length=100,
        required=False,
    )
    receiver = forms.ChoiceField(
        label="À qui vont ces projets ?",
        error_messages={
            "required": "Choisissez une personne ou un service.",
            "invalid_choice": "Cette personne ou ce service ne peut rien recevoir ici : choisissez dans la liste.",
        },
    )

    def __init__(self, *args, teams: Sequence[Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.receivers = _receivers(teams)
        _offer(self.fields["receiver"], teams)

    def route(self, territory: Territory | None) -> Route:
        receiver = self.receivers[self.cleaned_data["receiver"]]
        return Route(self.cleaned_data["topic"], territory, receiver.organization, receiver.agent)


def route_initial(rule: RoutingRule) -> dict[str, object]:
    return {
        "topic": rule.topic_id,
        "territory": place_label(rule.territory) if rule.territory else "",
        "receiver": f"{rule.target_id}-{rule.agent_id or ''}",
    }


class TryForm(forms.Form):
    """A project that does not exist, to see where the table would send it."""

    topic = TopicField(empty_label="Sans thématique")
    place = forms.CharField(label="Commune", help_text="Par exemple : Privas.", max_length=100, required=False)
