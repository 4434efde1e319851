"""The checklist as a form, and the correction that it leads to."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.applications.forms.corrections import CorrectionForm
from programs.formal import queries
from programs.formal.models import ChecklistItem
from programs.formal.states import Answer

LONGEST = 1_000
ANSWER, NOTE = "answer_", "note_"
CHOICES = [("", pgettext_lazy("checklist", "still open")), *Answer.choices]


class ChecklistForm(forms.Form):
    """For each item an answer and a note; what the rules answer stands at first."""

    def __init__(self, *args: Any, items: Iterable[ChecklistItem]) -> None:
        super().__init__(*args)
        self.items = list(items)
        for item in self.items:
            answer = forms.ChoiceField(
                label=_("answer"), choices=CHOICES, required=False, initial=item.answer
            )
            note = forms.CharField(
                label=_("note"),
                max_length=LONGEST,
                required=False,
                initial=item.note,
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields |= {ANSWER + item.code: answer, NOTE + item.code: note}

    def given(self) -> dict[str, tuple[str, str]]:
        told = self.cleaned_data
        return {
            item.code: (told[ANSWER + item.code], told[NOTE + item.code])
            for item in self.items
        }

    def rows(self) -> Iterator[tuple[ChecklistItem, Any, Any]]:
        """Each item with its two fields."""
        for item in self.items:
            yield item, self[ANSWER + item.code], self[NOTE + item.code]


class FoundCorrectionForm(CorrectionForm):
    """A correction whose reason begins with what the checklist says is not met."""

    def prepare(self) -> None:
        super().prepare()
        checklist = queries.checklist_of(self.subject)
        if checklist is not None:
            found = queries.reasons(checklist)
            self.initial["reason"] = "\n".join(found)
