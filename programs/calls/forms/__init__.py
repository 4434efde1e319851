"""What staff type: calls, and the questions of their forms."""

from programs.calls.forms.calls import FACTS, CallForm, CloneForm
from programs.calls.forms.lines import LINES, Lines
from programs.calls.forms.questions import (
    Editing,
    ExpertForm,
    FindForm,
    QuestionForm,
    SectionForm,
)

__all__ = [
    "FACTS",
    "LINES",
    "CallForm",
    "CloneForm",
    "Editing",
    "ExpertForm",
    "FindForm",
    "Lines",
    "QuestionForm",
    "SectionForm",
]
