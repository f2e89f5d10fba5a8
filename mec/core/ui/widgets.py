"""Controls that Django does not have."""

from typing import Any

from django import forms


class RadioCards(forms.RadioSelect):
    """A few choices as large cards: `hints` and `pictograms` (as `folder/name`) are given by choice value."""

    rich = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: dict[str, str] | None = None,
        pictograms: dict[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = hints or {}
        self.pictograms = pictograms or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["pictogram"] = self.pictograms.get(str(value), "")
        return option


class HintedCheckboxes(forms.CheckboxSelectMultiple):
    """Several choices at once; `hints` are given by choice value."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), *, hints: dict[str, str]) -> None:
        super().__init__(attrs, choices)
        self.hints = hints

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option
