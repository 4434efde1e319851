"""What staff type about a program; a changed limit demands its reason."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from foundation.edges.errands import ErrandForm
from programs.catalogue.models import Program
from programs.catalogue.rules import Asked, Inputs

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


def field_of(asked: Asked, *, money: forms.Widget, **options: Any) -> forms.Field:
    """Where people write down a fact that a formula reads; `money` is for yuan."""
    if asked.choices:
        choices = [("", "—"), *asked.choices.items()]
        return forms.ChoiceField(choices=choices, required=False, **options)
    return forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=money,
        **options,
    )


def told(given: Mapping[str, Any], asked: Iterable[Asked]) -> Inputs:
    """Of what was given, that which is asked and not left empty."""
    found = {each.code: given.get(each.code) for each in asked}
    return {code: value for code, value in found.items() if value not in (None, "")}
