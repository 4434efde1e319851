"""Moves along the lifecycle; those that a later slice takes are here as well.

Handing in makes a record that nobody changes any more. Steps that the program's kind
does not use are refused, whoever asks.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import CITY_TIME, city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, several_units, use_case
from programs.applications import queries
from programs.applications.actions.reporting import report_trouble
from programs.applications.models import Application, Correction, Draft, Submission
from programs.applications.rules import EDITABLE, changed_between, due_on, fingerprint
from programs.applications.states import Status, Trouble
from programs.calls.rules import by_id
from programs.eligibility.actions import screen
from startups.companies.queries import administrators

RECORD = ("application__company__district",)  # what the registry says at this moment


class Plain(Protocol):
    def __call__(
        self, application: Application, *, by: Actor, at: datetime
    ) -> None: ...


class Reasoned(Protocol):
    def __call__(
        self, application: Application, *, by: Actor, at: datetime, reason: str
    ) -> None: ...


def _take(
    application: Application, verb: str, *, by: Actor, at: datetime, **changes: Any
) -> None:
    """Take a move with the due date of the step it leads to, if the kind has it."""
    target = str(Application.lifecycle[verb].target)
    if not application.call.program.rules.uses(target):
        raise Refusal(_("This kind of program has no such step."), code="skipped")
    due = due_on(target, at, application.call.closes_at, working_days())
    advance(application, verb, by=by, due_on=due, **changes)


def _tell(
    application: Application, template: str, *, at: datetime, **told: Any
) -> None:
    """Leave a message for each administrator of the company, once per status."""
    for user in administrators(application.company):
        post(
            template,
            to=user,
            key=f"{template}:{application.pk}:{user.pk}:{at.timestamp()}",
            at=at,
            number=application.number,
            company=application.company.name,
            status=str(application.status),
            path=application.get_absolute_url(),
            **told,
        )


def _plain(verb: str) -> Plain:
    """A move that is nothing but itself."""

    @use_case
    def move(application: Application, *, by: Actor, at: datetime) -> None:
        _take(application, verb, by=by, at=at)

    return move


def _reasoned(verb: str) -> Reasoned:
    """A move that says why, and nothing else."""

    @use_case
    def move(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
        _take(application, verb, by=by, at=at, reason=reason)

    return move


withdraw = _reasoned("withdraw")
fail_review = _reasoned("fail_review")  # who is refused gets a letter (letters)
decline = _reasoned("decline")
begin_review = _plain("begin_review")
inspect = _plain("inspect")
consult = _plain("consult")

# Quiet moves: reviews, selection and awards take them with what they decide.
assign = _plain("assign")
void_panel = _reasoned("void_panel")
propose = _plain("propose")
announce = _plain("announce")
challenge = _plain("challenge")
clear = _plain("clear")
remove = _reasoned("remove")
approve = _plain("approve")


@use_case
def conclude_scoring(
    application: Application, *, by: Actor, at: datetime, score: Decimal | None = None
) -> None:
    """Close scoring with the score that the experts' sheets add up to."""
    _take(application, "conclude_scoring", by=by, at=at, score=score)


@use_case
def reopen_scoring(
    application: Application, *, by: Actor, at: datetime, reason: str
) -> None:
    """Take a score back that rests on a sheet which does not count any more."""
    _take(application, "reopen_scoring", by=by, at=at, reason=reason, score=None)


@use_case
def step_back(
    application: Application, *, by: Actor, at: datetime, reason: str
) -> None:
    """The company does not want any more what it is proposed for."""
    _take(application, "step_back", by=by, at=at, reason=reason)


@use_case
def take_back(application: Application, *, by: Actor, at: datetime) -> None:
    """Change what was handed in, while the call is open and nobody has looked at it."""
    _refuse_after_close(application, at)
    nobody = {"submitted_at": None, "submitted_by": None}
    _take(application, "take_back", by=by, at=at, **nobody)


def _refuse_after_close(application: Application, at: datetime) -> None:
    if at >= application.closes_at():
        raise Refusal(
            _("The call has closed, so it could not be submitted again."), code="closed"
        )


@use_case
def ask_correction(
    application: Application,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    items: Mapping[str, str] | None = None,
) -> None:
    """Ask once, within five working days, for what is wrong with these questions."""
    if Correction.objects.filter(application=application).exists():
        raise Refusal(
            _("A correction is asked for once; decide on what was handed in."),
            code="once",
        )
    asked = _asked(application, items or {})
    _take(application, "ask_correction", by=by, at=at, reason=reason)
    correction = Correction.objects.create(
        application=application,
        items=asked,
        due_on=cast("date", application.due_on),
        asked_at=at if by.pk else None,
        asked_by_id=by.pk,
    )
    _tell(
        application,
        "application_correction",
        at=at,
        reason=reason,
        due=str(correction.due_on),
        items=_labeled(application, asked),
    )


def _asked(application: Application, items: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong with which question, in the order of the form."""
    every = by_id(application.draft.form_version.schema)
    wrong = {name: said.strip() for name, said in items.items() if said.strip()}
    if strange := sorted(wrong.keys() - every.keys()):
        raise Refusal(
            _("The form has no such question: %(name)s."),
            code="question",
            params={"name": ", ".join(strange)},
        )
    if not wrong:
        raise Refusal(_("Choose what has to be corrected."), code="items")
    return [{"question": q, "wrong": wrong[q]} for q in every if q in wrong]


def _labeled(
    application: Application, asked: list[dict[str, str]]
) -> list[dict[str, Any]]:
    """The same for a mail, which is worded in its reader's language."""
    every = by_id(application.draft.form_version.schema)
    return [
        {"label": every[item["question"]]["label"], "wrong": item["wrong"]}
        for item in asked
    ]


@use_case
def time_out(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
    """Close an application whose correction did not come in time."""
    if application.due_on and city_day(at) <= application.due_on:
        raise Refusal(_("The time for the correction has not passed."), code="early")
    _take(application, "time_out", by=by, at=at, reason=reason)


@several_units
def close_overdue(now: datetime) -> int:
    """Time out every overdue correction, each by itself; say how many there were."""
    overdue = Application.objects.filter(
        status=Status.CORRECTION, due_on__lt=city_day(now)
    )
    closed = 0
    for application in overdue.select_related("call__program", "company"):
        with translation.override(settings.LANGUAGE_CODE):
            reason = str(_("No correction came by %s.") % application.due_on)
        try:
            time_out(application, by=SYSTEM, at=now, reason=reason)
        except Refusal:  # somebody moved it in the meantime
            continue
        closed += 1
    return closed


@use_case
def pass_review(application: Application, *, by: Actor, at: datetime) -> None:
    _take(application, "pass_review", by=by, at=at)
    _tell(application, "application_decided", at=at)


@several_units
def submit(application: Application, *, by: User, at: datetime) -> Submission:
    """Hand in; whoever asks again gets the same receipt.

    That somebody came too late is kept: there may have been an outage.
    """
    try:
        return _submitted(application, by=by, at=at)
    except Refusal as refusal:
        if refusal.code == "closed":
            late = Trouble.LATE_SUBMIT
            report_trouble(application, late, happened_on=at, by=by, at=at)
        raise


@use_case
def _submitted(application: Application, *, by: User, at: datetime) -> Submission:
    """The database stamps the time and refuses a submission after the close."""
    if not by.may(Permission.SUBMIT_APPLICATION, at=application):
        raise PermissionDenied
    draft = Draft.objects.locked(application, *RECORD)
    receipt = application.submissions.order_by("-sequence").first()
    if receipt and draft.application.status not in {*EDITABLE, Status.WITHDRAWN}:
        return receipt
    receipt = _hand_in(draft, receipt, by=by, at=at)
    stamp = {"submitted_at": receipt.submitted_at, "submitted_by": by}
    _take(application, "submit", by=by, at=receipt.submitted_at, **stamp)
    _confirm(application, receipt, at=at)
    return receipt


def _hand_in(
    draft: Draft, before: Submission | None, *, by: User, at: datetime
) -> Submission:
    """Freeze what the draft says now, if it is complete."""
    application = draft.application
    application.refuse_bad_company()
    files = queries.files_in(draft)
    open_to = application.open_questions()
    found = [
        gap
        for gap in queries.gaps(draft, files)
        if open_to is None or gap.question in open_to
    ]
    if found:
        lines = "; ".join(f"{gap.label}: {gap.said}" for gap in found)
        raise Refusal(
            _("The application is not complete. %(gaps)s"),
            code="incomplete",
            params={"gaps": lines},
        )
    sequence = before.sequence + 1 if before else 1
    content = queries.snapshot(draft, files, sequence=sequence)
    if before:
        content["changed"] = changed_between(before.snapshot, content)
    receipt = Submission.objects.create(
        application=application,
        sequence=sequence,
        form_version=draft.form_version,
        snapshot=content,
        sha256=fingerprint(content),
        submitted_by=by,
    )  # and when, which the database says
    screen(receipt, at=at, bars=application.status == Status.DRAFT)
    return receipt


def _confirm(application: Application, receipt: Submission, *, at: datetime) -> None:
    handed_in = receipt.submitted_at.astimezone(CITY_TIME)
    _tell(
        application,
        "application_submitted",
        at=at,
        sequence=receipt.sequence,
        sha256=receipt.sha256,
        submitted=f"{handed_in:%Y-%m-%d %H:%M:%S}",
    )


@use_case
def correct(application: Application, *, by: User, at: datetime) -> Submission:
    """Hand in the correction that the formal review asked for, in time."""
    if not by.may(Permission.SUBMIT_APPLICATION, at=application):
        raise PermissionDenied
    draft = Draft.objects.locked(application, *RECORD)
    current = draft.application
    receipt = queries.latest_submission(current)
    if receipt and current.status == Status.FORMAL_REVIEW:
        return receipt
    if current.due_on and city_day(at) > current.due_on:
        raise Refusal(_("The time for the correction has passed."), code="closed")
    if current.status == Status.CORRECTION:
        receipt = _hand_in(draft, receipt, by=by, at=at)
        asked = Correction.objects.filter(application=current, answered_at=None)
        asked.update(answered_at=at, answered_by=by)
    _take(application, "correct", by=by, at=at)
    if receipt is None:
        raise Refusal(_("Nothing was submitted that could be corrected."), code="none")
    _confirm(application, receipt, at=at)
    return receipt
