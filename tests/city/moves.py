"""Subjects brought along their lifecycle by the system."""

from typing import Any

from foundation.accounts.models import SYSTEM
from programs.models import (
    Application,
    Award,
    Checklist,
    ChecklistItem,
    Payment,
    Submission,
)
from tests.city.awards import an_agreement
from tests.city.people import NOW, a_user, advance


def moved(subject: Any, *verbs: str) -> Any:
    """`subject` after these moves, taken by the system."""
    for verb in verbs:
        if isinstance(subject, Application) and verb in BY_CHECKLIST:
            checked(subject, BY_CHECKLIST[verb])
        if isinstance(subject, Award) and verb == "sign":
            an_agreement(subject)
        sent = isinstance(subject, Payment) and verb == "instruct"
        signs = {"instructed_at": NOW, "instructed_by": a_user()} if sent else {}
        why = "because the test needs it"
        advance(subject, verb, by=SYSTEM, reason=why, **signs)
    return subject


BY_CHECKLIST = {"pass_review": "eligible", "fail_review": "ineligible"}


def checked(application: Application, outcome: str = "eligible") -> Checklist:
    """Its formal review, gone through and confirmed; what was handed in is made up."""
    handed_in = application.submissions.last() or _handed_in(application)
    checklist = Checklist.objects.create(application=application, submission=handed_in)
    answer = {"eligible": "met", "ineligible": "not_met"}[outcome]
    ChecklistItem.objects.create(
        checklist=checklist, position=0, code="entity", answer=answer, note="见材料"
    )
    advance(checklist, "conclude", by=SYSTEM, outcome=outcome)
    advance(checklist, "confirm", by=SYSTEM)
    return checklist


def _handed_in(application: Application) -> Submission:
    """A second one: it may come at any time, as a correction does."""
    return Submission.objects.create(
        application=application,
        sequence=2,
        form_version=application.draft.form_version,
        snapshot={"answers": {}, "attachments": []},
        sha256="0" * 64,
        submitted_by=a_user(),
    )


TO_SCORED = (
    "submit", "recommend", "begin_review", "pass_review", "assign", "conclude_scoring",
)  # fmt: skip
