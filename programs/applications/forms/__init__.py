"""The forms of applications: begin one, and answer what its call asks."""

from programs.applications.forms.answers import (
    BASE,
    REVISION,
    VERSION,
    AnswerField,
    AnswerForm,
)
from programs.applications.forms.begin import BeginForm, RecommendForm, StatusForm
from programs.applications.forms.widgets import FileWidget, TableWidget

__all__ = [
    "BASE",
    "REVISION",
    "VERSION",
    "AnswerField",
    "AnswerForm",
    "BeginForm",
    "FileWidget",
    "RecommendForm",
    "StatusForm",
    "TableWidget",
]
