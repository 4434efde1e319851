"""What staff type about a call: its dates and texts, and next year's call like it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from programs.calls.models import Call

FACTS = (
    "program", "slug", "year", "title", "summary", "guideline", "opens_at",
    "closes_at", "contact", "upload_grace",
)  # fmt: skip


LINES = 10  # of a guideline to be seen at once


class CallForm(forms.ModelForm[Call]):
    class Meta:
        model = Call
        fields = FACTS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "guideline" in self.fields:  # others than who writes calls only read it
            boxes: Any = self.fields["guideline"].widget
            for box in boxes.widgets:
                box.attrs["rows"] = LINES

    def facts(self) -> dict[str, Any]:
        """Whatever was changed of the call itself."""
        names = [name for name in FACTS if name in self.changed_data]
        return {name: self.cleaned_data[name] for name in names}


class CloneForm(ErrandForm):
    """The address and the year of a call like this one."""

    slug = forms.SlugField(label=_("address"))
    year = forms.IntegerField(
        label=_("year"),
        min_value=2000,
        max_value=2100,
        help_text=_(
            "Opening and close move by as many years. Texts, form and files of the "
            "guideline are taken over."
        ),
    )

    def prepare(self) -> None:
        call: Call = self.subject
        year = call.year + 1
        self.fields["year"].initial = year
        renamed = call.slug.replace(str(call.year), str(year))
        if renamed != call.slug:
            self.fields["slug"].initial = renamed
