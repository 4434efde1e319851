"""The control of each kind of question.

Names are the question's id; the cells of a table are `<id>-<row>-<column>`, from row 0.
For a script: a table is `[data-table=<id>]` with `data-max-rows` and rows `[data-row]`;
a new row is a copy of the last one, emptied, with the next number in names and ids;
`[data-total=<column>]` in the foot shows the sum of the cells `[data-column=<column>]`.
The button `[data-add-row]` saves and comes back when there is no script. Files have
`data-most` and `data-most-mb`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django_stubs_ext import StrOrPromise

from foundation.translated import pick
from programs.calls.rules import (
    LONGEST,
    Question,
    file_rules,
    head,
    most_rows,
    totals,
    unit,
)
from programs.calls.states import QuestionKind as Kind

SPARE_ROWS, FEWEST_ROWS = 2, 3
FILE_NAMES: Mapping[str, StrOrPromise] = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "pptx": "PowerPoint",
    "jpg": "JPEG",
    "png": "PNG",
}
SHORT = 60  # characters up to which a box need not be wide


class FileWidget(forms.FileInput):
    allow_multiple_selected = True


class TableWidget(forms.Widget):
    """Rows of boxes, some of them empty; an emptied row is taken out on saving."""

    template_name = "forms/widgets/table.html"
    use_fieldset = True

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.columns: list[Question] = list(question["columns"])

    def id_for_label(self, id_: str) -> str:
        """The first cell, for links from the list of what is wrong."""
        return f"{id_}-0-{self.columns[0]['id']}" if id_ else id_

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002  # Django's signature
        return name not in data and not self._posted(data, name)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002  # Django's signature
        """The rows as they were posted, or as a draft holds them."""
        kept = data.get(name)
        return kept if isinstance(kept, list) else self._posted(data, name)

    def _posted(self, data: Any, name: str) -> list[dict[str, str]]:
        cell = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-([a-z][a-z0-9_]*)")
        rows: dict[int, dict[str, str]] = {}
        for key in data:
            if found := cell.fullmatch(key):
                rows.setdefault(int(found[1]), {})[found[2]] = data.get(key)
        return [rows[number] for number in sorted(rows)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        rows = value if isinstance(value, list) else []
        sums = totals(self.question, rows)
        most = most_rows(self.question)
        least = max(self.question.get("min_rows") or 0, FEWEST_ROWS)
        shown = min(most, max(len(rows) + SPARE_ROWS, least))
        spare: list[dict[str, str]] = [{}] * (shown - len(rows))
        context["widget"] |= {
            "most": most,
            "heads": [self._head(column, sums) for column in self.columns],
            "rows": [
                [
                    self._cell(name, attrs, number, column, row)
                    for column in self.columns
                ]
                for number, row in enumerate([*rows, *spare])
            ],
            "has_totals": bool(sums),
            "full": shown >= most,
        }
        return context

    def _head(self, column: Question, sums: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": column["id"],
            "label": head(column),
            "figure": column["kind"] in (Kind.NUMBER, Kind.MONEY),
            "total": sums.get(column["id"]),
        }

    def _cell(
        self, name: str, attrs: Any, row: int, column: Question, values: Any
    ) -> dict[str, Any]:
        figure = column["kind"] in (Kind.NUMBER, Kind.MONEY)
        return {
            "name": f"{name}-{row}-{column['id']}",
            "id": f"{(attrs or {}).get('id', name)}-{row}-{column['id']}",
            "column": column["id"],
            "label": head(column),
            "type": "date" if column["kind"] == Kind.DATE else "text",
            "mode": "decimal" if figure else "",
            "figure": figure,
            "value": values.get(column["id"], ""),
        }


def _text(question: Question) -> forms.Widget:
    most = question.get("max", LONGEST[Kind.TEXT])
    width = {"class": "govuk-input--width-20"} if most <= SHORT else {}
    return forms.TextInput({"autocomplete": "off", **width})


def _long(question: Question) -> forms.Widget:
    most = question.get("max", LONGEST[Kind.LONG_TEXT])
    return forms.Textarea({"rows": 8, "maxlength": most})


def _amount(question: Question) -> forms.Widget:
    mode = "numeric" if question.get("whole") else "decimal"
    return forms.TextInput(
        {
            "inputmode": mode,
            "autocomplete": "off",
            "data-suffix": unit(question),
            "class": "govuk-input--width-10",
        }
    )


def _choice(question: Question) -> forms.Widget:
    return forms.RadioSelect(choices=_options(question))


def _choices(question: Question) -> forms.Widget:
    return forms.CheckboxSelectMultiple(choices=_options(question))


def _options(question: Question) -> list[tuple[str, str]]:
    return [(one["value"], pick(one["label"])) for one in question["options"]]


def _file(question: Question) -> forms.Widget:
    rules = file_rules(question)
    return FileWidget(
        {
            "multiple": True,
            "accept": ",".join(rules.endings),
            "data-most": rules.most,
            "data-most-mb": rules.most_mb,
        }
    )


def _date(question: Question) -> forms.Widget:
    limits = {name: question[name] for name in ("min", "max") if question.get(name)}
    return forms.DateInput({**limits, "class": "govuk-input--width-10"})


WIDGETS: Mapping[str, Callable[[Question], forms.Widget]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long,
    Kind.NUMBER: _amount,
    Kind.MONEY: _amount,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.TABLE: TableWidget,
    Kind.COMMITMENT: lambda _question: forms.CheckboxInput(),
    Kind.FILE: _file,
}
