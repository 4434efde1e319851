"""What staff type about a program; a changed limit demands its reason."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from foundation.edges.errands import ErrandForm
from programs.catalogue.models import Program

LIMITS = ("quota", "ceiling", "budget", "second_approval_from")


class ProgramForm(forms.ModelForm[Program]):
    reason = forms.CharField(
        label=_("Reason for a changed limit"),
        required=False,
        help_text=_("Kept in the journal, for example the number of the document."),
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
    )

    class Meta:
        model = Program
        fields: ClassVar[list[str]] = [
            "slug", "kind", "name", "purpose", "basis", "starts_on", "ends_on",
            "quota", "ceiling", "budget", "city_ratio", "rule_version",
            "second_approval_from",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        changed = [name for name in LIMITS if name in self.changed_data]
        if self.instance.pk and changed and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give a reason."))
        return cleaned

    def limits(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in LIMITS if n in self.changed_data}

    def facts(self) -> dict[str, Any]:
        """Whatever was changed and is not a limit."""
        names = set(self.changed_data) - {*LIMITS, "reason"}
        return {name: self.cleaned_data[name] for name in sorted(names)}


class AdjustForm(ErrandForm):
    """More or less for a budget line, by a document."""

    amount = forms.DecimalField(
        label=_("more or less (yuan)"),
        max_digits=16,
        decimal_places=2,
        help_text=_("With a minus for a cut; never below what is committed."),
    )
    document = forms.CharField(label=_("document number"), max_length=60)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1_000
    )
    effective_on = forms.DateField(
        label=_("in effect from"), widget=forms.DateInput, required=False
    )
