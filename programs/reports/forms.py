"""What people say about reports: which ones to list, and why one is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.reports import definitions


def _reports() -> list[tuple[str, str]]:
    return [("", str(_("all"))), *definitions.choices()]


class IssueFilter(forms.Form):
    """Which issues to list."""

    definition = forms.ChoiceField(label=_("Report"), choices=_reports, required=False)
    year = forms.IntegerField(
        label=_("Year of the period"), required=False, min_value=2000, max_value=2999
    )

    def facts(self) -> dict[str, object]:
        """The filters that were given and make sense."""
        self.is_valid()
        given = self.cleaned_data
        named = {
            "definition": given.get("definition"),
            "period_start__year": given.get("year"),
        }
        return {name: value for name, value in named.items() if value}


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("What is corrected, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
