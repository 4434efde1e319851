"""The ledger: what was paid, what came back; a mistake is reversed, never changed.

Every booking moves the payment and adds its entry in one unit, under a lock on the
payment, so that pressing twice books once.
"""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.awards.models import Award
from programs.payments.models import LedgerEntry, Payment
from programs.payments.queries import standing_entry
from programs.payments.states import BETWEEN, EntryKind, Status
from startups.companies.queries import administrators


@use_case
def book(
    payment: Payment, *, bank_reference: str, paid_on: date, by: Actor, at: datetime
) -> LedgerEntry:
    """Book that the money has left, under the bank's reference."""
    if not by.may(Permission.BOOK_PAYMENT, at=payment):
        raise PermissionDenied
    _hold(payment)
    reference = bank_reference.strip()
    if payment.status == Status.PAID and payment.bank_reference == reference:
        return payment.entries.get(kind=EntryKind.PAYMENT)
    if not reference:
        raise Refusal(_("Give the bank's reference."), code="reference")
    _not_ahead(paid_on, at)
    advance(payment, "book", by=by, paid_on=paid_on, bank_reference=reference)
    entry = _entry(payment, EntryKind.PAYMENT, reference, paid_on, by=by, at=at)
    _tell(payment, at)
    return entry


@use_case
def take_return(
    payment: Payment,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    returned_on: date | None = None,
) -> LedgerEntry | None:
    """Note that the bank sent the money back; it can be paid again by a new payment."""
    _hold(payment)
    booked = payment.status == Status.PAID
    advance(payment, "take_return", by=by, reason=reason)
    if not booked:
        return None
    day = returned_on or city_day(at)
    _not_ahead(day, at)
    reference = payment.bank_reference or payment.number
    return _entry(payment, EntryKind.RETURN, reference, day, by=by, at=at)


@use_case
def recover(  # a recovery is award, amount, source, reference and day
    award: Award,
    *,
    amount: Decimal,
    source: str,
    reference: str,
    by: Actor,
    at: datetime,
    recovered_on: date | None = None,
) -> LedgerEntry:
    """Book what a company has paid back; the same reference is booked once."""
    if not by.may(Permission.BOOK_PAYMENT, at=award):
        raise PermissionDenied
    if not reference.strip():
        raise Refusal(_("Give the treasury receipt's number."), code="reference")
    Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    day = recovered_on or city_day(at)
    _not_ahead(day, at)
    same = {"reference": reference.strip(), "amount": amount, "source": source}
    done = award.entries.filter(kind=EntryKind.RECOVERY, reversed_by=None, **same)
    entry: LedgerEntry | None = done.first()
    if entry is not None:
        return entry
    entry = LedgerEntry.objects.create(
        award=award,
        kind=EntryKind.RECOVERY,
        booked_on=day,
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
        **same,
        **BETWEEN[EntryKind.RECOVERY],
    )
    record(award, "recover", by=by, amount=str(amount), reference=reference)
    return entry


@use_case
def reverse(entry: LedgerEntry, *, by: Actor, at: datetime, reason: str) -> LedgerEntry:
    """Undo a mistaken entry by its opposite; its payment stands where it stood before.

    A payment that was booked by mistake is canceled and can be requested anew; a
    return that was booked by mistake leaves its payment paid.
    """
    if not by.may(Permission.BOOK_PAYMENT, at=entry):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    Award.objects.select_for_update(no_key=True).get(pk=entry.award_id)
    if undone := LedgerEntry.objects.filter(reverses=entry).first():
        return undone  # type: ignore[no-any-return]  # the manager serves several models
    _move_back(entry, by=by, reason=reason)
    opposite: LedgerEntry = LedgerEntry.objects.create(
        award=entry.award,
        payment=entry.payment,
        kind=EntryKind.REVERSAL,
        source=entry.source,
        debit=entry.credit,
        credit=entry.debit,
        amount=entry.amount,
        booked_on=entry.booked_on,  # it was not so, on any day
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
        reverses=entry,
        reference=entry.reference,
    )
    record(entry, "reverse", by=by, reason=reason, amount=str(entry.amount))
    return opposite


def _move_back(entry: LedgerEntry, *, by: Actor, reason: str) -> None:
    payment = entry.payment
    if payment is None:
        return
    if entry.kind == EntryKind.PAYMENT:
        free = {"paid_on": None, "bank_reference": None}
        advance(payment, "undo", by=by, reason=reason, **free)
    elif entry.kind == EntryKind.RETURN:
        advance(payment, "restore", by=by, reason=reason)


@use_case
def undo(payment: Payment, *, by: Actor, at: datetime, reason: str) -> None:
    """Reverse the booking of a payment."""
    reverse(_standing(payment, EntryKind.PAYMENT), by=by, at=at, reason=reason)


@use_case
def restore(payment: Payment, *, by: Actor, at: datetime, reason: str) -> None:
    """Reverse the return of a payment."""
    reverse(_standing(payment, EntryKind.RETURN), by=by, at=at, reason=reason)


def _standing(payment: Payment, kind: str) -> LedgerEntry:
    entry = standing_entry(payment, kind)
    if entry is None:
        raise Refusal(
            _("There is no such entry of this payment to undo."), code="entry"
        )
    return entry


def _entry(
    payment: Payment,
    kind: EntryKind,
    reference: str,
    day: date,
    *,
    by: Actor,
    at: datetime,
) -> LedgerEntry:
    entry: LedgerEntry = LedgerEntry.objects.create(
        award=payment.award,
        payment=payment,
        kind=kind,
        source=payment.tranche.source,
        amount=payment.amount,
        booked_on=day,
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
        reference=reference,
        **BETWEEN[kind],
    )
    return entry


def _hold(payment: Payment) -> None:
    """Lock it and look again: whoever pressed a moment ago has been here."""
    rows = Payment._base_manager.select_for_update(no_key=True)
    payment.refresh_from_db(from_queryset=rows)


def _not_ahead(day: date, at: datetime) -> None:
    if day > city_day(at):
        raise Refusal(_("This day is still to come."), code="day")


def _tell(payment: Payment, at: datetime) -> None:
    award = payment.award
    for user in administrators(award.company):
        post(
            "award_paid",
            to=user,
            key=f"payment-{payment.pk}-{user.pk}",
            at=at,
            company=award.company.name,
            number=award.number,
            amount=f"{payment.amount:,}",
            paid_on=str(payment.paid_on),
            reference=payment.bank_reference,
            path=award.get_absolute_url(),
        )
