"""The forms that begin and recommend an application, and the filter of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from programs.applications.states import Status
from programs.calls.models import Call
from startups.companies.models import Company


class BeginForm(forms.Form):
    """For which company, and as what."""

    company = forms.ModelChoiceField(
        Company.objects.none(), label=_("Company"), empty_label=None
    )
    company_type = forms.ChoiceField(
        label=_("Apply as"), widget=forms.RadioSelect, choices=()
    )

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(kind.code, kind.label) for kind in call.program.rules.types]
        self.fields["company_type"].choices = types  # type: ignore[attr-defined]  # a ChoiceField
        mine = Company.objects.live().within(user, Permission.APPLY)
        self.fields["company"].queryset = mine.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(types) == 1:
            self.fields["company_type"].initial = types[0][0]


class StatusForm(forms.Form):
    """The filter of a list of applications."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *((s.value, s.label) for s in Status if s != "draft")],
    )


class RecommendForm(forms.Form):
    """A district's word for an application, for which it answers."""

    opinion = forms.CharField(
        label=_("Opinion of the district"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What the city should know; it is kept with the application."),
    )
    liable = forms.BooleanField(
        label=_("The district has checked this and answers for it."),
        error_messages={
            "required": _("Confirm the statement of liability to recommend.")
        },
    )
