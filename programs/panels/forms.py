"""What a draw is made from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from foundation.edges.errands import ErrandForm
from programs.calls.models import Call
from programs.catalogue.kinds import KINDS
from programs.experts.queries import fields_known
from programs.panels.queries import ready_for_experts


class DrawForm(ErrandForm):
    """What a draw is made from; the applications are those that wait in the call."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("call"))
    company_type = forms.ChoiceField(
        label=_("only those that apply as"), required=False
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("experts of these fields (none: all)"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    size = forms.IntegerField(label=_("experts to draw"), min_value=1, max_value=99)
    seed = forms.CharField(
        label=_("seed"),
        max_length=64,
        help_text=_(
            "Something that nobody chooses and everybody can check, for example the "
            "numbers of a public lottery on a day announced before."
        ),
    )
    witness = forms.CharField(label=_("witness"), max_length=80)
    due_on = forms.DateField(
        label=_("scores due"), required=False, widget=forms.DateInput
    )

    def prepare(self) -> None:
        asked: Any = self.fields
        asked["call"].queryset = Call.objects.published().order_by("-closes_at")
        asked["company_type"].choices = [("", _("All")), *_types()]
        asked["fields_wanted"].choices = [(name, name) for name in fields_known()]

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        wanted = told.pop("company_type")
        waiting = ready_for_experts(told["call"])
        told["applications"] = [
            each for each in waiting if wanted in ("", each.company_type)
        ]
        told["fields"] = told.pop("fields_wanted")
        return told


def _types() -> list[tuple[str, Any]]:
    """What companies can apply as, in any kind of program."""
    return [(each.code, each.label) for kind in KINDS.values() for each in kind.types]
