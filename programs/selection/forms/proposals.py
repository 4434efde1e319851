"""What staff enter about a proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.applications.states import LIFECYCLE as APPLICATION
from programs.catalogue.forms import field_of, told
from programs.catalogue.kinds import KINDS
from programs.catalogue.rules import Kind
from programs.selection.models import Meeting

PROPOSABLE = APPLICATION["propose"].sources


class ProposeForm(ErrandForm):
    """Whom to propose, in which place, and what the formula needs."""

    application = forms.ModelChoiceField(
        Application.objects.none(), label=_("application")
    )
    rank = forms.IntegerField(label=_("rank"), min_value=1, max_value=9_999)
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
        for kind in self._kinds():
            for each in kind.asks:
                hint = _("%(kind)s. Left empty, what was written down holds.")
                asked[each.code] = field_of(
                    each,
                    money=forms.NumberInput(),
                    label=each.label,
                    help_text=hint % {"kind": kind.label},
                )

    def _kinds(self) -> list[Kind]:
        """Those of the programs in which something can be proposed."""
        ready = self.fields["application"].queryset  # type: ignore[attr-defined]  # a ModelChoiceField
        found = set(ready.order_by().values_list("call__program__kind", flat=True))
        return [kind for code, kind in KINDS.items() if code in found]

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        application = given["application"]
        kind = application.call.program.rules
        inputs = told(given, kind.asks_of(application.company_type))
        facts = {name: given[name] for name in ("application", "rank", "meeting")}
        return {**facts, "inputs": inputs or None}


def _ranked(application: Application) -> str:
    return f"{application.score or '—'} · {application} · {application.company}"
