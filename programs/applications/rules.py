"""What a submission looks like on record, and how long each step may take; pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.periods import city_day
from foundation.places.rules import WorkingDays
from programs.applications.states import Status

MOST_FILES = 30
MOST_BYTES = 300 * 1024 * 1024
MOST_PER_QUESTION = 10

# Working days that a step may take, from the day on which it is reached (D§2.1).
STEP_DAYS = {
    Status.RECOMMENDED: 3,
    Status.FORMAL_REVIEW: 10,
    Status.CORRECTION: 5,
    Status.EXPERT_REVIEW: 20,
    Status.SITE_VISIT: 10,
    Status.JOINT_REVIEW: 10,
    Status.PROPOSED: 5,
}
DISTRICT_DAYS = 5  # the district's, counted from the close of the call

EDITABLE = frozenset({Status.DRAFT, Status.CORRECTION})


def due_on(
    state: str, at: datetime, closes_at: datetime, calendar: WorkingDays
) -> date | None:
    """The last day of the step that `state` is, or None when nobody is waited for.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 6, 1, 3, tzinfo=UTC)
    >>> close = datetime(2026, 6, 30, 9, tzinfo=UTC)
    >>> due_on("correction", monday, close, WorkingDays())
    datetime.date(2026, 6, 8)
    >>> due_on("submitted", monday, close, WorkingDays())
    datetime.date(2026, 7, 7)
    """
    if state == Status.SUBMITTED:
        return calendar.after(city_day(max(at, closes_at)), DISTRICT_DAYS)
    days = STEP_DAYS.get(Status(state))
    return calendar.after(city_day(at), days) if days else None


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one spelling of a snapshot: sorted keys, no blanks, UTF-8.

    >>> canonical({"b": "木棉", "a": 1}).decode()
    '{"a":1,"b":"木棉"}'
    """
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return text.encode()


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical spelling; anyone can compute it again."""
    return hashlib.sha256(canonical(content)).hexdigest()


def changed_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Questions whose answer or files differ between two snapshots.

    >>> none = {"answers": {"a": "1", "b": "2"}, "attachments": []}
    >>> file = {"question": "f", "sha256": "0"}
    >>> one = {"answers": {"a": "1", "b": "3"}, "attachments": [file]}
    >>> changed_between(none, one), changed_between(one, one)
    (['b', 'f'], [])
    """
    old, new = _given_in(before), _given_in(after)
    return sorted(name for name in old.keys() | new if old.get(name) != new.get(name))


def _given_in(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by question; of a file, what it contains."""
    given: dict[str, Any] = dict(snapshot["answers"])
    for file in snapshot["attachments"]:
        given[file["question"]] = [*given.get(file["question"], []), file["sha256"]]
    return given


def digest(answer: Any) -> str:
    """Tells whether an answer is still what a page was rendered with.

    >>> digest("a") == digest("b"), digest(None) == digest("") == digest([])
    (False, True)
    """
    text = json.dumps(answer) if isinstance(answer, list) and answer else answer
    return hashlib.sha256(str(text or "").encode()).hexdigest()[:12]


# What a district declares with every recommendation (推荐单位承诺).
LIABILITY = _(
    "The district has checked that the company exists here, that what it states agrees "
    "with the district's records, and that nothing known to the district bars it. The "
    "district answers for this recommendation."
)

# What a status means to the company, and what happens next.
PLAIN: Mapping[str, tuple[StrOrPromise, StrOrPromise]] = {
    Status.DRAFT: (
        _("You are still writing this application."),
        _("Complete the form and submit it before the call closes."),
    ),
    Status.SUBMITTED: (
        _("The application has been handed in."),
        _("Your district decides whether to recommend it to the city."),
    ),
    Status.RECOMMENDED: (
        _("Your district recommends the application."),
        _("The city checks whether it is complete and formally right."),
    ),
    Status.NOT_RECOMMENDED: (
        _("Your district does not recommend the application."),
        _("The procedure has ended. The reason is given below."),
    ),
    Status.FORMAL_REVIEW: (
        _("The city is checking the application."),
        _("You will be told whether it is eligible or has to be corrected."),
    ),
    Status.CORRECTION: (
        _("The city asks you to correct the application."),
        _("Change what is asked for and hand in the correction in time."),
    ),
    Status.ELIGIBLE: (
        _("The application is eligible."),
        _("Experts will be drawn to review it."),
    ),
    Status.INELIGIBLE: (
        _("The application is not eligible."),
        _("The procedure has ended. The reason is given below."),
    ),
    Status.EXPERT_REVIEW: (
        _("Experts are reviewing the application."),
        _("When all scores are in, the commission compares the applications."),
    ),
    Status.SCORED: (
        _("The experts have scored the application."),
        _("The commission prepares its selection."),
    ),
    Status.SITE_VISIT: (
        _("An on-site inspection is part of the selection."),
        _("The commission will make an appointment with you."),
    ),
    Status.JOINT_REVIEW: (
        _("Other offices of the city are being consulted."),
        _("The commission then prepares its selection."),
    ),
    Status.PROPOSED: (
        _("The application is proposed for selection."),
        _("The proposal will be published, and anyone may object to it."),
    ),
    Status.PUBLIC_NOTICE: (
        _("The proposal is published."),
        _("It is approved when the time for objections has passed without any."),
    ),
    Status.OBJECTION: (
        _("An objection is being investigated."),
        _("You will be told of the outcome."),
    ),
    Status.APPROVED: (
        _("The application is approved."),
        _("You will hear about the agreement and the next steps."),
    ),
    Status.NOT_SELECTED: (
        _("The application was not selected."),
        _("The procedure has ended. The reason is given below."),
    ),
    Status.WITHDRAWN: (
        _("The application has been withdrawn."),
        _("Nothing more will be done with it."),
    ),
}
