"""Which day an account is asked for."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """A day of the past; today when none is asked for."""

    on = forms.DateField(
        label=_("As of the end of"),
        required=False,
        widget=forms.DateInput(),
    )

    def chosen(self, today: date) -> date:
        """The day that is asked for; what is still to come is told as of today."""
        asked: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return min(asked or today, today)
