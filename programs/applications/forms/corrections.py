"""What a formal review finds wrong, question by question."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from foundation.translated import pick
from programs.calls.rules import questions

LONGEST = 500
ASK, WRONG = "ask_", "wrong_"


class CorrectionForm(ErrandForm):
    """The reason for all of it; then a box and a line for each question of the form."""

    reason = forms.CharField(
        label=capfirst(_("reason")),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "What the company reads first. Then tick what has to be corrected: only "
            "these questions are open to the company, for five working days."
        ),
    )

    def prepare(self) -> None:
        """The questions of the form that was handed in."""
        for question in questions(self.subject.draft.form_version.schema):
            name, label = question["id"], pick(question["label"])
            self.fields[ASK + name] = forms.BooleanField(label=label, required=False)
            self.fields[WRONG + name] = forms.CharField(
                label=_("What is wrong: %(question)s") % {"question": label},
                required=False,
                max_length=LONGEST,
            )

    def clean(self) -> dict[str, Any]:
        """Who ticks a question says what is wrong with it, and the other way round."""
        told = super().clean() or {}
        for name in self._named(ASK) - self._named(WRONG):
            self.add_error(WRONG + name, _("Say what is wrong."))
        for name in self._named(WRONG) - self._named(ASK):
            self.add_error(ASK + name, _("Tick this as well, or empty the line below."))
        return told

    def _named(self, part: str) -> set[str]:
        """The questions whose box is ticked, or whose line is filled."""
        told = self.cleaned_data
        filled = (name for name in told if name.startswith(part) and told[name])
        return {name.removeprefix(part) for name in filled}

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        items = {name: told[WRONG + name] for name in self._named(ASK)}
        return {"reason": told["reason"], "items": items}
