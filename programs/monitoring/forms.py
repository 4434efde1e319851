"""What companies and the city type about awards after they were granted."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.edges.errands import ErrandForm, dress
from programs.awards.models import Award
from programs.monitoring.actions import Line
from programs.monitoring.models import Evaluation
from programs.monitoring.rules.calendar import YEARS
from programs.monitoring.rules.figures import FOLLOWED, NEEDED, Known, Origin
from programs.monitoring.states import Direction, FileKind, Purpose, Section
from startups.indicators.catalog import INDICATORS
from startups.indicators.rules import UNIT_LABELS

UPLOADS = gettext_lazy("PDF, Word, Excel, PowerPoint, JPEG or PNG, 50 MB at most.")
NARROW = {"class": "govuk-input--width-10"}


class NumberField(forms.DecimalField):
    """A number as people copy it from their books, thousands separators and all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace(" ", "")
        return super().to_python(value)


class ReportForm(forms.Form):
    """A yearly report; figures that the yearly return has are not asked for again."""

    mark_optional = False
    text = forms.CharField(
        label=gettext_lazy("What was done and achieved"),
        help_text=gettext_lazy(
            "Results, what hindered, what comes next. Say where the award helped."
        ),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 10}),
    )
    file = forms.FileField(
        label=gettext_lazy("Add a file"), required=False, help_text=UPLOADS
    )
    file_kind = forms.ChoiceField(
        label=gettext_lazy("What it shows"), choices=FileKind, required=False
    )

    def __init__(self, *args: Any, known: Iterable[Known], **options: Any) -> None:
        super().__init__(*args, **options)
        self.missing = [
            each.code for each in known if each.origin != Origin.RETURN
        ]  # what has to be typed here
        for code in self.missing:
            indicator = INDICATORS[code]
            self.fields[code] = NumberField(
                label=capfirst(str(indicator.label)),
                required=False,
                help_text=_("needed") if code in NEEDED else "",
            )
            suffix = str(UNIT_LABELS[indicator.unit])
            self.fields[code].widget.attrs |= {"data-suffix": suffix, **NARROW}
        for purpose in Purpose:
            field = NumberField(label=purpose.label, required=False, min_value=0)
            field.widget.attrs |= {"data-prefix": "¥", **NARROW}
            self.fields[f"spent_{purpose}"] = field
        self.fields["spent_note"] = forms.CharField(
            label=_("What the other purposes were"), required=False, max_length=200
        )

    def figures(self) -> dict[str, Decimal | None]:
        return {code: self.cleaned_data.get(code) for code in self.missing}

    def spending(self) -> dict[str, tuple[Decimal, str]]:
        told = self.cleaned_data
        return {
            purpose: (
                told[f"spent_{purpose}"],
                told["spent_note"] if purpose == Purpose.OTHER else "",
            )
            for purpose in Purpose
            if told.get(f"spent_{purpose}")
        }

    def asked(self) -> list[Any]:
        """The fields of figures, in the order in which they are followed."""
        return [self[code] for code in FOLLOWED if code in self.missing]

    def purposes(self) -> list[Any]:
        return [self[f"spent_{purpose}"] for purpose in Purpose]


class ClaimForm(forms.Form):
    """A milestone that was reached."""

    actual = NumberField(label=pgettext_lazy("milestone", "What was reached"))
    note = forms.CharField(
        label=gettext_lazy("How it was reached"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
    )
    evidence = forms.FileField(label=gettext_lazy("What shows it"), help_text=UPLOADS)


class AnswerForm(forms.Form):
    """What a company says about a finding."""

    text = forms.CharField(
        label=gettext_lazy("What was put right"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 6}),
    )
    evidence = forms.FileField(
        label=gettext_lazy("What shows it"), required=False, help_text=UPLOADS
    )


class DeskForm(forms.Form):
    """Which reports of the district to show."""

    SHOW = (
        ("", gettext_lazy("to be checked")),
        ("overdue", gettext_lazy("overdue")),
        ("open", gettext_lazy("not handed in, not late yet")),
        ("city", gettext_lazy("passed on to the city")),
        ("confirmed", gettext_lazy("confirmed")),
    )
    show = forms.ChoiceField(label=gettext_lazy("Show"), choices=SHOW, required=False)


class OfAwardForm(ErrandForm):
    """An errand of a list: the award is named by its number."""

    award = forms.CharField(label=gettext_lazy("Number of the award"), max_length=20)

    def clean_award(self) -> Award:
        rows = Award.objects.all().visible_to(self.user)
        found = rows.filter(number=self.cleaned_data["award"].strip()).first()
        if found is None:
            raise ValidationError(_("There is no award with this number."))
        return found


class MilestoneForm(OfAwardForm):
    number = forms.TypedChoiceField(
        label=gettext_lazy("Shown with the report no."),
        coerce=int,
        choices=[(n, n) for n in range(1, YEARS + 1)],
    )
    title = forms.CharField(
        label=pgettext_lazy("milestone", "What is reached"), max_length=200
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    target = NumberField(label=gettext_lazy("Target"))
    due_on = forms.DateField(
        label=gettext_lazy("Due"), widget=forms.DateInput({"type": "date"})
    )


class AmendForm(ErrandForm):
    target = NumberField(label=gettext_lazy("New target"))
    due_on = forms.DateField(
        label=gettext_lazy("New day"), widget=forms.DateInput({"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, and the decision that it rests on"),
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def prepare(self) -> None:
        self.initial["target"] = self.subject.target
        self.initial["due_on"] = self.subject.due_on


class FindingForm(OfAwardForm):
    text = forms.CharField(
        label=gettext_lazy("What was found"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 5}),
    )
    basis = forms.CharField(label=gettext_lazy("Basis"), max_length=200, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("To be put right by"), widget=forms.DateInput()
    )


class BeginEvaluationForm(OfAwardForm):
    pass


class EvaluationForm(forms.Form):
    """The whole form of a final evaluation; lines without a title are left out."""

    SPARE = 3
    mark_optional = False
    budget = NumberField(label=gettext_lazy("Money to be spent (yuan)"), min_value=0)
    spent = NumberField(label=gettext_lazy("Spent (yuan)"), min_value=0)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 5}),
    )
    advice = forms.CharField(
        label=gettext_lazy("Deviations and what to improve"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **options: Any) -> None:
        kept = list(evaluation.lines.all())
        told = ("budget", "spent", "summary", "advice")
        options["initial"] = {name: getattr(evaluation, name) for name in told}
        super().__init__(*args, **options)
        posted = [name for name in self.data if name.endswith("-title")]
        self.rows = range(max(len(kept) + self.SPARE, len(posted), 6))
        for row in self.rows:
            self._add(row, kept[row] if row < len(kept) else None)
        for field in self.fields.values():
            dress(field.widget)

    def _add(self, row: int, line: Any) -> None:
        fields: dict[str, forms.Field] = {
            "section": forms.ChoiceField(
                label=_("Section"), choices=Section, required=False
            ),
            "title": forms.CharField(
                label=_("Indicator"), max_length=120, required=False
            ),
            "unit": forms.CharField(label=_("Unit"), max_length=40, required=False),
            "direction": forms.ChoiceField(
                label=_("Direction"), choices=Direction, required=False
            ),
            "points": NumberField(label=_("Points"), required=False),
            "target": NumberField(label=_("Target"), required=False),
            "actual": NumberField(label=_("Reached"), required=False),
            "note": forms.CharField(
                label=_("Why it deviates"), max_length=300, required=False
            ),
        }
        for name, field in fields.items():
            self.fields[f"{row}-{name}"] = field
            if line is not None:
                self.initial[f"{row}-{name}"] = getattr(line, name)

    def cells(self) -> list[list[Any]]:
        names = (
            "section", "title", "unit", "direction", "points", "target", "actual",
            "note",
        )  # fmt: skip
        return [[self[f"{row}-{name}"] for name in names] for row in self.rows]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for row in self.rows:
            if told.get(f"{row}-title"):
                for name in ("points", "target", "actual"):
                    if told.get(f"{row}-{name}") is None:
                        self.add_error(f"{row}-{name}", _("Give a number."))
        return told

    def lines(self) -> list[Line]:
        told = self.cleaned_data
        return [
            Line(**{name: told[f"{row}-{name}"] for name in Line.__slots__})
            for row in self.rows
            if told.get(f"{row}-title")
        ]

    def about(self) -> dict[str, Any]:
        told = ("budget", "spent", "summary", "advice")
        return {name: self.cleaned_data[name] for name in told}
