"""Asking about a call, answering for everyone, and changing what was announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import CITY_TIME
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.calls.actions import revise
from programs.calls.models import Call
from programs.calls.states import Status as CallStatus
from programs.clarifications import queries
from programs.clarifications.models import Amendment, Clarification
from programs.clarifications.rules import LONGEST, last_moment
from programs.clarifications.states import Status
from startups.companies.models import Company


@use_case
def ask(
    call: Call, company: Company, text: str, *, by: User, at: datetime
) -> Clarification:
    """Ask about an open call; the same question twice, as by two clicks, is one."""
    if not by.may(Permission.APPLY, at=company):
        raise PermissionDenied
    text = text.strip()
    _refuse_to_ask(call, text, at)
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    waiting = Clarification.objects.filter(call=call, company=company)
    if same := waiting.filter(asked=text, status=Status.ASKED).first():
        return same
    question = Clarification.objects.create(
        call=call,
        company=company,
        asked=text,
        wording={by.language: text},
        asked_at=at,
        asked_by=by,
    )
    record(question, "ask", by=by, call=call.slug)
    return question


def _refuse_to_ask(call: Call, text: str, at: datetime) -> None:
    if not call.is_open(at):
        raise Refusal(_("This call is not open."), code="closed")
    if at >= (end := queries.takes_questions_until(call)):
        raise Refusal(
            _("Questions were taken until %(end)s, so that all answers come in time."),
            code="late",
            params={"end": f"{last_moment(end):%Y-%m-%d %H:%M}"},
        )
    if len(text) > LONGEST:
        raise Refusal(
            _("A question has at most %(most)s characters."),
            code="asked",
            params={"most": LONGEST},
        )


@use_case
def word(clarification: Clarification, *, by: Actor, at: datetime, **said: Any) -> None:
    """Word question and answer as everyone will read them: `wording`, `answer`."""
    _may(Permission.EDIT_CALL, clarification, by)
    kept = Clarification.objects.select_for_update(no_key=True)
    if kept.get(pk=clarification.pk).status != Status.ASKED:
        raise Refusal(
            _("What was answered in public stays as it was published."), code="frozen"
        )
    changes = {**said, "answered_at": at, "answered_by_id": by.pk}
    Clarification.objects.filter(pk=clarification.pk).update(**changes)
    clarification.refresh_from_db(fields=[*said, "answered_at", "answered_by"])
    record(clarification, "word", by=by, fields=sorted(said))


@use_case
def publish(clarification: Clarification, *, by: Actor, at: datetime) -> None:
    """Show question and answer to everyone, numbered, and tell whoever asked."""
    _lock(clarification)
    if not (clarification.answer and clarification.wording):
        raise Refusal(_("Write the answer before you publish it."), code="answer")
    call = _locked(clarification.call_id)
    number = queries.next_number(Clarification.objects.filter(call=call))
    advance(clarification, "publish", by=by, number=number)
    _tell(clarification, "call_answered", at=at, number=number)


@use_case
def decline(
    clarification: Clarification, *, by: Actor, at: datetime, reason: str
) -> None:
    """Not for everyone: whoever asked is told why, and nothing is published."""
    advance(clarification, "decline", by=by, reason=reason)
    _tell(clarification, "call_question_declined", at=at, reason=reason)


def _tell(question: Clarification, template: str, *, at: datetime, **more: Any) -> None:
    post(
        template,
        to=question.asked_by,
        key=f"{template}-{question.pk}",
        at=at,
        call=question.call.title,
        slug=question.call.slug,
        asked=question.asked,
        answer=question.answer,
        **more,
    )


@use_case
def draft(
    call: Call,
    *,
    title: Texts,
    text: Texts,
    by: Actor,
    new_close: datetime | None = None,
) -> Amendment:
    """Write a change of a call that nobody outside sees yet."""
    amendment = Amendment(call=call, title=title, text=text, new_close=new_close)
    _may(Permission.EDIT_CALL, amendment, by)
    amendment.full_clean(validate_unique=False, validate_constraints=False)
    amendment.save(force_insert=True)
    record(amendment, "draft", by=by, call=call.slug)
    return amendment


@use_case
def reword(amendment: Amendment, *, by: Actor, **facts: Any) -> None:
    """Change what has not been published; `facts` are the columns people fill in."""
    _may(Permission.EDIT_CALL, amendment, by)
    kept = Amendment.objects.select_for_update(no_key=True).get(pk=amendment.pk)
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.full_clean(validate_unique=False, validate_constraints=False)
    kept.save(update_fields=list(facts))
    record(kept, "reword", by=by, fields=sorted(facts))


@use_case
def announce(amendment: Amendment, *, by: Actor, at: datetime) -> None:
    """Put a change into force and tell everyone who writes an application, once each.

    A later close goes through the call's own rule: never earlier than announced.
    """
    _lock(amendment)
    call = _locked(amendment.call_id)
    if call.status != CallStatus.PUBLISHED:
        raise Refusal(_("Only a published call is changed in public."), code="call")
    changes: dict[str, Any] = {
        "number": queries.next_number(Amendment.objects.filter(call=call)),
        "announced_at": at if by.pk else None,
        "announced_by_id": by.pk,
    }
    if amendment.new_close:
        changes["old_close"] = call.closes_at
        revise(call, by=by, at=at, closes_at=amendment.new_close)
    advance(amendment, "announce", by=by, **changes)
    _tell_everyone(amendment, call, changes["number"], at)


def _tell_everyone(amendment: Amendment, call: Call, number: int, at: datetime) -> None:
    close: Mapping[str, str] = {}
    if amendment.new_close:
        local = amendment.new_close.astimezone(CITY_TIME)
        close = {"closes": f"{local:%Y-%m-%d %H:%M}"}
    for user in queries.concerned(call):
        post(
            "call_amended",
            to=user,
            key=f"call_amended-{amendment.pk}-{user.pk}",
            at=at,
            call=call.title,
            slug=call.slug,
            number=number,
            title=amendment.title,
            text=amendment.text,
            **close,
        )


def _lock(subject: Amendment | Clarification) -> None:
    """Take the row as it is now; whoever wants to change its words waits."""
    rows: Any = type(subject)._base_manager.select_for_update(no_key=True)
    rows.get(pk=subject.pk)
    subject.refresh_from_db()


def _locked(call_id: int) -> Call:
    """The call as it is now; whoever numbers something else of it waits."""
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("program").get(pk=call_id)


def _may(permission: str, subject: Amendment | Clarification, by: Actor) -> None:
    if not by.may(permission, at=subject.call):
        raise PermissionDenied
