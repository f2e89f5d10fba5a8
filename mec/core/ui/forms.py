"""Fields in the State's design system: label, hint, control and error tied together."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Widget


class DsfrBoundField(BoundField):
    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Style the control, and say `aria-required` in place of `required`.

        The browser's own bubbles would hide the summary of errors and speak in the browser's words.
        """
        built = super().build_widget_attrs(attrs, widget)
        control = widget or self.field.widget
        built.pop("required", None)
        if control.is_hidden or isinstance(control, RadioSelect | CheckboxSelectMultiple):
            return built
        if not isinstance(control, CheckboxInput):
            kind = _control_class(control)
            built["class"] = f"{kind} {control.attrs.get('class', '')}".strip()
        if self.field.required:
            built["aria-required"] = "true"
        return built

    def value(self) -> Any:
        """Leave out of what is shown again the NUL that no page can hold: the field's error tells of it."""
        value = super().value()
        return value.replace("\x00", "") if isinstance(value, str) else value

    @property
    def kind(self) -> str:
        """Which markup the field's template uses: `radios`, `checkboxes`, `checkbox`, `upload` or `plain`."""
        widget = self.field.widget
        if isinstance(widget, CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, RadioSelect):
            return "radios"
        if isinstance(widget, FileInput):
            return "upload"
        return "checkbox" if isinstance(widget, CheckboxInput) else "plain"

    @property
    def is_group(self) -> bool:
        return self.kind in {"radios", "checkboxes"}

    @property
    def is_optional(self) -> bool:
        """Whether the label says "facultatif": not where a draft may wait for what sending requires.

        Nor in a form that says `all_optional`, as one that only narrows a list does.
        """
        later = getattr(self.field, "required_later", False) or getattr(self.form, "all_optional", False)
        return not (self.field.required or later)

    @property
    def is_rich(self) -> bool:
        return bool(getattr(self.field.widget, "rich", False))

    @property
    def anchor(self) -> str:
        """The id of the control that an error leads to: the first one of a group."""
        return f"{self.auto_id}_0" if self.is_group else self.id_for_label


def _control_class(control: Widget) -> str:
    if isinstance(control, Select):
        return "fr-select"
    return "fr-upload" if isinstance(control, FileInput) else "fr-input"


class DsfrRenderer(TemplatesSetting):
    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = DsfrBoundField
