"""What people tell about a company."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.places.models import District
from startups.companies.actions import IDENTITY
from startups.companies.industries import industry_name
from startups.companies.models import Company, Merge
from startups.companies.rules import objection_to_uscc, tidy_uscc
from startups.companies.states import Status

FACTS = [
    "name",
    "english_name",
    "district",
    "industry",
    "founded_on",
    "registered_capital",
    "legal_representative",
    "address",
    "contact_name",
    "contact_phone",
    "contact_email",
]


class CodeField(forms.CharField):
    """A unified social credit code as people type it; a slip is explained."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", capfirst(_("unified social credit code")))
        super().__init__(max_length=40, **options)
        self.widget.attrs |= {"class": "govuk-input--width-20", "autocomplete": "off"}

    def to_python(self, value: Any) -> str:
        return tidy_uscc(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (wrong := objection_to_uscc(value)):
            raise forms.ValidationError(wrong, code="uscc")


class FactsForm(forms.ModelForm[Company]):
    """The facts that a company tells about itself."""

    class Meta:
        model = Company
        fields = FACTS
        help_texts = {
            "name": _("As on the business license."),
            "industry": _("The four digits of GB/T 4754, for example 6513."),
            "district": _("Where the company is registered."),
            "registered_capital": _("In yuan."),
        }
        widgets = {
            "founded_on": forms.DateInput,
            "industry": forms.TextInput(
                {"class": "govuk-input--width-5", "inputmode": "numeric"}
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = District.objects.filter(current=True)
        self.fields["district"].queryset = now  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["founded_on"].required = True

    def clean_industry(self) -> str:
        code: str = self.cleaned_data["industry"].strip()
        if code and not (code.isascii() and code.isdigit() and len(code) in {3, 4}):
            raise forms.ValidationError(_("The code has three or four digits."))
        if code and not industry_name(code):
            said = _("GB/T 4754 has no industry that begins with %(division)s.")
            raise forms.ValidationError(said, params={"division": code[:2]})
        return code

    @property
    def facts(self) -> dict[str, Any]:
        """What was changed, as the use cases want it."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class RegisterForm(FactsForm):
    uscc = CodeField(
        help_text=_("18 characters, on the business license. You may paste it.")
    )

    class Meta(FactsForm.Meta):
        fields = ["uscc", *FACTS]


class EditForm(FactsForm):
    """Who a verified company is can be read here, but not changed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.status == Status.VERIFIED:
            for name in IDENTITY & self.fields.keys():
                self.fields[name].disabled = True


class SearchForm(forms.Form):
    """A list of companies by name or code."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)


class DeskForm(forms.ModelForm[Company]):
    """The whole record, for the staff desk."""

    class Meta:
        model = Company
        fields = ["uscc", *FACTS, "zones", "registry_state"]

    def clean_uscc(self) -> str:
        code = tidy_uscc(self.cleaned_data["uscc"])
        if wrong := objection_to_uscc(code):
            raise forms.ValidationError(wrong, code="uscc")
        return code


class MergeForm(forms.ModelForm[Merge]):
    """Which of two records goes, and which one stays."""

    class Meta:
        model = Merge
        fields = ["absorbed", "kept", "reason"]
        labels = {
            "absorbed": _("Record to merge"),
            "kept": _("Record that stays"),
        }
