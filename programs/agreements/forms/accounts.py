"""Entering a bank account, digit by digit as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.agreements.rules import Particulars


class Digits(forms.CharField):
    """Digits as people type them: in groups, with blanks or hyphens."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return "".join(letter for letter in typed if letter not in " -\u3000\u00a0")


class AccountForm(forms.Form):
    """Where the company is paid, with the paper that proves it."""

    holder = forms.CharField(
        label=_("Account holder"),
        max_length=200,
        help_text=_("Exactly as on the bank's paper; it has to be the company."),
    )
    bank = forms.CharField(
        label=_("Bank and branch"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    branch_code = Digits(
        label=_("Branch code"),
        help_text=_("The 12 digits of the branch for interbank payments."),
        widget=forms.TextInput(
            {"inputmode": "numeric", "class": "govuk-input--width-20"}
        ),
    )
    number = Digits(
        label=_("Account number"),
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "class": "govuk-input--width-20",
            }
        ),
    )
    proof = forms.FileField(
        label=_("Proof"),
        help_text=_("The account permit or the bank's confirmation, as PDF or photo."),
    )

    def clean_branch_code(self) -> str:
        code: str = self.cleaned_data["branch_code"]
        if not (code.isascii() and code.isdigit() and len(code) == 12):  # noqa: PLR2004  # as the database holds
            raise forms.ValidationError(_("The code of a bank's branch has 12 digits."))
        return code

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        plausible = number.isascii() and number.isdigit() and 8 <= len(number) <= 32  # noqa: PLR2004  # same
        if not plausible or len(set(number)) == 1:
            raise forms.ValidationError(
                _("The number of a bank account has 8 to 32 digits.")
            )
        return number

    @property
    def particulars(self) -> Particulars:
        told = self.cleaned_data
        names = ("holder", "bank", "branch_code", "number")
        return Particulars(**{name: told[name] for name in names})
