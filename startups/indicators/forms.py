"""The figures of a yearly return, one field per indicator of the catalog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from startups.indicators.catalog import INDICATORS
from startups.indicators.queries import Objection
from startups.indicators.rules import UNIT_LABELS, Indicator
from startups.indicators.states import Status


class FigureField(forms.DecimalField):
    """A figure as people copy it from their books, thousands separators and all."""

    def __init__(self, indicator: Indicator) -> None:
        super().__init__(
            label=indicator.label, required=False, max_digits=20, decimal_places=2
        )
        self.widget.attrs |= {
            "data-suffix": UNIT_LABELS[indicator.unit],
            "class": "govuk-input--width-10",
        }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace(" ", "")
        return super().to_python(value)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure on the page: its field, last year's, and what is odd about it."""

    field: BoundField
    last_year: Decimal | None
    objections: list[Objection]
    needed: bool

    @property
    def is_wrong(self) -> bool:
        return bool(self.field.errors) or any(o.serious for o in self.objections)


class FiguresForm(forms.Form):
    """All figures of a return, in groups by unit; empty ones may come later."""

    mark_optional = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, indicator in INDICATORS.items():
            self.fields[code] = FigureField(indicator)

    def groups(
        self, last_year: Mapping[str, Decimal], objections: list[Objection]
    ) -> Iterator[tuple[StrOrPromise, list[Row]]]:
        for unit, label in UNIT_LABELS.items():
            rows = [
                Row(
                    self[code],
                    last_year.get(code),
                    [o for o in objections if o.indicator == code],
                    indicator.needed,
                )
                for code, indicator in INDICATORS.items()
                if indicator.unit == unit
            ]
            yield label, rows


class YearForm(forms.Form):
    """For which year to report."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        years = [(year, str(year)) for year in range(this_year - 1, this_year - 6, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]  # a ChoiceField


class StatusForm(forms.Form):
    """A list of returns by where they stand."""

    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(s.value, s.label) for s in Status if s != Status.OPEN]
        self.fields["status"].choices = [("", _("to be checked")), *shown]  # type: ignore[attr-defined]  # a ChoiceField
