"""What is told of visits, services and needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startups.support.models import Need, ServiceRecord, Visit


class VisitForm(forms.ModelForm[Visit]):
    """Short enough for a phone, right after the visit."""

    class Meta:
        model = Visit
        fields = ["visited_on", "on_site", "people", "topics", "findings", "next_on"]
        widgets = {
            "visited_on": forms.DateInput,
            "next_on": forms.DateInput,
            "findings": forms.Textarea({"rows": 5}),
        }
        help_texts = {
            "people": _("Names and posts; no ID numbers."),
            "next_on": _("When you plan to come again."),
        }

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ServiceForm(forms.ModelForm[ServiceRecord]):
    class Meta:
        model = ServiceRecord
        fields = ["kind", "given_on", "summary"]
        widgets = {"given_on": forms.DateInput}


class NeedForm(forms.ModelForm[Need]):
    class Meta:
        model = Need
        fields = ["kind", "title", "description"]
        widgets = {"description": forms.Textarea({"rows": 6, "maxlength": 2000})}
        help_texts = {
            "title": _("In one line, for example: a loan for the next batch."),
        }


class RatingForm(forms.Form):
    """How good a service was; not saying is allowed."""

    rating = forms.TypedChoiceField(
        label=_("How helpful was it?"),
        choices=[("", _("no rating")), *[(str(n), str(n)) for n in range(5, 0, -1)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
