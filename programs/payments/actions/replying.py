"""The bank's answers: read strictly, kept line by line, posted once, or stopped.

A whole reply is one unit of work. Whoever takes the same file in again, because the
first attempt was cut off or by mistake, changes nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post as send
from foundation.refusals import Refusal, use_case
from programs.payments.actions.booking import book, take_return
from programs.payments.models import BankReply, Payment, PaymentBatch, ReplyLine
from programs.payments.queries.answers import in_question, known_of
from programs.payments.queries.people import bookers
from programs.payments.rules import (
    LARGEST,
    Line,
    Reply,
    Unreadable,
    checked,
    in_order,
    judge_all,
)
from programs.payments.rules import read_reply as read
from programs.payments.states import BLOCKING, Answer, BatchStatus, Outcome, Status

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how XLSX and XLS begin
FAULTS: Mapping[str, StrOrPromise] = {
    "empty": _("The file is empty."),
    "long": _("The file has too many lines."),
    "header": _("The first line does not say KAPOK-REPLY, version 1."),
    "columns": _("Line %(line)s does not have the columns that it should have."),
    "count": _("The number of lines is not the one that the first line says."),
    "amount": _("Line %(line)s: the amount is not written with two decimals."),
    "day": _("Line %(line)s: the day is not written as 2026-03-31."),
    "result": _("Line %(line)s: the result is neither paid nor returned."),
    "reference": _("Line %(line)s: the payment or the bank's reference is missing."),
    "text": _("This is not a text file in UTF-8 or GB 18030."),
    "workbook": _("This is a workbook. Save it as CSV (UTF-8) and take that in."),
    "large": _("The file is larger than 5 MB."),
}
OPEN = (BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.BLOCKED)


@use_case
def take_in(
    batch: PaymentBatch, *, name: str, content: bytes, by: Actor, at: datetime
) -> BankReply:
    """Keep a reply of the bank, and post what matches; the same file counts once.

    Where anything contradicts what is known, or the totals differ, nothing of the file
    is posted and the batch is blocked until somebody has clarified it with the bank.
    """
    if not by.may(Permission.BOOK_PAYMENT):
        raise PermissionDenied
    _hold(batch)
    sha256 = hashlib.sha256(content).hexdigest()
    if before := batch.replies.filter(sha256=sha256).first():
        return before
    told = _read(batch, content)
    outcomes = judge_all(told.lines, known_of(batch))
    reply = _keep(batch, told, name, content, sha256, by=by, at=at)
    stopped = reply.totals_differ or any(each in BLOCKING for each in outcomes)
    posts = not stopped and batch.status != BatchStatus.BLOCKED
    outcomes = _lines(reply, told.lines, outcomes, posts=posts, by=by, at=at)
    _conclude(batch, stopped=stopped or Outcome.HELD in outcomes, by=by, at=at)
    record(batch, "take_in", by=by, sha256=sha256, lines=len(told.lines))
    return reply


@use_case
def unblock(batch: PaymentBatch, *, by: Actor, at: datetime, reason: str) -> None:
    """It has been clarified with the bank: post what matches and was held back.

    What the ledger still refuses stays in question, and can be booked by hand.
    """
    advance(batch, "unblock", by=by, reason=reason)
    waiting = ReplyLine.objects.filter(reply__batch=batch, posted_on=None)
    held = waiting.filter(outcome__in=[Outcome.MATCHED, Outcome.HELD])
    rows = list(held.order_by("day", "result", "id"))
    lines = [_told(row) for row in rows]
    outcomes = judge_all(lines, known_of(batch))
    posted = _post(batch, lines, outcomes, by=by, at=at)
    taken = [rows[n].pk for n in posted]
    ReplyLine.objects.filter(pk__in=taken).update(posted_on=at)
    _conclude(batch, stopped=False, by=by, at=at)


@use_case
def post(batch: PaymentBatch, line: Line, *, by: Actor, at: datetime) -> None:
    """Book what one line says of its payment."""
    payment: Payment = batch.payments.get(number=line.payment)
    if line.result == Answer.PAID:
        book(payment, bank_reference=line.reference, paid_on=line.day, by=by, at=at)
    else:
        why = line.reason or str(_("returned by the bank"))
        take_return(payment, by=by, at=at, reason=why, returned_on=line.day)


def _hold(batch: PaymentBatch) -> None:
    rows = PaymentBatch._base_manager.select_for_update(no_key=True)
    batch.refresh_from_db(from_queryset=rows)
    if batch.status not in OPEN:
        raise Refusal(_("This batch is not with the bank."), code="status")


def _read(batch: PaymentBatch, content: bytes) -> Reply:
    try:
        told = read(_text(content))
    except Unreadable as fault:
        raise Refusal(
            FAULTS[fault.what], code="unreadable", params={"line": fault.line}
        ) from fault
    if told.header.batch != batch.number:
        raise Refusal(
            _("This reply is about the batch %(number)s."),
            code="batch",
            params={"number": told.header.batch},
        )
    return told


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Unreadable(1, "large")
    if content.startswith(WORKBOOKS):
        raise Unreadable(1, "workbook")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise Unreadable(1, "text")


def _keep(
    batch: PaymentBatch,
    told: Reply,
    name: str,
    content: bytes,
    sha256: str,
    *,
    by: Actor,
    at: datetime,
) -> BankReply:
    return BankReply.objects.create(
        batch=batch,
        name=name[:120],
        content=_text(content),
        sha256=sha256,
        told_on=told.header.day,
        count=told.header.count,
        total=told.header.total,
        totals_differ=not checked(told),
        taken_at=at if by.pk else None,
        taken_by_id=by.pk,
    )


def _lines(
    reply: BankReply,
    lines: Sequence[Line],
    outcomes: Sequence[Outcome],
    *,
    posts: bool,
    by: Actor,
    at: datetime,
) -> list[Outcome]:
    """Post what matches; keep every line."""
    numbers = dict(reply.batch.payments.values_list("number", "pk"))
    posted = _post(reply.batch, lines, outcomes, by=by, at=at) if posts else set()
    found = [
        Outcome.HELD if posts and each == Outcome.MATCHED and n not in posted else each
        for n, each in enumerate(outcomes)
    ]
    ReplyLine.objects.bulk_create(
        ReplyLine(
            reply=reply,
            position=n + 1,
            number=line.payment,
            payment_id=numbers.get(line.payment),
            account_number=line.account,
            amount=line.amount,
            result=line.result,
            reference=line.reference,
            day=line.day,
            reason=line.reason,
            outcome=found[n],
            posted_on=at if n in posted else None,
        )
        for n, line in enumerate(lines)
    )
    return found


def _post(
    batch: PaymentBatch,
    lines: Sequence[Line],
    outcomes: Sequence[Outcome],
    *,
    by: Actor,
    at: datetime,
) -> set[int]:
    """Book what matches as it happened; the places of what the ledger has taken."""
    posted = set()
    for n in in_order(lines):
        if outcomes[n] == Outcome.MATCHED:
            with suppress(Refusal):
                post(batch, lines[n], by=by, at=at)
                posted.add(n)
    return posted


def _told(row: ReplyLine) -> Line:
    return Line(
        row.number, row.account_number, row.amount, row.result, row.reference, row.day,
        row.reason,
    )  # fmt: skip


@use_case
def block(batch: PaymentBatch, *, by: Actor, at: datetime, reason: str) -> None:
    """Stop it: nothing of it is booked until this is clarified with the bank.

    Whoever books payments hears of it, once for each time.
    """
    advance(batch, "block", by=by, reason=reason)
    for user in bookers():
        send(
            "batch_blocked",
            to=user,
            key=f"batch-{batch.pk}-blocked-{at.isoformat()}-{user.pk}",
            at=at,
            number=batch.number,
            total=f"{batch.total:,}",
            lines=in_question(batch),
            path=reverse("batch", args=[batch.number]),
        )


@use_case
def settle(batch: PaymentBatch, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The bank has answered for every payment."""
    advance(batch, "settle", by=by)


def _conclude(batch: PaymentBatch, *, stopped: bool, by: Actor, at: datetime) -> None:
    """Block it, or settle it with the last answer."""
    if stopped and batch.status != BatchStatus.BLOCKED:
        why = str(_("The bank's reply contradicts what is known."))
        block(batch, by=by, at=at, reason=why)
    waiting = batch.payments.filter(status=Status.INSTRUCTED).exists()
    if batch.status == BatchStatus.RELEASED and not waiting:
        settle(batch, by=by, at=at)
