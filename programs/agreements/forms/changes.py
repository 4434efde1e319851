"""What a company asks to be changed: a form for each kind, with reason and proof."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.places.models import District
from programs.agreements.forms.accounts import AccountForm
from programs.agreements.rules.targets import targets_of
from programs.agreements.states import ChangeKind
from programs.awards.models import Award
from startups.companies.rules import objection_to_uscc, tidy_uscc

REASON = forms.CharField(
    label=_("Why"), max_length=2_000, widget=forms.Textarea({"rows": 4})
)


class ChangeForm(forms.Form):
    """The common part; each kind adds what is wanted."""

    reason = REASON
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_(
            "For instance the registry's notice of the change, as PDF or photo; 50 MB."
        ),
    )
    evidence_is_required = False
    award: Award

    def __init__(self, *args: Any, award: Award, **options: Any) -> None:
        super().__init__(*args, **options)
        self.award = award
        self.fields["evidence"].required = self.evidence_is_required
        self.order_fields(
            [name for name in self.fields if name not in {"reason", "evidence"}]
        )
        self.prepare()

    def prepare(self) -> None:
        """Offer what there is to choose from."""

    @property
    def wanted(self) -> dict[str, str]:
        told = self.cleaned_data
        return {
            name: str(value)
            for name, value in told.items()
            if name not in {"reason", "evidence"}
        }


class NameForm(ChangeForm):
    name = forms.CharField(label=_("New name"), max_length=200)
    evidence_is_required = True


class UsccForm(ChangeForm):
    uscc = forms.CharField(
        label=_("New unified social credit code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "class": "govuk-input--width-20"}
        ),
    )
    evidence_is_required = True

    def clean_uscc(self) -> str:
        code = tidy_uscc(self.cleaned_data["uscc"])
        if wrong := objection_to_uscc(code):
            raise forms.ValidationError(wrong, code="uscc")
        return code


class TermForm(ChangeForm):
    ends_on = forms.DateField(
        label=_("The term should end on"),
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}),
    )


class TargetForm(ChangeForm):
    target = forms.ChoiceField(label=_("Target"))
    value = forms.DecimalField(
        label=_("New value"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        widget=forms.NumberInput({"class": "govuk-input--width-10"}),
    )

    def prepare(self) -> None:
        self.fields["target"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (each.key, f"{each.title}: {each.value:,.2f} {each.unit}".strip())
            for each in targets_of(self.award)
        ]


class DistrictForm(ChangeForm):
    district = forms.ModelChoiceField(
        District.objects.filter(current=True), label=_("New district")
    )
    evidence_is_required = True

    @property
    def wanted(self) -> dict[str, str]:
        return {"district": self.cleaned_data["district"].pk}


class OtherAccountForm(AccountForm):
    """Another account than the one that is verified."""

    reason = REASON


class OpinionForm(forms.Form):
    """What the district thinks of a change."""

    favors = forms.TypedChoiceField(
        label=_("The district"),
        choices=[("yes", _("agrees")), ("no", _("does not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=pgettext_lazy("change", "Opinion of the district"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
    )


FORMS: dict[str, type[ChangeForm]] = {
    ChangeKind.NAME: NameForm,
    ChangeKind.USCC: UsccForm,
    ChangeKind.TERM: TermForm,
    ChangeKind.TARGET: TargetForm,
    ChangeKind.DISTRICT: DistrictForm,
}
