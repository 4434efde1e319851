"""Whom to invite, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Role
from startups.companies.forms import CodeField
from startups.members.actions import Agency

ROLES = [
    (Role.COMPANY_EDITOR, _("Editor: fills in forms, but hands nothing in")),
    (Role.COMPANY_ADMIN, _("Administrator: hands in, and invites others")),
]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("May do"),
        choices=ROLES,
        widget=forms.RadioSelect,
        initial=Role.COMPANY_EDITOR,
    )


class AgentForm(forms.Form):
    """Somebody of an agency, who fills in the company's forms for a while."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    agency = forms.CharField(label=_("Agency"), max_length=200)
    agency_uscc = CodeField(label=_("Agency's unified social credit code"))
    until = forms.DateField(
        label=_("Acts until the end of"),
        widget=forms.DateInput,
        help_text=_("A year at most. You can let them go at any time before."),
    )
    may_submit = forms.BooleanField(
        label=_("May also hand in for the company"),
        required=False,
        help_text=_("Without this, an administrator of the company hands in."),
    )

    @property
    def named(self) -> Agency:
        told = self.cleaned_data
        return Agency(
            told["agency"], told["agency_uscc"], told["until"], told["may_submit"]
        )


class AskForm(forms.Form):
    """Which company to act for, and a word to those who decide."""

    uscc = CodeField(
        help_text=_("18 characters, on the business license. You may paste it.")
    )
    note = forms.CharField(
        label=_("Who are you?"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Your position, and who knows you. Those who decide read this."),
    )


class AnswerForm(forms.Form):
    """Let somebody in, and as what; or not, and why."""

    role = forms.ChoiceField(label=_("May do"), choices=ROLES)
