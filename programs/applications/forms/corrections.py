"""What a formal review finds wrong, question by question."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from foundation.translated import pick
from programs.calls.rules import questions

LONGEST = 500
PREFIX = "wrong_"


class CorrectionForm(ErrandForm):
    """A box and a line for each question of the form, and the reason for all of it."""

    reason = forms.CharField(
        label=capfirst(_("reason")),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What the company reads first; then it reads each item below."),
    )
    asked = forms.MultipleChoiceField(
        label=_("What has to be corrected"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these questions are open to the company, for five days."),
    )

    def prepare(self) -> None:
        """The questions of the form that was handed in."""
        found = list(questions(self.subject.draft.form_version.schema))
        labels = [(each["id"], pick(each["label"])) for each in found]
        self.fields["asked"].choices = labels  # type: ignore[attr-defined]  # a MultipleChoiceField
        for name, label in labels:
            self.fields[PREFIX + name] = forms.CharField(
                label=_("What is wrong: %(question)s") % {"question": label},
                required=False,
                max_length=LONGEST,
            )

    def clean(self) -> dict[str, Any]:
        """Who ticks a question says what is wrong with it, and the other way round."""
        told = super().clean() or {}
        for name in told.get("asked", []):
            if not told.get(PREFIX + name):
                self.add_error(PREFIX + name, _("Say what is wrong."))
        for name in self.written() - set(told.get("asked", [])):
            self.add_error(PREFIX + name, _("Tick this question as well, or leave it."))
        return told

    def written(self) -> set[str]:
        told = self.cleaned_data
        boxes = {name for name in told if name.startswith(PREFIX) and told[name]}
        return {name.removeprefix(PREFIX) for name in boxes}

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        items = {name: told[PREFIX + name] for name in told["asked"]}
        return {"reason": told["reason"], "items": items}
