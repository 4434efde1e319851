"""Going through a checklist: one person fills it in, another decides by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.refusals import Refusal, several_units, use_case
from programs.applications import actions as moves
from programs.applications.models import Application, Submission
from programs.applications.queries import latest_submission
from programs.applications.states import Status as Standing
from programs.catalogue.rules import Outcome as Found
from programs.formal import queries
from programs.formal.models import Checklist, ChecklistItem
from programs.formal.rules import answer_by, outcome_of
from programs.formal.states import Answer, Outcome, Status
from programs.letters import actions as letters

Given = tuple[str, str]  # answer and note


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one application of several."""

    application: Application
    is_done: bool
    said: StrOrPromise


@use_case
def begin(application: Application, *, by: Actor, at: datetime) -> Checklist:
    """Open the checklist of what was last handed in; whoever comes second gets it too.

    A recommended application is taken into the formal review with it.
    """
    if not by.may(Permission.REVIEW_FORMALLY, at=application):
        raise PermissionDenied
    _refuse_own(application, by)
    current = _locked(application)
    if current.status == Standing.RECOMMENDED:
        moves.begin_review(current, by=by, at=at)
    elif current.status != Standing.FORMAL_REVIEW:
        raise Refusal(_("This application is not in formal review."), code="moved_on")
    return _opened(current, by=by, at=at)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call__program", "company").get(pk=application.pk)


def _refuse_own(application: Application, by: Actor) -> None:
    if by.pk is not None and by.may(Permission.APPLY, at=application):
        raise Refusal(
            _("You act for this company yourself; somebody else has to decide."),
            code="own",
        )


def _opened(application: Application, *, by: Actor, at: datetime) -> Checklist:
    submission = latest_submission(application)
    if submission is None:
        raise Refusal(_("Nothing was handed in that could be checked."), code="none")
    found = Checklist.objects.filter(submission=submission).first()
    if found:
        return found
    for old in application.checklists.exclude(
        status__in=[Status.SUPERSEDED, Status.CONFIRMED]
    ):
        supersede(old, by=by, at=at)
    checklist: Checklist = Checklist.objects.create(
        application=application,
        submission=submission,
        **stamp("opened", by=by, at=at),
    )
    record(checklist, "open", by=by)
    _fill(checklist, submission, at=at)
    return checklist


def _fill(checklist: Checklist, submission: Submission, *, at: datetime) -> None:
    """Answers of the rules; where they leave it open, what was answered before."""
    submission.application = checklist.application
    before = queries.earlier_answers(checklist.application)
    readings = queries.filled(submission, at=at)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist,
            position=position,
            code=code,
            found=reading.outcome,
            read=reading.read,
            **_first_answer(reading, before.get(code)),
        )
        for position, (code, reading) in enumerate(readings.items())
    )


def _first_answer(
    reading: queries.Reading, before: ChecklistItem | None
) -> dict[str, Any]:
    ruled = answer_by(reading.outcome)
    if ruled or before is None:
        return {"answer": ruled}
    return {
        "answer": before.answer,
        "note": before.note,
        "answered_at": before.answered_at,
        "answered_by_id": before.answered_by_id,
    }


@use_case
def supersede(checklist: Checklist, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Put a checklist aside: a correction has been handed in since."""
    advance(checklist, "supersede", by=by)


@use_case
def answer(
    checklist: Checklist, given: Mapping[str, Given], *, by: Actor, at: datetime
) -> list[str]:
    """Write down what somebody has seen; only what they changed bears their name.

    What lacks its explanation is not written; the sentences say what is missing.
    """
    if not by.may(Permission.REVIEW_FORMALLY, at=checklist):
        raise PermissionDenied
    _refuse_own(checklist.application, by)
    changed, lacking = [], []
    for item in checklist.items.select_for_update():
        said, note = given.get(item.code, (item.answer, item.note))
        if (said, note.strip()) == (item.answer, item.note):
            continue
        item.answer, item.note = said, note.strip()
        if why := _unexplained(item):
            lacking.append(why)
            continue
        item.answered_at, item.answered_by_id = (at, by.pk) if by.pk else (None, None)
        item.save(update_fields=["answer", "note", "answered_at", "answered_by"])
        changed.append(item.code)
    if changed:
        record(checklist, "answer", by=by, items=changed)
    return lacking


def _unexplained(item: ChecklistItem) -> str:
    """The same as the constraints say, with the item that it is about."""
    if item.note:
        return ""
    if item.answer == Answer.NOT_MET:
        said = _("%(item)s: say what is not met; the company reads it as the reason.")
        return said % {"item": item.label}
    if item.found == Found.FAIL and item.answer:
        said = _("%(item)s: the rules find that it is not met. Say why it stands.")
        return said % {"item": item.label}
    return ""


@use_case
def conclude(checklist: Checklist, *, by: Actor, at: datetime) -> None:
    """Hand over for the second check; the result is what the items come to."""
    _refuse_own(checklist.application, by)
    current = _locked(checklist.application)
    if current.status != Standing.FORMAL_REVIEW:
        raise Refusal(_("This application is not in formal review."), code="moved_on")
    answers = checklist.items.values_list("answer", flat=True)
    advance(
        checklist,
        "conclude",
        by=by,
        outcome=outcome_of(answers),
        **stamp("concluded", by=by, at=at),
    )


@use_case
def give_back(checklist: Checklist, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Not yet: the first checker goes on, with the reason before their eyes."""
    undone = {"outcome": "", "concluded_at": None, "concluded_by": None}
    advance(checklist, "give_back", by=by, reason=reason, **undone)


@use_case
def confirm(checklist: Checklist, *, by: Actor, at: datetime) -> None:
    """The second check: with it the application becomes eligible, or it does not."""
    application = checklist.application
    _refuse_own(application, by)
    signed = {"confirmed_at": at if by.pk else None, "confirmed_by_id": by.pk}
    advance(checklist, "confirm", by=by, **signed)
    if checklist.outcome == Outcome.ELIGIBLE:
        moves.pass_review(application, by=by, at=at)
        return
    reasons = queries.reasons(checklist)
    listed = "\n".join(f"{n}. {said}" for n, said in enumerate(reasons, start=1))
    moves.fail_review(application, by=by, at=at, reason=listed)
    told = queries.reasons_in_every_language(checklist)
    letters.issue(application, Standing.INELIGIBLE, reasons=told, by=by, at=at)


@use_case
def ask_correction(
    application: Application,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    items: Mapping[str, str],
) -> None:
    """Ask once for what the checklist found; what comes in gets a checklist anew."""
    current = _locked(application)
    moves.ask_correction(current, by=by, at=at, reason=reason, items=items)


@several_units
def begin_many(
    applications: Iterable[Application], *, by: Actor, at: datetime
) -> list[Result]:
    """Open a checklist for each by itself, and say of each what happened."""
    return [_begun(each, by=by, at=at) for each in applications]


def _begun(application: Application, *, by: Actor, at: datetime) -> Result:
    try:
        begin(application, by=by, at=at)
    except Refusal as refusal:
        return Result(application, is_done=False, said=refusal.sentence)
    except PermissionDenied:
        return Result(application, is_done=False, said=_("Not yours to do."))
    return Result(application, is_done=True, said=_("The check has begun."))


@several_units
def confirm_many(
    applications: Iterable[Application], *, by: Actor, at: datetime
) -> list[Result]:
    """Confirm what waits for a second check, each by itself."""
    return [_confirmed(each, by=by, at=at) for each in applications]


def _confirmed(application: Application, *, by: Actor, at: datetime) -> Result:
    checklist = queries.checklist_of(application)
    if checklist is None or checklist.status != Status.CONCLUDED:
        said = _("Nothing waits for a second check here.")
        return Result(application, is_done=False, said=said)
    try:
        confirm(checklist, by=by, at=at)
    except Refusal as refusal:
        return Result(application, is_done=False, said=refusal.sentence)
    except PermissionDenied:
        return Result(application, is_done=False, said=_("Not yours to do."))
    return Result(application, is_done=True, said=checklist.get_outcome_display())
