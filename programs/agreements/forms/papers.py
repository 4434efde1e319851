"""Signing an agreement, and issuing one on the staff desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from programs.agreements.actions import DAYS_TO_SIGN
from programs.agreements.queries import without_paper
from programs.agreements.states import Status
from programs.awards.models import Award
from programs.catalogue.models import Program


class SignForm(forms.Form):
    """The copy with signature and seal, and the word that one may sign."""

    signed_copy = forms.FileField(
        label=_("Signed and sealed copy"),
        help_text=_("A scan of all pages as PDF, or photos as JPEG or PNG; 50 MB."),
    )
    confirmed = forms.BooleanField(
        label=_(
            "I have read the paper, I am entitled to sign it for the company, and the "
            "copy is complete."
        ),
        error_messages={"required": _("Please confirm that you may sign.")},
    )


class IssueForm(ErrandForm):
    """On the page of an award: a later version says what it changes."""

    days = forms.IntegerField(
        label=_("Days to sign"), initial=DAYS_TO_SIGN, min_value=1, max_value=180
    )
    change = forms.CharField(
        label=_("What the new version changes"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only where an agreement is in force already."),
    )

    def prepare(self) -> None:
        if self.subject is not None and not _in_force(self.subject):
            del self.fields["change"]


class NextForm(ErrandForm):
    """On the page of an approved change: what it says is known."""

    days = forms.IntegerField(
        label=_("Days to sign"), initial=DAYS_TO_SIGN, min_value=1, max_value=180
    )


def _in_force(award: Award) -> bool:
    return award.agreements.filter(status=Status.IN_FORCE).exists()


class MissingForm(ErrandForm):
    """All awards of a program that have no paper yet, at once."""

    program = forms.ModelChoiceField(Program.objects.none(), label=_("program"))

    def prepare(self) -> None:
        mine = Program.objects.all().within(self.user, Permission.ISSUE_AGREEMENT)
        self.fields["program"].queryset = mine  # type: ignore[attr-defined]  # a ModelChoiceField

    def facts(self) -> dict[str, Any]:
        program = self.cleaned_data["program"]
        return {"awards": list(without_paper().filter(program=program))}
