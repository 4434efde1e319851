"""An expert's record as staff enter it, and what experts and applicants enter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from foundation.edges.errands import ErrandForm
from programs.experts.actions.avoiding import Wish
from programs.experts.models import Absence, Employment, Expert
from programs.experts.rules import MOST_AVOIDED
from programs.experts.states import Avoided, Field

NEW = ("email", "name", "employer")  # asked for once


class ExpertForm(forms.ModelForm[Expert]):
    """An expert's record; whoever is new gets an account and a first employer."""

    email = forms.EmailField(label=_("e-mail address"))
    name = forms.CharField(label=_("name"), max_length=80)
    employer = forms.CharField(label=_("employer"), max_length=120)
    fields = forms.MultipleChoiceField(  # type: ignore[assignment]  # a field of that name, not a form's own fields
        label=_("fields"),
        choices=Field,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Expert
        fields = (
            "title", "fields", "specialty", "pool", "region", "capacity",
            "is_available",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            for name in NEW:
                del self.fields[name]  # type: ignore[attr-defined]  # the form's own by now


class CreditForm(ErrandForm):
    points = forms.IntegerField(
        label=_("points"),
        min_value=-100,
        max_value=100,
        help_text=_("Below zero when the credit falls."),
    )
    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class AbsenceForm(forms.ModelForm[Absence]):
    """Days away, as an expert enters them."""

    class Meta:
        model = Absence
        fields = ("starts_on", "ends_on", "note")


class EmploymentForm(forms.ModelForm[Employment]):
    class Meta:
        model = Employment
        fields = ("employer", "starts_on", "ends_on")


class AvoidForm(forms.Form):
    """One line of the request; a line left empty asks for nothing."""

    mark_optional = False

    whom = forms.ChoiceField(label=_("Who"), choices=Avoided, initial=Avoided.EXPERT)
    name = forms.CharField(
        label=_("Name of the expert or employer"), max_length=120, required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        name, reason = typed.get("name"), typed.get("reason")
        if name and not reason:
            self.add_error("reason", _("Say why this expert could not be fair."))
        if reason and not name:
            self.add_error("name", _("Say who should not judge you."))
        return typed

    def wish(self) -> Wish | None:
        typed = self.cleaned_data
        if not typed.get("name"):
            return None
        return Wish(typed["whom"], typed["name"], typed["reason"])


AvoidForms = forms.formset_factory(
    AvoidForm, extra=MOST_AVOIDED, max_num=MOST_AVOIDED, validate_max=True
)
