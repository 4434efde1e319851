"""Asking the departments about a company, and entering what they answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, several_units, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.eligibility.queries import examined
from programs.joint import queries
from programs.joint.models import JointCheck
from programs.joint.states import Department, Status
from programs.visits.queries import CANDIDATES

DAYS = 10  # working days (D§2.1, step 8)
KNOWN = {Department.FUNDING: "double_funding"}  # what the city can look up itself

Named = tuple[str, IO[bytes]]  # a file's name and its content


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one application that the departments were to be asked about."""

    application: Application
    is_done: bool
    said: StrOrPromise


@several_units
def ask_about(
    applications: Iterable[Application],
    departments: Collection[str],
    *,
    by: Actor,
    at: datetime,
) -> list[Row]:
    """Ask about each by itself, and say of each what happened."""
    return [_asked(each, departments, by=by, at=at) for each in applications]


def _asked(
    application: Application, departments: Collection[str], *, by: Actor, at: datetime
) -> Row:
    try:
        made = ask(application, departments, by=by, at=at)
    except Refusal as refusal:
        return Row(application, is_done=False, said=refusal.sentence)
    except PermissionDenied:
        return Row(application, is_done=False, said=_("Not yours to do."))
    said = _("asked %(count)s departments") % {"count": len(made)}
    return Row(application, is_done=True, said=said)


@use_case
def ask(
    application: Application, departments: Collection[str], *, by: Actor, at: datetime
) -> list[JointCheck]:
    """Ask those departments that have not been asked yet; ten working days to answer.

    The application goes into joint review with it, unless a visit keeps it back.
    """
    if not by.may(Permission.REVIEW_FORMALLY, at=application):
        raise PermissionDenied
    if application.status not in CANDIDATES:
        raise Refusal(
            _("Departments are asked about what has been scored."), code="application"
        )
    if refusal := queries.why_not_consultable(application):
        raise refusal
    if application.status != Standing.JOINT_REVIEW:
        moves.consult(application, by=by, at=at)
    asked = application.joint_checks.values_list("department", flat=True)
    wanted = [name for name in Department if name in set(departments) - set(asked)]
    if not wanted:
        raise Refusal(_("These departments have been asked already."), code="asked")
    return _ask(application, wanted, by=by, at=at)


def _ask(
    application: Application, wanted: list[Department], *, by: Actor, at: datetime
) -> list[JointCheck]:
    known = _known(application, wanted, at)
    due_on = working_days().after(city_day(at), DAYS)
    signed = {"asked_at": at if by.pk else None, "asked_by_id": by.pk}
    made = JointCheck.objects.bulk_create(
        JointCheck(
            application=application,
            department=name,
            known=known.get(name, {}),
            due_on=due_on,
            **signed,
        )
        for name in wanted
    )
    record(application, "ask_departments", by=by, departments=[*map(str, wanted)])
    return made


def _known(
    application: Application, wanted: Collection[Department], at: datetime
) -> dict[Department, Any]:
    """What the city's own records say, so that a department need not search again."""
    if not KNOWN.keys() & set(wanted):
        return {}
    found = {row["code"]: row["known"] for row in examined(application, at=at)}
    return {name: found.get(code, {}) for name, code in KNOWN.items()}


@use_case
def clear(
    check: JointCheck,
    *,
    document_number: str,
    answered_on: date,
    by: User,
    at: datetime,
    finding: str = "",
    file: Named | None = None,
) -> None:
    """The department has nothing against it, by a document."""
    answer = _answer(document_number, answered_on, finding, by=by, at=at)
    advance(check, "clear", by=by, **answer, **_document(file, by=by, at=at))


@use_case
def block(
    check: JointCheck,
    *,
    document_number: str,
    answered_on: date,
    finding: str,
    by: User,
    at: datetime,
    file: Named | None = None,
) -> None:
    """The department blocks, and says why; nobody proposes the company meanwhile."""
    answer = _answer(document_number, answered_on, finding, by=by, at=at)
    kept = _document(file, by=by, at=at)
    advance(check, "block", by=by, reason=answer["finding"], **answer, **kept)


def _answer(
    number: str, on: date, finding: str, *, by: Actor, at: datetime
) -> dict[str, Any]:
    if on > city_day(at):
        raise Refusal(_("This day has not come yet."), code="answered_on")
    return {
        "document_number": number.strip(),
        "answered_on": on,
        "finding": finding.strip(),
        "answered_at": at if by.pk else None,
        "answered_by_id": by.pk,
    }


def _document(
    file: Named | None, *, by: User, at: datetime
) -> dict[str, Any]:  # fmt: skip
    return {"file": receive(*file, by=by, at=at)} if file else {}


@use_case
def answer(
    check: JointCheck, *, result: str, by: User, at: datetime, **told: Any
) -> None:
    """Enter what the department says, whichever it is."""
    (block if result == Status.BLOCKED else clear)(check, by=by, at=at, **told)


@use_case
def ask_again(check: JointCheck, *, by: Actor, at: datetime, reason: str) -> None:
    """Ask once more, with a new deadline; the first answer stays in the journal."""
    was = {
        "document_number": check.document_number,
        "finding": check.finding,
        "file": str(check.file_id or ""),
    }
    record(check, "answered_before", by=by, **was)
    advance(
        check,
        "ask_again",
        by=by,
        reason=reason,
        due_on=working_days().after(city_day(at), DAYS),
        answered_at=None,
        answered_by=None,
    )
