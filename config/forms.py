"""How forms look outside the admin: one renderer, so that no page writes field markup.

`{{ form }}` gives the error summary and every field; `{{ form.name.as_field_group }}`
one field; `{{ form.name.control }}` the bare control, as for a cell of a table.
Widgets are told by plain attributes: `data-prefix`, `data-suffix`, `class`, `rows`.
"""

from copy import copy
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import DateTimeBaseInput
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

TEMPLATES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "forms/widgets/choices.html"),
    (forms.RadioSelect, "forms/widgets/choices.html"),
    (forms.CheckboxInput, "forms/widgets/checkbox.html"),
    (forms.ClearableFileInput, "forms/widgets/file.html"),
]
CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "govuk-checkboxes"),
    (forms.RadioSelect, "govuk-radios"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Widget, "govuk-input"),
]
NATIVE = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


class PortalField(BoundField):
    """A field that can render its control in the portal's markup.

    `{{ field }}` alone stays Django's, because the admin's own widgets rely on it.
    """

    @property
    def control(self) -> SafeString:
        return self.as_widget(self._dressed(), {"id": self.auto_id} | self._described())

    def _dressed(self) -> forms.Widget:
        """A copy of the widget with our class, template and kind of input."""
        widget: forms.Widget = copy(self.field.widget)
        ours = _OURS | ({"maxlength"} if self.limit else set())
        widget.attrs = {k: v for k, v in widget.attrs.items() if k not in ours}
        base = _first(CLASSES, widget)
        wrong = f"{base}--error" if self.errors and not self.use_fieldset else ""
        widget.attrs["class"] = " ".join(
            filter(None, [base, wrong, widget.attrs.get("class", "")])
        )
        template = _first(TEMPLATES, widget)
        if template:
            widget.template_name = template
        _ask_natively(widget)
        return widget

    def _described(self) -> dict[str, Any]:
        """Point to the hint, the error and the count, as the field shows them."""
        if self.use_fieldset:
            return {}
        ids = [self.aria_describedby or ""]
        if self.limit:
            ids.append(f"{self.auto_id}_count")
        told = " ".join(filter(None, ids))
        return {"aria-describedby": told} if told else {}

    @cached_property
    def kind(self) -> str:
        """Which part of the field template applies."""
        widget = self.field.widget
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"

    @property
    def prefix(self) -> Any:
        return self.field.widget.attrs.get("data-prefix", "")

    @property
    def suffix(self) -> Any:
        return self.field.widget.attrs.get("data-suffix", "")

    @property
    def limit(self) -> int | None:
        """How many characters a long text may have; told, and checked on the server."""
        long = isinstance(self.field.widget, forms.Textarea)
        found: int | None = self.field.widget.attrs.get("maxlength") if long else None
        return int(found) if found else None

    @property
    def anchor(self) -> str:
        """Where a link to this field leads: its control, or its first choice."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def title(self) -> str:
        """The label without the full stop of a sentence, to be followed by an error."""
        return str(self.label).rstrip("。.:：")

    @property
    def is_optional(self) -> bool:
        """Say so of the few that are, unless the form has `mark_optional = False`."""
        marks = getattr(self.form, "mark_optional", True)
        return bool(marks) and not self.field.required and self.kind != "checkbox"


# Shown around the control, or better said above it than inside (placeholders vanish).
_OURS = {"data-prefix", "data-suffix", "placeholder"}


def _first(table: list[tuple[type[forms.Widget], str]], widget: forms.Widget) -> str:
    return next((name for kind, name in table if isinstance(widget, kind)), "")


def _ask_natively(widget: forms.Widget) -> None:
    """The browser's own date picker; numbers as text, which no wheel changes."""
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        whole = str(widget.attrs.get("step", "1")) == "1"
        widget.attrs = {
            name: value
            for name, value in widget.attrs.items()
            if name not in {"step", "min", "max"}
        } | {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
    elif type(widget) in NATIVE and isinstance(widget, DateTimeBaseInput):
        widget.input_type, widget.format = NATIVE[type(widget)]


class PortalRenderer(DjangoTemplates):
    """Our templates for forms and fields; widgets of the admin stay as they are."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalField
