"""The form that a call's questions make.

An answer is never refused by the form: what is wrong with it is said beside it, and the
draft keeps it. The form carries what the page was rendered with, so that only what the
person changed is saved.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.translated import pick
from programs.applications import queries
from programs.applications.forms.widgets import FILE_NAMES, WIDGETS
from programs.applications.models import Attachment, Draft
from programs.applications.rules import digest
from programs.calls.rules import (
    Question,
    Schema,
    differs,
    file_rules,
    origin,
    questions,
    said,
    terms,
    tidy,
    words,
)
from programs.calls.states import QuestionKind as Kind

REVISION, VERSION, BASE = (
    "_revision",
    "_version",
    "_base",
)  # no question begins with “_”


class AnswerField(forms.Field):
    """A field that takes any answer; whether it is needed shows, and blocks nothing.

    What a script needs stands around it as `data-question`, `data-kind` and, where a
    question depends on another, `data-when-question` and `data-when-is` (a JSON list;
    a commitment that was made says "true"). A script hides a question, and leaves its
    controls enabled: an unticked box and one that was not sent look the same.
    """

    def __init__(self, question: Question, terms: Mapping[str, str]) -> None:
        self.question = question
        self.kind = question["kind"]
        self.known: Mapping[str, Any] | None = None
        self.differs = False  # from what is known
        self.only_if = terms.get(question["id"], "")
        super().__init__(
            label=pick(question["label"]),
            help_text=_help(question),
            required=bool(question.get("required")),
            widget=WIDGETS[question["kind"]](question),
            template_name="forms/question.html",
        )

    def clean(self, value: Any) -> Any:
        return tidy(self.question, value)

    @property
    def when_question(self) -> str:
        return str(self.question.get("when", {}).get("question", ""))

    @property
    def when_is(self) -> str:
        """The answers that this question waits for, as a script compares them."""
        return json.dumps(sorted(words(self.question["when"]["is"])))

    @property
    def origin(self) -> str:
        return origin(self.known) if self.known else ""

    @property
    def known_value(self) -> str:
        return said(self.question, self.known["value"]) if self.known else ""

    def compare(self, known: Mapping[str, Any], answer: Any) -> None:
        """Show what the city knows, and whether the answer is another."""
        self.known = known
        self.differs = differs(self.question, known, answer)


def _help(question: Question) -> StrOrPromise:
    """What the question says about itself; of files also what may be sent."""
    told = pick(question.get("help"))
    if question["kind"] != Kind.FILE:
        return told
    rules = file_rules(question)
    kinds = ", ".join(str(FILE_NAMES.get(name, name.upper())) for name in rules.types)
    files = _("%(kinds)s; at most %(most)s files of at most %(mb)s MB each.") % {
        "kinds": kinds,
        "most": rules.most,
        "mb": rules.most_mb,
    }
    return f"{told} {files}".strip()


class AnswerForm(forms.Form):
    """One field for each question of a form version, filled in with the draft.

    It is made by `showing` for a page, and by `posted` from what a page sends: a page
    of an earlier version is read by that one's questions, so that nothing is lost.
    `news` and `aside` are what the page says above and below the questions.
    """

    use_required_attribute = False
    news: ClassVar[list[tuple[StrOrPromise, list[str]]]] = []
    aside: ClassVar[list[queries.Answered]] = []

    def __init__(self, schema: Schema, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        conditions = terms(schema)
        for question in questions(schema):
            self.fields[question["id"]] = AnswerField(question, conditions)
        self.fields[REVISION] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0
        )
        self.fields[VERSION] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, required=False
        )
        self.fields[BASE] = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def showing(
        cls,
        draft: Draft,
        *,
        typed: Mapping[str, Any] | None = None,
        errors: Mapping[str, StrOrPromise] | None = None,
        files: Iterable[Attachment] = (),
    ) -> "AnswerForm":
        """The draft as it is stored, but for what the person typed over it."""
        base = {name: digest(answer) for name, answer in draft.answers.items()}
        data = {
            **{name: _as_posted(answer) for name, answer in draft.answers.items()},
            **{name: _as_posted(answer) for name, answer in (typed or {}).items()},
            REVISION: draft.revision,
            VERSION: draft.form_version.number,
            BASE: json.dumps(base, sort_keys=True),
        }
        form = cls(draft.form_version.schema, data)
        for name, told in (errors or {}).items():
            form.add_error(name, str(told))
        for name, fact in draft.known.items():
            if isinstance(field := form.fields.get(name), AnswerField):
                field.compare(fact, draft.answers.get(name))
        form.limit(draft.application.open_questions())
        form.news = queries.news(draft)  # type: ignore[misc]  # of this form, not of all
        form.aside = queries.no_longer_asked(draft, files)  # type: ignore[misc]  # same
        return form

    def limit(self, open_to: Collection[str] | None) -> None:
        """Show all questions but `open_to` to read only; None leaves every one open."""
        for name, field in self.fields.items():
            if isinstance(field, AnswerField) and open_to is not None:
                field.disabled = name not in open_to
                self.initial[name] = self.data.get(name)

    @classmethod
    def posted(cls, draft: Draft, data: Mapping[str, Any]) -> "AnswerForm":
        """What a page sent, read by the version of the form that it showed."""
        number = str(data.get(VERSION, ""))
        schema = draft.form_version.schema
        if number.isdecimal() and int(number) < draft.form_version.number:
            earlier = draft.application.call.form_versions.filter(number=int(number))
            schema = earlier.values_list("schema", flat=True).first() or schema
        form = cls(schema, data)
        form.limit(draft.application.open_questions())
        return form

    @classmethod
    def preview(cls, schema: Schema) -> "AnswerForm":
        """The form as an applicant finds it, for those who write it."""
        return cls(schema, {REVISION: 0, BASE: "{}"})

    @property
    def version(self) -> int | None:
        """The version of the form that the page showed."""
        number: int | None = self.cleaned_data.get(VERSION)
        return number

    def changed(self) -> dict[str, Any]:
        """What the person changed on the page, whatever others have saved meanwhile.

        An answer that was not sent at all has not been changed.
        """
        base = _opened(self.cleaned_data[BASE])
        return {
            name: self.cleaned_data[name]
            for name, field in self.fields.items()
            if _takes_text(field)
            and not field.disabled
            and not field.widget.value_omitted_from_data(self.data, self.files, name)
            and digest(self.cleaned_data[name]) != base.get(name, digest(""))
        }

    def typed(self, names: Iterable[str]) -> dict[str, Any]:
        """What was typed for these questions, in the shape that `showing` takes."""
        return {name: self.cleaned_data.get(name) for name in names}


def _takes_text(field: forms.Field) -> bool:
    return isinstance(field, AnswerField) and field.question["kind"] != Kind.FILE


def _as_posted(answer: Any) -> Any:
    return {True: "on", False: ""}[answer] if isinstance(answer, bool) else answer


def _opened(base: str) -> dict[str, Any]:
    """What the page was rendered with; an unreadable one makes every answer count."""
    try:
        found = json.loads(base)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
