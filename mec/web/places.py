"""Places that a form proposes to tick, and a field where one types another: with or without JavaScript."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from mec.core.db import read_id
from mec.territories.enums import PLACE_KINDS
from mec.territories.models import Territory
from mec.territories.queries import TerritoryMatch, search_territories, territories_with_ids

MAX_CANDIDATES = 8
UNKNOWN_PLACE = (
    "Aucun lieu ne répond à « {typed} ». Vérifiez l’orthographe ou essayez le code postal, par exemple 07000."
)


class PlacesForm(forms.Form):
    """A place that the text tells is taken; several are left in `candidates`, to be ticked."""

    territories = forms.ModelMultipleChoiceField(
        territories_with_ids([], PLACE_KINDS),
        label="Où ?",
        help_text="Décochez ce qui ne convient pas ; ajoutez un lieu si besoin.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    territory_search = forms.CharField(
        label="Ajouter une commune, une intercommunalité, un département ou une région",
        help_text="Un nom ou un code postal. Exemple : « Privas » ou « 07000 ».",
        max_length=100,
        required=False,
    )

    def __init__(self, *args: Any, places: Iterable[int] = (), **kwargs: Any) -> None:
        """`places`: ids of the territories to tick or not."""
        super().__init__(*args, **kwargs)
        vars(self.fields["territories"])["required_later"] = True
        self.candidates: list[TerritoryMatch] = []
        self.only_match: int | None = None
        posted = cast("Any", self.data).getlist("territories") if self.is_bound else []
        ids = [*places, *filter(None, map(read_id, posted))]
        cast("Any", self.fields["territories"]).queryset = territories_with_ids(ids, PLACE_KINDS)

    def clean(self) -> None:
        typed = self.cleaned_data.get("territory_search", "")
        found = search_territories(typed, kinds=PLACE_KINDS, limit=MAX_CANDIDATES) if typed else []
        if typed and not found:
            self.add_error("territory_search", UNKNOWN_PLACE.format(typed=typed))
        self.candidates = found if len(found) > 1 else []
        self.only_match = found[0].id if len(found) == 1 else None

    def places(self) -> list[Territory]:
        """Return what is ticked, and the only place that the typed text tells."""
        chosen = [territory.pk for territory in self.cleaned_data.get("territories", [])]
        return list(territories_with_ids([*chosen, *([self.only_match] if self.only_match else [])], PLACE_KINDS))
