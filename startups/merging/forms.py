"""Which two records are one company, and how one can see it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from startups.companies.forms import CodeField


class MergeRequestForm(forms.Form):
    uscc = CodeField(
        label=_("Code of the record that stays"),
        help_text=_("This company's record is merged into that one."),
    )
    note = forms.CharField(
        label=_("Why they are the same company"),
        max_length=1_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("For example a new code after a change of the registry."),
    )
