"""What a panel is planned and drawn by; the applications are those that wait."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from foundation.edges.errands import ErrandForm
from foundation.places.models import working_days
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.kinds import KINDS
from programs.experts.states import Field, Pool
from programs.panels.models import Panel
from programs.panels.queries import (
    applications_of,
    field_of_application,
    ready_for_experts,
)
from programs.panels.rules.composing import LEAST

REVIEW_DAYS = 15  # working days that experts have, unless a panel says otherwise
RULES = (
    "fields", "pool", "size", "reserves", "finance", "investment", "outside", "each",
    "starts_on", "due_on", "seed_source", "deviation",
)  # fmt: skip


class RulesForm(ErrandForm):
    """By which rules a panel is drawn (D§2.5 as they are filled in at first)."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("fields of the members (none: all)"),
        choices=Field,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    pool = forms.ChoiceField(label=_("pool"), choices=Pool, initial=Pool.GENERAL)
    size = forms.IntegerField(
        label=_("members"), min_value=1, max_value=99, initial=LEAST
    )
    reserves = forms.IntegerField(
        label=_("reserves"), min_value=0, max_value=99, initial=LEAST
    )
    finance = forms.IntegerField(
        label=_("members for finance"), min_value=0, max_value=9, initial=1
    )
    investment = forms.IntegerField(
        label=_("members for investment"), min_value=0, max_value=9, initial=1
    )
    outside = forms.IntegerField(
        label=_("members from other provinces"), min_value=0, max_value=9, initial=0
    )
    each = forms.IntegerField(
        label=_("experts for each application"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_(
            "Empty: every member judges every application. A number: the applications "
            "are shared out among the members, and loads, fields and conflicts are "
            "balanced."
        ),
    )
    starts_on = forms.DateField(label=_("review begins"), widget=forms.DateInput)
    due_on = forms.DateField(label=_("scores due"), widget=forms.DateInput)
    seed_source = forms.CharField(
        label=_("where the seed will be from"),
        max_length=200,
        help_text=_(
            "Something that nobody chooses, that is still to happen, and that "
            "everybody can look up, for example: 双色球 draw 2026134 of 24 November "
            "2026. Announced here, it stands fast once the panel is drawn."
        ),
    )
    deviation = forms.CharField(
        label=_("why the rules for panels are departed from"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Needed for an even or small number of experts, for fewer reserves than "
            "members, without finance and investment in a program that pays, and to "
            "draw more than three days before the review."
        ),
    )

    def prepare(self) -> None:
        panel = self.subject
        if isinstance(panel, Panel):
            self.initial = {name: getattr(panel, name) for name in RULES}
            self.initial["fields_wanted"] = panel.fields
            return
        today = timezone.localdate()
        self.initial.setdefault("starts_on", today)
        self.initial.setdefault("due_on", working_days().after(today, REVIEW_DAYS))

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["fields"] = told.pop("fields_wanted")
        return told


class PlanForm(RulesForm):
    """A new panel: for whom, and by which rules."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("call"))
    name = forms.CharField(label=_("name"), max_length=80)
    company_type = forms.ChoiceField(
        label=_("only those that apply as"), required=False
    )
    company_field = forms.ChoiceField(
        label=_("only companies of the field"), required=False
    )
    field_order = ("call", "name", "company_type", "company_field")

    def prepare(self) -> None:
        super().prepare()
        asked: Any = self.fields
        asked["call"].queryset = Call.objects.published().order_by("-closes_at")
        asked["company_type"].choices = [("", _("All")), *_types()]
        asked["company_field"].choices = [("", _("All")), *Field.choices]

    def facts(self) -> dict[str, Any]:
        told = super().facts()
        kind, field = told.pop("company_type"), told.pop("company_field")
        told["applications"] = [
            each
            for each in ready_for_experts(told["call"])
            if kind in ("", each.company_type)
            and field in ("", field_of_application(each))
        ]
        return told


class ChooseForm(ErrandForm):
    """Which of the waiting applications the panel is to judge."""

    chosen = forms.ModelMultipleChoiceField(
        Application.objects.none(),
        label=_("applications"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def prepare(self) -> None:
        now = applications_of(self.subject)
        free = ready_for_experts(self.subject.call)
        rows = Application.objects.filter(pk__in=[each.pk for each in [*now, *free]])
        asked: Any = self.fields["chosen"]
        asked.queryset = rows.select_related("company").order_by("pk")
        asked.label_from_instance = _in_a_list
        self.initial = {"chosen": [each.pk for each in now]}

    def facts(self) -> dict[str, Any]:
        chosen = self.cleaned_data["chosen"]
        return {"applications": list(chosen.select_related("call"))}


class DrawForm(ErrandForm):
    """The seed of a draw; again only with a reason."""

    seed = forms.CharField(
        label=_("seed"),
        max_length=64,
        help_text=_(
            "The result of the announced source as it was published, digit by digit. "
            "The witness looks it up and compares it before agreeing to the draw."
        ),
    )
    reason = forms.CharField(
        label=_("why it is drawn again"),
        widget=forms.Textarea({"rows": 2}),
    )

    def prepare(self) -> None:
        self.fields["seed"].label = gettext("seed: the result of “%(source)s”") % {
            "source": self.subject.seed_source
        }
        if not self.subject.draws.exists():
            del self.fields["reason"]


def _in_a_list(application: Application) -> str:
    return f"{application.number} {application.company.name}"


def _types() -> list[tuple[str, Any]]:
    """What companies can apply as, in any kind of program."""
    return [(each.code, each.label) for kind in KINDS.values() for each in kind.types]
