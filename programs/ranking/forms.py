"""Filters of a board, the line with its limits, and the amounts a formula reads."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.applications.states import Status
from programs.calls.models import Call
from programs.catalogue.forms import field_of, told
from programs.catalogue.rules import Asked, Inputs
from programs.ranking.models import Scenario
from programs.ranking.queries import Row
from programs.ranking.rules import Limits
from programs.ranking.states import FIELDS, Order
from startups.companies.states import SizeClass

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}
WIDE = {"class": "govuk-input--width-10", "inputmode": "decimal"}
IN_A_CELL = WIDE | {"class": "govuk-input govuk-input--width-10"}
ANY = ("", _("all"))

Choices = list[tuple[str, Any]]


def _types(call: Call) -> Choices:
    return [(each.code, each.label) for each in call.program.rules.types]


def _districts(rows: Collection[Row]) -> Choices:
    found = {r.application.company.district for r in rows}
    return [(each.pk, str(each)) for each in sorted(found, key=lambda d: d.pk)]


def _fields(rows: Collection[Row]) -> Choices:
    return [(letter, FIELDS[letter]) for letter in sorted({r.field for r in rows})]


def _sizes(rows: Collection[Row]) -> Choices:
    found = {row.application.company.size for row in rows}
    named = [*SizeClass.choices, ("", _("not told"))]
    return [(size, label) for size, label in named if size in found]


class FilterForm(forms.Form):
    """Narrows a board; places stay those of the whole call."""

    company_type = forms.ChoiceField(label=_("Type"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    needs = forms.ChoiceField(
        label=_("Needs a look"),
        required=False,
        choices=[
            ANY,
            ("tied", _("tied")),
            ("outliers", _("outlier not confirmed")),
            ("barred", _("cannot be proposed yet")),
            ("estimated", _("amount estimated")),
        ],
    )

    def __init__(self, *args: Any, call: Call, rows: Sequence[Row]) -> None:
        super().__init__(*args)
        asked: Any = self.fields
        asked["company_type"].choices = [ANY, *_types(call)]
        asked["district"].choices = [ANY, *_districts(rows)]
        asked["field"].choices = [ANY, *((k or "-", v) for k, v in _fields(rows))]
        found = {row.application.status for row in rows}
        named = [(each.value, each.label) for each in Status if each in found]
        asked["status"].choices = [ANY, *named]

    def shown(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if self.is_valid() and self._shows(row)]

    def _shows(self, row: Row) -> bool:
        asked, application = self.cleaned_data, row.application
        told = {
            "company_type": application.company_type,
            "district": application.company.district_id,
            "field": row.field or "-",
            "status": application.status,
        }
        if any(asked[name] and asked[name] != told[name] for name in told):
            return False
        needs = {
            "": True,
            "tied": row.is_tied,
            "outliers": row.outliers > 0,
            "barred": row.barred is not None,
            "estimated": row.amount.estimated,
        }
        return needs[asked["needs"]]


class CutForm(forms.Form):
    """Where somebody puts the line; everything can be left empty."""

    places = forms.IntegerField(
        label=_("Places"), required=False, min_value=0, widget=forms.TextInput(NARROW)
    )
    budget = forms.DecimalField(
        label=_("Budget (yuan)"),
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=2,
        widget=forms.TextInput(WIDE),
    )
    least = forms.DecimalField(
        label=_("At least (points)"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=forms.TextInput(NARROW),
    )
    reserves = forms.IntegerField(
        label=_("Reserve list"),
        required=False,
        min_value=0,
        widget=forms.TextInput(NARROW),
    )
    order = forms.ChoiceField(
        label=_("In order of"), required=False, choices=Order.choices
    )
    against = forms.ModelChoiceField(
        Scenario.objects.none(),
        label=_("Compare with"),
        required=False,
        empty_label=_("the order of scores alone"),
    )

    use_required_attribute = False
    mark_optional = False

    def __init__(
        self, *args: Any, call: Call, rows: Sequence[Row], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields
        asked["against"].queryset = call.scenarios.all()
        if not call.program.rules.pays:
            del asked["budget"]
        self.groups = {
            "district": _districts(rows),
            "field": _fields(rows),
            "size": _sizes(rows),
            "type": _types(call),
        }
        for kind, choices in self.groups.items():
            for value, label in choices:
                asked[f"{kind}_{value}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    widget=forms.TextInput(NARROW),
                )

    def common(self) -> Iterator[forms.BoundField]:
        return (field for field in self if not self._of_group(field.name))

    def caps(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The limits of groups, for the page: a heading and its fields."""
        titles = {
            "type": _("At most of a type"),
            "district": _("At most of a district"),
            "field": _("At most of a field"),
            "size": _("At most of a size"),
        }
        return [
            (title, [self[f"{kind}_{value}"] for value, _label in self.groups[kind]])
            for kind, title in titles.items()
            if len(self.groups[kind]) > 1
        ]

    def _of_group(self, name: str) -> bool:
        return name.partition("_")[0] in self.groups

    @property
    def ordered_by(self) -> str:
        return self.cleaned_data.get("order") or Order.SCORE

    def limits(self) -> Limits:
        asked = self.cleaned_data
        return Limits(
            places=asked.get("places"),
            budget=asked.get("budget"),
            least=asked.get("least"),
            reserves=asked.get("reserves") or 0,
            districts=self._given("district"),
            fields=self._given("field"),
            sizes=self._given("size"),
            types=self._given("type"),
        )

    def _given(self, kind: str) -> dict[str, int]:
        given = {
            value: self.cleaned_data.get(f"{kind}_{value}")
            for value, _label in self.groups[kind]
        }
        return {value: most for value, most in given.items() if most is not None}


class KeepForm(CutForm):
    """The same with a name, to be kept."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=80)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class AmountsForm(forms.Form):
    """What the formula reads of each application whose award follows from it."""

    source = forms.CharField(
        label=_("Known from"),
        max_length=120,
        help_text=_("The document that it was granted, told or found by."),
    )

    use_required_attribute = False
    mark_optional = False

    def __init__(self, *args: Any, call: Call, rows: Sequence[Row]) -> None:
        super().__init__(*args)
        self.asks = call.program.rules.asks
        self.rows = [row for row in rows if row.amount.inputs is not None]
        for row in self.rows:
            for each in self._asked(row):
                self.fields[_name(each, row)] = self._field(each, row)

    def _asked(self, row: Row) -> list[Asked]:
        application = row.application
        kind = application.call.program.rules
        return kind.asks_of(application.company_type)

    @staticmethod
    def _field(each: Asked, row: Row) -> forms.Field:
        named = {"aria-label": f"{row.application.company}: {each.label}"}
        found = field_of(
            each,
            money=forms.TextInput(IN_A_CELL),
            label=row.application.number,
            initial=(row.amount.inputs or {}).get(each.code),
        )
        found.widget.attrs.update(named)
        return found

    def lines(self) -> list[tuple[Row, list[tuple[Asked, forms.BoundField | None]]]]:
        """Each application with its fields, one by column."""
        return [
            (row, [(each, self._cell(_name(each, row))) for each in self.asks])
            for row in self.rows
        ]

    def _cell(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def clean(self) -> dict[str, Any]:
        """Whoever writes down a part writes down all that the formula needs."""
        for row in self.rows:
            if self._given(row) and self._is_changed(row):
                for name in self._lacking(row):
                    if name not in self.errors:
                        self.add_error(name, _("The formula needs this as well."))
        return self.cleaned_data

    def _is_changed(self, row: Row) -> bool:
        return any(_name(each, row) in self.changed_data for each in self._asked(row))

    def _lacking(self, row: Row) -> list[str]:
        """The fields that the formula cannot do without and that are empty."""
        given = self._given(row)
        needed = (each for each in self._asked(row) if not each.is_optional)
        return [_name(each, row) for each in needed if each.code not in given]

    def _given(self, row: Row) -> Inputs:
        asked = self._asked(row)
        given = {each.code: self.cleaned_data.get(_name(each, row)) for each in asked}
        return told(given, asked)

    def inputs(self) -> dict[int, Inputs]:
        """What was given, by application; what is not complete stays an estimate."""
        return {
            row.application.pk: given
            for row in self.rows
            if (given := self._given(row)) and not self._lacking(row)
        }


def _name(asked: Asked, row: Row) -> str:
    return f"{asked.code}_{row.application.pk}"
