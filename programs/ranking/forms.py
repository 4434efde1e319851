"""Filters of a board, the line with its limits, and the amounts a formula reads."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.applications.states import Status
from programs.calls.models import Call
from programs.ranking.models import Scenario
from programs.ranking.queries import Row
from programs.ranking.rules import Limits
from programs.ranking.states import FIELDS, Order

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
    """The post-subsidy of each application whose award follows from it."""

    source = forms.CharField(
        label=_("Known from"),
        max_length=120,
        help_text=_("The document by which the post-subsidy was granted or told."),
    )

    use_required_attribute = False
    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[Row]) -> None:
        super().__init__(*args)
        self.rows = [row for row in rows if row.amount.subsidy is not None]
        for row in self.rows:
            self.fields[f"of_{row.application.pk}"] = forms.DecimalField(
                label=row.application.number,
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
                initial=row.amount.subsidy,
                widget=forms.TextInput(
                    IN_A_CELL | {"aria-label": f"{row.application.company}"}
                ),
            )

    def lines(self) -> list[tuple[Row, forms.BoundField]]:
        return [(row, self[f"of_{row.application.pk}"]) for row in self.rows]

    def amounts(self) -> dict[int, Decimal]:
        """What was given, by application; what is left empty stays an estimate."""
        given = {
            row.application.pk: self.cleaned_data.get(f"of_{row.application.pk}")
            for row in self.rows
        }
        return {key: amount for key, amount in given.items() if amount is not None}
