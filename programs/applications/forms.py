"""The form that a call's questions make, and the one that begins an application.

An answer is never refused by the form: what is wrong with it is said beside it, and the
draft keeps it. The form carries what the page was rendered with, so that only what the
person changed is saved.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.translated import pick
from programs.applications.models import Draft
from programs.applications.rules import digest
from programs.applications.states import Status
from programs.calls.models import Call
from programs.calls.rules import LONGEST, Question, questions, tidy
from programs.calls.states import QuestionKind as Kind
from startups.companies.models import Company

REVISION, BASE = "_revision", "_base"  # ids of questions never begin with “_”
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png"


class BeginForm(forms.Form):
    """For which company, and as what."""

    company = forms.ModelChoiceField(
        Company.objects.none(), label=_("Company"), empty_label=None
    )
    company_type = forms.ChoiceField(
        label=_("Apply as"), widget=forms.RadioSelect, choices=()
    )

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(kind.code, kind.label) for kind in call.program.rules.types]
        self.fields["company_type"].choices = types  # type: ignore[attr-defined]  # a ChoiceField
        mine = Company.objects.live().within(user, Permission.APPLY)
        self.fields["company"].queryset = mine.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(types) == 1:
            self.fields["company_type"].initial = types[0][0]


class StatusForm(forms.Form):
    """The filter of a list of applications."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *((s.value, s.label) for s in Status if s != "draft")],
    )


class AnswerField(forms.Field):
    """A field that takes any answer; whether it is needed shows, and blocks nothing."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(
            label=pick(question["label"]),
            help_text=_help(question),
            required=bool(question.get("required")),
            widget=WIDGETS[question["kind"]](question),
        )

    def clean(self, value: Any) -> Any:
        return tidy(self.question, value)


def _help(question: Question) -> StrOrPromise:
    """What the question says about itself; of files also what may be sent."""
    said = pick(question.get("help"))
    if question["kind"] != Kind.FILE:
        return said
    files = _("PDF, Word, Excel, PowerPoint, JPEG or PNG, 50 MB each at most.")
    return format_lazy("{} {}", said, files) if said else files


class FileWidget(forms.FileInput):
    allow_multiple_selected = True


def _long(question: Question) -> forms.Widget:
    most = question.get("max", LONGEST[Kind.LONG_TEXT])
    return forms.Textarea({"rows": 8, "maxlength": most})


def _amount(question: Question) -> forms.Widget:
    money = question["kind"] == Kind.MONEY
    unit = _("yuan") if money else pick(question.get("unit"))
    return forms.TextInput(
        {"inputmode": "decimal", "autocomplete": "off", "data-suffix": unit}
    )


def _options(question: Question) -> forms.Widget:
    options = [(o["value"], pick(o["label"])) for o in question["options"]]
    return forms.RadioSelect(choices=options)


WIDGETS: Mapping[str, Callable[[Question], forms.Widget]] = {
    Kind.TEXT: lambda _question: forms.TextInput({"autocomplete": "off"}),
    Kind.LONG_TEXT: _long,
    Kind.NUMBER: _amount,
    Kind.MONEY: _amount,
    Kind.DATE: lambda _question: forms.DateInput(),
    Kind.CHOICE: _options,
    Kind.COMMITMENT: lambda _question: forms.CheckboxInput(),
    Kind.FILE: lambda _question: FileWidget({"multiple": True, "accept": ACCEPT}),
}


class AnswerForm(forms.Form):
    """One field for each question of a form version, filled in with the draft."""

    use_required_attribute = False

    def __init__(self, schema: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for question in questions(schema):
            self.fields[question["id"]] = AnswerField(question)
        self.fields[REVISION] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0
        )
        self.fields[BASE] = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def showing(
        cls,
        draft: Draft,
        *,
        typed: Mapping[str, Any] | None = None,
        errors: Mapping[str, StrOrPromise] | None = None,
    ) -> "AnswerForm":
        """The draft as it is stored, but for what the person typed over it."""
        base = {name: digest(answer) for name, answer in draft.answers.items()}
        data = {
            **{name: _as_posted(answer) for name, answer in draft.answers.items()},
            **(typed or {}),
            REVISION: draft.revision,
            BASE: json.dumps(base, sort_keys=True),
        }
        form = cls(draft.form_version.schema, data)
        for name, said in (errors or {}).items():
            form.add_error(name, str(said))
        return form

    def changed(self) -> dict[str, Any]:
        """What the person changed on the page, whatever others have saved meanwhile."""
        base = _opened(self.cleaned_data[BASE])
        asked = {name: f for name, f in self.fields.items() if _takes_text(f)}
        return {
            name: self.cleaned_data[name]
            for name in asked
            if digest(self.cleaned_data[name]) != base.get(name, digest(""))
        }


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
