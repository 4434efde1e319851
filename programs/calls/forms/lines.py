"""What stands in lines below a question: options of a choice, columns of a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.edges.errands import ErrandForm
from foundation.translated import TextsField, TextsWidget
from programs.calls.rules.schema import COLUMN_KINDS, MOST_ROWS
from programs.calls.states import QuestionKind as Kind

SPARE = 3  # empty lines for options and columns


class SideBySide(TextsWidget):
    """The languages beside each other, each box under the name of its language."""

    template_name = "programs/calls/texts.html"

    def __init__(self, *, rows: int = 2) -> None:
        super().__init__()
        for box in self.widgets:
            box.attrs["rows"] = rows
            box.attrs["title"] = box.attrs.pop("placeholder")


def texts(label: StrOrPromise, *, required: bool = True, **more: Any) -> TextsField:
    rows = more.pop("rows", 2)
    return TextsField(
        label=label, required=required, widget=SideBySide(rows=rows), **more
    )


class OptionForm(ErrandForm):
    """One option of a choice; the value may be left to us."""

    label = texts(_("option"), required=False, rows=1)
    value = forms.SlugField(label=_("value"), required=False, max_length=40)

    def line(self, number: int) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get("label"):
            return None
        return {"value": told["value"] or f"o{number}", "label": told["label"]}


class ColumnForm(ErrandForm):
    """One column of a table."""

    label = texts(_("column"), required=False, rows=1)
    id = forms.SlugField(label=_("id"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in COLUMN_KINDS],
        initial=COLUMN_KINDS[0].value,
    )
    unit = texts(pgettext_lazy("measure", "unit"), required=False, rows=1)
    min = forms.CharField(label=_("smallest or first"), required=False, max_length=20)
    max = forms.CharField(label=_("largest or last"), required=False, max_length=20)
    whole = forms.BooleanField(label=_("whole numbers only"), required=False)
    required = forms.BooleanField(label=_("needed in each row"), required=False)
    total = forms.BooleanField(label=_("show the total"), required=False)

    def line(self, number: int) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get("label"):
            return None
        is_number = told["kind"] == Kind.NUMBER
        return {
            "id": told["id"].replace("-", "_") or f"c{number}",
            "kind": told["kind"],
            "label": told["label"],
            **({"unit": told["unit"]} if is_number and told["unit"] else {}),
            **{name: _limit(told[name]) for name in ("min", "max") if told[name]},
            **({"whole": True} if is_number and told["whole"] else {}),
            **{name: True for name in ("required", "total") if told[name]},
        }


def _limit(text: str) -> int | str:
    """Numbers as numbers; a day, and what is neither, as it was typed."""
    digits = text.strip().removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() else text.strip()


class Lines(forms.BaseFormSet[Any]):
    """Options or columns, in the order of their numbers."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        number = (index or 0) + 1
        form.fields["ORDER"].label = pgettext_lazy("order", "place")
        form.fields["ORDER"].initial = number
        form.fields["ORDER"].widget.attrs["class"] = "kp-desk__place"
        form.fields["DELETE"].label = _("take out")

    def lines(self) -> list[dict[str, Any]]:
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        kept.sort(key=lambda form: form.cleaned_data.get("ORDER") or MOST_ROWS)
        found = [form.line(number) for number, form in enumerate(kept, 1)]
        return [line for line in found if line]


OPTIONS = forms.formset_factory(
    OptionForm, formset=Lines, extra=SPARE, can_order=True, can_delete=True
)
COLUMNS = forms.formset_factory(
    ColumnForm, formset=Lines, extra=SPARE, can_order=True, can_delete=True
)
LINES: dict[str, tuple[str, type[forms.BaseFormSet[Any]]]] = {
    Kind.CHOICE: ("options", OPTIONS),
    Kind.CHOICES: ("options", OPTIONS),
    Kind.TABLE: ("columns", COLUMNS),
}
