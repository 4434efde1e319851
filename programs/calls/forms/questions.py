"""Writing a question by fields: what each kind of it may say about itself.

A form knows what it is about (`subject`, an `Editing`), and `question()` gives back the
question as a form of a call keeps it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.edges.errands import ErrandForm
from foundation.translated import pick
from programs.calls.forms.lines import LINES, texts
from programs.calls.models import Call
from programs.calls.rules import (
    SOURCES,
    Question,
    Schema,
    by_id,
    condition_targets,
    fresh,
    options,
)
from programs.calls.rules.schema import FILE_TYPES, MOST_FILES, MOST_MB, MOST_ROWS
from programs.calls.rules.sources import EARLIEST, LATEST
from programs.calls.states import QuestionKind as Kind


@dataclass(frozen=True, slots=True)
class Editing:
    """The form under an officer's hands, and the question in it."""

    call: Call
    schema: Schema
    revision: int
    kind: str = ""
    section: int = 0
    question: Question | None = None


class SectionForm(ErrandForm):
    """The title of a section."""

    title = texts(_("Title of the section"))


def _count(label: StrOrPromise, most: int, least: int = 0) -> forms.Field:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most
    )


def _text() -> dict[str, forms.Field]:
    return {
        "min": _count(_("fewest characters"), 20_000),
        "max": _count(_("most characters"), 20_000, 1),
    }


def _money() -> dict[str, forms.Field]:
    return {
        "min": forms.DecimalField(label=_("smallest"), required=False),
        "max": forms.DecimalField(label=_("largest"), required=False),
    }


def _number() -> dict[str, forms.Field]:
    return {
        "unit": texts(pgettext_lazy("measure", "unit"), required=False, rows=1),
        **_money(),
        "whole": forms.BooleanField(label=_("whole numbers only"), required=False),
    }


def _date() -> dict[str, forms.Field]:
    return {
        "min": forms.DateField(
            label=_("first day"), required=False, widget=forms.DateInput()
        ),
        "max": forms.DateField(
            label=_("last day"), required=False, widget=forms.DateInput()
        ),
    }


def _choices() -> dict[str, forms.Field]:
    return {
        "min": _count(_("fewest chosen"), 99),
        "max": _count(_("most chosen"), 99, 1),
    }


def _table() -> dict[str, forms.Field]:
    return {
        "min_rows": _count(_("fewest rows"), MOST_ROWS),
        "max_rows": _count(_("most rows"), MOST_ROWS, 1),
    }


def _file() -> dict[str, forms.Field]:
    return {
        "types": forms.MultipleChoiceField(
            label=_("types of file"),
            required=False,
            choices=[(name, name.upper()) for name in FILE_TYPES],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None chosen means all of them."),
        ),
        "most": _count(_("most files"), MOST_FILES, 1),
        "most_mb": _count(_("most MB each"), MOST_MB, 1),
    }


OWN: Mapping[str, Callable[[], dict[str, forms.Field]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: dict,
    Kind.CHOICES: _choices,
    Kind.TABLE: _table,
    Kind.FILE: _file,
    Kind.COMMITMENT: dict,
}


class QuestionForm(ErrandForm):
    """One question of one kind, what it depends on, and where its value is known."""

    label = texts(_("Question"))
    help = texts(_("Help, shown under the question"), required=False)
    required = forms.BooleanField(
        label=_("needed before the application is handed in"), required=False
    )
    id = forms.CharField(
        label=_("id"),
        required=False,
        max_length=40,
        help_text=_(
            "Answers are kept under it from one version of the form to the next. "
            "Leave it empty to have one made."
        ),
    )
    subject: Editing
    made = ""  # the id under which it was saved

    def __init__(self, *args: Any, subject: Editing, **options: Any) -> None:
        if subject.question:
            options.setdefault("initial", _initial(subject.question))
        super().__init__(*args, subject=subject, **options)

    def prepare(self) -> None:
        kind = self.subject.kind
        self.fields |= OWN[kind]()
        sources = {name: one for name, one in SOURCES.items() if kind in one.kinds}
        if sources:
            self._take_from(sources)
        targets = condition_targets(self.subject.schema, self._before())
        if targets:
            self.fields["when"] = _condition(targets)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def _before(self) -> str | None:
        """The question itself, or the one that follows where it is to stand."""
        if self.subject.question:
            return str(self.subject.question["id"])
        later = self.subject.schema["sections"][self.subject.section + 1 :]
        return next((q["id"] for part in later for q in part["questions"]), None)

    def _take_from(self, sources: Mapping[str, Any]) -> None:
        named = [(name, one.label) for name, one in sources.items()]
        self.fields["source"] = forms.ChoiceField(
            label=_("filled in from"),
            required=False,
            choices=[("", "—"), *named],
            help_text=_("Taken when a draft begins; the applicant can change it."),
        )
        if any(one.yearly for one in sources.values()):
            years = [(str(year), str(year)) for year in range(EARLIEST, LATEST + 1)]
            self.fields["year"] = forms.ChoiceField(
                label=_("year, counted from that of the call"),
                required=False,
                choices=[("", "—"), *years],
            )

    def clean_id(self) -> str:
        given = self.cleaned_data["id"].strip()
        own = self.subject.question and self.subject.question["id"]
        if not given:
            return str(own or "")
        if given != own and given in by_id(self.subject.schema):
            raise forms.ValidationError(_("The form has a question of this id."))
        return str(given)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        chosen = [one.split(":", 1)[0] for one in told.get("when") or []]
        if len(set(chosen)) > 1:
            self.add_error("when", _("Choose answers to one question only."))
        if told.get("source", "").startswith("return.") and not told.get("year"):
            self.add_error("year", _("Say of which year."))
        return told

    def question(self, lines: list[dict[str, Any]] | None) -> dict[str, Any]:
        """The question as it was written, without what was left empty."""
        told, kind = self.cleaned_data, self.subject.kind
        wanted = told["id"] or fresh(
            self.subject.schema, told["label"].get("en", "") or str(kind)
        )
        given = {name: told.get(name) for name in OWN[kind]()}
        own = {name: _plain(one) for name, one in given.items() if _is_said(one)}
        return {
            "id": wanted,
            "kind": kind,
            "label": told["label"],
            **({"help": told["help"]} if told["help"] else {}),
            **({"required": True} if told["required"] else {}),
            **own,
            **({LINES[kind][0]: lines} if kind in LINES else {}),
            **self._source(),
            **self._when(),
        }

    def _source(self) -> dict[str, Any]:
        source = self.cleaned_data.get("source")
        if not source:
            return {}
        yearly = {"year": int(self.cleaned_data["year"])} if _yearly(source) else {}
        return {"source": {"of": source, **yearly}}

    def _when(self) -> dict[str, Any]:
        chosen = [one.split(":", 1) for one in self.cleaned_data.get("when") or []]
        if not chosen:
            return {}
        return {
            "when": {"question": chosen[0][0], "is": [value for __, value in chosen]}
        }


def _yearly(source: str) -> bool:
    return SOURCES[source].yearly


def _condition(targets: list[Question]) -> forms.Field:
    """The answers to earlier questions, grouped; one of them has to be given."""
    groups = [
        (
            pick(target["label"]),
            [(f"{target['id']}:{value}", said) for value, said in _said(target)],
        )
        for target in targets
    ]
    return forms.MultipleChoiceField(
        label=_("asked only if one of these was answered"),
        required=False,
        choices=groups,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means always."),
    )


def _said(target: Question) -> list[tuple[str, StrOrPromise]]:
    if target["kind"] == Kind.COMMITMENT:
        return [("true", _("confirmed"))]
    return [(value, pick(label)) for value, label in options(target).items()]


def _is_said(value: Any) -> bool:
    """Whether something was written; zero was."""
    return value is not None and value is not False and value not in ("", [], {})


def _plain(value: Any) -> Any:
    """As JSON keeps it: numbers without needless decimals, days as text."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return int(value) if whole else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _initial(question: Question) -> dict[str, Any]:
    source, when = question.get("source") or {}, question.get("when") or {}
    return {
        **question,
        "source": source.get("of", ""),
        "year": str(source.get("year", "")),
        "when": [
            f"{when['question']}:{'true' if value is True else value}"
            for value in when.get("is", ())
        ],
    }


class FindForm(ErrandForm):
    """Words of a question in the bank."""

    q = forms.CharField(label=_("Words of the question"), required=False)


class WrittenField(forms.JSONField):
    """JSON as a person reads it."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2) if value else ""


class ExpertForm(ErrandForm):
    """The whole form as JSON."""

    schema = WrittenField(
        label=_("Questions"),
        help_text=_("Sections with questions, as JSON."),
        widget=forms.Textarea({"rows": 30, "spellcheck": "false"}),
    )
