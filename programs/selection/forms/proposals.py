"""What staff enter about a proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.applications.states import LIFECYCLE as APPLICATION
from programs.selection.models import Meeting

PROPOSABLE = APPLICATION["propose"].sources


class ProposeForm(ErrandForm):
    """Whom to propose, in which place, and what the formula needs."""

    application = forms.ModelChoiceField(
        Application.objects.none(), label=_("application")
    )
    rank = forms.IntegerField(label=_("rank"), min_value=1, max_value=9_999)
    subsidy = forms.DecimalField(
        label=_("R&D post-subsidy received (yuan)"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("Only for types whose award follows from it."),
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("meeting"), required=False
    )

    def prepare(self) -> None:
        asked: Any = self.fields
        ready = Application.objects.all().visible_to(self.user)
        asked["application"].queryset = (
            ready.filter(status__in=PROPOSABLE)
            .select_related("call__program", "company")
            .order_by("-score", "number")
        )
        asked["application"].label_from_instance = _ranked
        asked["meeting"].queryset = Meeting.objects.all().visible_to(self.user)

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        subsidy = told.pop("subsidy")
        told["inputs"] = {} if subsidy is None else {"subsidy": subsidy}
        return told


def _ranked(application: Application) -> str:
    return f"{application.score or '—'} · {application} · {application.company}"
