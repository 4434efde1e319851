"""What people fill in about visits: the sample, the plan, what was seen, the report."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.models import Program
from programs.visits import queries
from programs.visits.models import SiteFinding, SiteVisit
from programs.visits.rules import LEAST_SHARE, POINTS, Point
from programs.visits.states import Result, Seen, Status

SEEN, NOTE = "seen_", "note_"
PARTS = 2  # of a line of the team: name, office
SEPARATORS = ("，", ",", "、", "\t")


class Local(forms.DateTimeInput):
    """A browser's own field for day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SampleForm(ErrandForm):
    call = forms.ModelChoiceField(Call.objects.none(), label=capfirst(_("call")))
    share = forms.IntegerField(
        label=_("Share (%)"),
        min_value=LEAST_SHARE,
        max_value=100,
        initial=LEAST_SHARE,
        help_text=_(
            "At least a fifth of what has been scored; 100 takes every company."
        ),
    )
    seed = forms.CharField(
        label=_("Seed"),
        max_length=64,
        help_text=_(
            "Whatever cannot be foreseen and anyone can look up, as the winning "
            "numbers of a lottery of the day. With it the same companies are drawn "
            "again, on any machine."
        ),
    )

    def prepare(self) -> None:
        mine = Program.objects.all().within(self.user, Permission.REVIEW_FORMALLY)
        found = Call.objects.filter(
            program__in=mine,
            program__kind__in=queries.kinds_that_visit(),
            visit_sample=None,
            applications__status__in=queries.CANDIDATES,
        )
        field: Any = self.fields["call"]
        field.queryset = found.distinct().order_by("-id")


class TeamField(forms.CharField):
    """A line for each person: the name, and after a comma the office."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Team"),
            max_length=2_000,
            widget=forms.Textarea({"rows": 4}),
            help_text=_(
                "Two people at least, a line for each: name, office. Everybody is "
                "named in the report."
            ),
        )

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        team = [_person(line) for line in lines if line]
        if len({name for name, __ in team}) < PARTS:
            raise forms.ValidationError(_("A visit is made by two people at least."))
        return team


def _person(line: str) -> tuple[str, str]:
    for mark in SEPARATORS:
        name, found, office = line.partition(mark)
        if found:
            return name.strip()[:80], office.strip()[:120]
    return line[:80], ""


class ReplanForm(ErrandForm):
    planned_for = forms.DateTimeField(label=_("Day and time"), widget=Local())
    team = TeamField()
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Left empty: the one of the company's record."),
    )
    agenda = forms.CharField(
        label=_("What to look at"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def prepare(self) -> None:
        visit: SiteVisit = self.subject
        team = "\n".join(f"{m.name}，{m.office}" for m in visit.team.all())
        planned = {"planned_for": visit.planned_for, "team": team}
        self.initial = {**planned, "address": visit.address, "agenda": visit.agenda}


class PlanForm(ReplanForm):
    application = forms.ModelChoiceField(
        Application.objects.none(), label=capfirst(_("application"))
    )
    field_order = ["application"]

    def prepare(self) -> None:
        """Those to be visited first, then what has been scored."""
        mine = Program.objects.all().within(self.user, Permission.REVIEW_FORMALLY)
        visited = SiteVisit.objects.exclude(status=Status.CANCELLED)
        found = Application.objects.filter(
            call__program__in=mine,
            call__program__kind__in=queries.kinds_that_visit(),
            status__in=queries.CANDIDATES,
        ).exclude(pk__in=visited.values("application"))
        field: Any = self.fields["application"]
        field.queryset = found.select_related("company").order_by("-status", "pk")
        field.label_from_instance = lambda each: (
            f"{each.number} {each.company} ({each.get_status_display()})"
        )


class ReportForm(forms.Form):
    """The checklist point by point, photos, and what it all comes to."""

    def __init__(self, *args: Any, visit: SiteVisit) -> None:
        super().__init__(*args)
        found = {each.code: each for each in visit.findings.all()}
        for point in POINTS:
            self._add(point, found.get(point.code))
        for name in ("visited_on", "result", "report_text"):
            self.fields[name].initial = getattr(visit, name)

    visited_on = forms.DateField(
        label=_("Visited on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    result = forms.ChoiceField(
        label=_("Result"), choices=[("", "—"), *Result.choices], required=False
    )
    report_text = forms.CharField(
        label=_("Report"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
    )
    photo = forms.FileField(label=_("Photo or paper"), required=False)
    caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"class": " ".join(INPUT_CLASSES)}),
    )

    def _add(self, point: Point, found: SiteFinding | None) -> None:
        self.fields[SEEN + point.code] = forms.ChoiceField(
            label=point.label,
            help_text=str(point.help),
            choices=[("", "—"), *Seen.choices],
            required=False,
            initial=found.seen if found else "",
        )
        self.fields[NOTE + point.code] = forms.CharField(
            label=_("note"),
            required=False,
            max_length=1_000,
            initial=found.note if found else "",
            widget=forms.Textarea({"rows": 2}),
        )

    def points(self) -> dict[str, tuple[str, str]]:
        told = self.cleaned_data
        return {
            point.code: (told[SEEN + point.code], told[NOTE + point.code])
            for point in POINTS
            if told[SEEN + point.code]
        }

    def rows(self) -> Iterator[tuple[Any, Any]]:
        for point in POINTS:
            yield self[SEEN + point.code], self[NOTE + point.code]
