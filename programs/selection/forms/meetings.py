"""What staff enter about a meeting: its day, its people, verdicts and minutes."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission
from programs.catalogue.models import Program
from programs.ranking.models import Scenario
from programs.selection.actions import Staged
from programs.selection.models import AgendaItem, Attendee, Meeting, Proposal
from programs.selection.states import Verdict

# Fields in the cells of a table are shown without their group, so they bring its looks.
COUNT = {"class": "govuk-input govuk-input--width-3", "inputmode": "numeric"}
CHOICE = {"class": "govuk-select"}
TEXT = {"class": "govuk-input"}


class MeetingForm(forms.Form):
    """When a program's meeting is to be held, and which scenario it talks about."""

    program = forms.ModelChoiceField(Program.objects.none(), label=_("Program"))
    held_on = forms.DateField(
        label=_("Day of the meeting"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    scenario = forms.ModelChoiceField(
        Scenario.objects.none(),
        label=_("Scenario"),
        required=False,
        help_text=_("Its line becomes the first draft of the verdicts."),
    )

    mark_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = Program.objects.all().within(user, Permission.PROPOSE)
        asked: Any = self.fields
        asked["program"].queryset = mine
        rows = Scenario.objects.filter(call__program__in=mine).select_related("call")
        asked["scenario"].queryset = rows
        asked["scenario"].label_from_instance = lambda s: f"{s.call}: {s}"

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        program, scenario = told.get("program"), told.get("scenario")
        if program and scenario and scenario.call.program_id != program.pk:
            self.add_error("scenario", _("This scenario is of another program."))
        return told


class AttendeeForm(forms.Form):
    """Somebody who takes part."""

    name = forms.CharField(label=_("Name"), max_length=80)
    office = forms.CharField(label=_("Office"), max_length=80, required=False)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Account"),
        required=False,
        help_text=_("So that nobody decides what they stepped aside for."),
    )
    presides = forms.BooleanField(label=_("Presides"), required=False)

    mark_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields
        deciding = RoleGrant.objects.with_permission(Permission.DECIDE)
        asked["user"].queryset = User.objects.filter(
            pk__in=deciding.values("user"), is_active=True
        ).order_by("name")


class OnAgendaField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.application.number} {obj.application.company}"


class RecusalForm(forms.Form):
    """Who stepped aside for what, and why."""

    attendee = forms.ModelChoiceField(Attendee.objects.none(), label=_("Who"))
    proposal = OnAgendaField(Proposal.objects.none(), label=_("For which proposal"))
    reason = forms.CharField(label=_("Why"), max_length=300)

    mark_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields
        asked["attendee"].queryset = meeting.attendees.all()
        asked["proposal"].queryset = Proposal.objects.filter(
            items__meeting=meeting
        ).select_related("application__company")


class MinutesForm(forms.Form):
    """The minutes and the number of their document; frozen when they are closed."""

    number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        help_text=_("For example 穗科示会〔2026〕3号"),
    )
    minutes = forms.CharField(
        label=_("Minutes"), widget=forms.Textarea({"rows": 10}), max_length=20_000
    )

    mark_optional = False
    use_required_attribute = False


class VerdictsForm(forms.Form):
    """Verdict and votes of every item, in one table."""

    use_required_attribute = False
    mark_optional = False

    def __init__(
        self, *args: Any, items: Sequence[AgendaItem], votes: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.items, self.votes = items, votes
        for item in items:
            self._add(item)

    def _add(self, item: AgendaItem) -> None:
        pk, who = item.pk, str(item.proposal.application.company)
        choices = [("", "—"), *Verdict.choices]
        self.fields[f"verdict_{pk}"] = forms.ChoiceField(
            choices=choices,
            required=False,
            initial=item.verdict,
            label=_("Verdict"),
            widget=forms.Select(CHOICE | {"aria-label": f"{_('Verdict')}: {who}"}),
        )
        self.fields[f"place_{pk}"] = self._number(
            item.reserve_position, _("Place on the reserve list"), who, least=1
        )
        self.fields[f"reason_{pk}"] = forms.CharField(
            required=False,
            initial=item.reason,
            max_length=1_000,
            label=_("Reason"),
            widget=forms.TextInput(TEXT | {"aria-label": f"{_('Reason')}: {who}"}),
        )
        if self.votes:
            for name, label in VOTES.items():
                given = getattr(item, f"votes_{name}")
                self.fields[f"{name}_{pk}"] = self._number(given, label, who)

    @staticmethod
    def _number(
        initial: int | None, label: Any, who: str, least: int = 0
    ) -> forms.IntegerField:
        return forms.IntegerField(
            required=False,
            initial=initial,
            label=label,
            min_value=least,
            max_value=999,
            widget=forms.TextInput(COUNT | {"aria-label": f"{label}: {who}"}),
        )

    def lines(self) -> Iterator[tuple[AgendaItem, dict[str, forms.BoundField]]]:
        for item in self.items:
            names = ["verdict", "place", "reason", *(VOTES if self.votes else ())]
            yield item, {name: self[f"{name}_{item.pk}"] for name in names}

    def staged(self) -> dict[int, Staged]:
        return {item.pk: self._staged(item.pk) for item in self.items}

    def _staged(self, pk: int) -> Staged:
        told = self.cleaned_data
        counted = [told.get(f"{name}_{pk}") for name in VOTES]
        if all(each is None for each in counted):
            votes = None
        else:
            votes = (counted[0] or 0, counted[1] or 0, counted[2] or 0)
        return Staged(
            verdict=told[f"verdict_{pk}"],
            reason=told[f"reason_{pk}"],
            reserve_position=told[f"place_{pk}"],
            votes=votes,
        )


VOTES = {
    "for": _("for"),
    "against": pgettext_lazy("vote", "against"),
    "abstained": _("abstained"),
}


class WhyForm(forms.Form):
    """A reason that applicants will read."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 4}),
        max_length=1_000,
        help_text=_("It stands in every letter."),
    )

    mark_optional = False
    use_required_attribute = False
