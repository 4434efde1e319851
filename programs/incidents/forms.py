"""What staff write about an outage, and how much time they give back."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextareaWidget

from programs.incidents.models import Incident
from programs.incidents.queries import Hit


class IncidentForm(forms.ModelForm[Incident]):
    class Meta:
        model = Incident
        fields: ClassVar[list[str]] = ["began_on", "ended_on", "what", "hours_after"]
        labels: ClassVar[dict[str, StrOrPromise]] = {
            "began_on": pgettext_lazy("outage", "from"),
            "ended_on": pgettext_lazy("outage", "until"),
        }


class ReliefForm(forms.Form):
    """Whom to give time, until when, and why."""

    until = forms.SplitDateTimeField(
        label=_("New deadline"), widget=UnfoldAdminSplitDateTimeWidget
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Sent to the companies and kept with the extensions."),
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )
    rows = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Select at least one company.")},
    )

    def __init__(self, *args: Any, hits: list[Hit], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = [(h.application.pk, h.application.number) for h in hits]
        self.fields["rows"].choices = chosen  # type: ignore[attr-defined]  # a choice field
