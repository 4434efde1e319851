"""What staff type about a call: its dates and texts, and the questions as JSON."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from programs.calls.models import Call
from programs.calls.rules import fault

FACTS = (
    "program", "slug", "year", "title", "summary", "guideline", "opens_at",
    "closes_at", "contact",
)  # fmt: skip


class Written(forms.JSONField):
    """JSON as a person reads it."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2) if value else ""


class CallForm(forms.ModelForm[Call]):
    schema = Written(
        label=_("Questions"),
        required=False,
        help_text=_(
            "Sections with questions, as JSON. Once somebody has begun to answer, a "
            "change makes a new version."
        ),
        widget=UnfoldAdminTextareaWidget({"rows": 16, "spellcheck": "false"}),
    )

    class Meta:
        model = Call
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = self.instance.form_versions.first() if self.instance.pk else None
        if latest and "schema" in self.fields:
            self.initial["schema"] = latest.schema

    def clean_schema(self) -> Any:
        schema = self.cleaned_data["schema"]
        wrong = fault(schema) if isinstance(schema, dict) else None
        if wrong or (schema and not isinstance(schema, dict)):
            raise forms.ValidationError(wrong or _("The form asks nothing yet."))
        return schema

    def facts(self) -> dict[str, Any]:
        """Whatever was changed of the call itself."""
        names = [name for name in FACTS if name in self.changed_data]
        return {name: self.cleaned_data[name] for name in names}
