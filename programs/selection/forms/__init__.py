"""The public's objection, and what staff enter about proposals and notices."""

from programs.selection.forms.meetings import (
    AttendeeForm,
    MeetingForm,
    MinutesForm,
    RecusalForm,
    VerdictsForm,
    WhyForm,
)
from programs.selection.forms.notices import CorrectForm, PrepareForm, WordedForm
from programs.selection.forms.objections import AgainstField, AimForm, ObjectionForm
from programs.selection.forms.proposals import ProposeForm

__all__ = [
    "AgainstField",
    "AimForm",
    "AttendeeForm",
    "CorrectForm",
    "MeetingForm",
    "MinutesForm",
    "ObjectionForm",
    "PrepareForm",
    "ProposeForm",
    "RecusalForm",
    "VerdictsForm",
    "WhyForm",
    "WordedForm",
]
