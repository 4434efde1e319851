"""Questions of a form, what counts as an answer, and what a change of it means."""

from programs.calls.rules.answers import (
    Answer,
    as_number,
    missing,
    objection,
    refused_file,
    storable,
    tidy,
    totals,
)
from programs.calls.rules.changes import Carried, Changes, carry, changes
from programs.calls.rules.closing import caution
from programs.calls.rules.faults import condition_targets, fault, question_faults
from programs.calls.rules.reading import (
    Cell,
    Grid,
    differs,
    grid,
    head,
    origin,
    said,
    unit,
)
from programs.calls.rules.schema import (
    LONGEST,
    FileRules,
    Question,
    Schema,
    asked,
    by_id,
    empty,
    file_rules,
    most_rows,
    options,
    questions,
)
from programs.calls.rules.sources import SOURCES

__all__ = [
    "LONGEST",
    "SOURCES",
    "Answer",
    "Carried",
    "Cell",
    "Changes",
    "FileRules",
    "Grid",
    "Question",
    "Schema",
    "as_number",
    "asked",
    "by_id",
    "carry",
    "caution",
    "changes",
    "condition_targets",
    "differs",
    "empty",
    "fault",
    "file_rules",
    "grid",
    "head",
    "missing",
    "most_rows",
    "objection",
    "options",
    "origin",
    "question_faults",
    "questions",
    "refused_file",
    "said",
    "storable",
    "tidy",
    "totals",
    "unit",
]
