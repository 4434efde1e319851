"""What a company writes to ask, and what staff write to answer and to change."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.moves import Actor
from programs.clarifications.models import Amendment, Clarification
from programs.clarifications.queries import askers
from programs.clarifications.rules import LONGEST
from startups.companies.models import Company


class AskForm(forms.Form):
    """For which company, and what."""

    company = forms.ModelChoiceField(
        Company.objects.none(), label=_("Company"), empty_label=None
    )
    asked = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        help_text=_(
            "Question and answer become public, without your name. Leave out whatever "
            "others should not know."
        ),
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write your question.")},
    )

    def __init__(self, *args: object, user: Actor, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on
        self.fields["company"].queryset = askers(user)  # type: ignore[attr-defined]  # a ModelChoiceField


class AnswerForm(forms.ModelForm[Clarification]):
    class Meta:
        model = Clarification
        fields: ClassVar[list[str]] = ["wording", "answer"]


class AmendmentForm(forms.ModelForm[Amendment]):
    class Meta:
        model = Amendment
        fields: ClassVar[list[str]] = ["call", "title", "text", "new_close"]
