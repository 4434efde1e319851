"""I7: three people sign a payment, four a large one.

Each attempt by raw SQL is refused by the name of its promise; no use case stands
between these statements and the tables.
"""

import itertools

import pytest

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from programs.models import Payment
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


SIGNATURES = ("requested", "checked", "approved", "cleared")


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(SIGNATURES, 2)])
def test_i7_nobody_signs_a_payment_twice(first: str, second: str) -> None:
    bo = city.a_user()
    signed = bo if first == "requested" else city.a_user()
    payment = city.a_payment(requested_by=signed)
    sign = "UPDATE programs_payment SET {0}_at = now(), {0}_by_id = %s WHERE id = %s"
    if first != "requested":
        sql(sign.format(first), bo.pk, payment.pk)

    again = lambda: sql(sign.format(second), bo.pk, payment.pk)  # noqa: E731  # one attempt

    assert broken(again) == f"payment_{second}_by_another_than_{first}"


@pytest.mark.parametrize("verbs", [["check"], ["check", "approve"]])
def test_i7_nothing_goes_on_without_its_signature(verbs: list[str]) -> None:
    payment = city.a_payment()
    for verb, stem in zip(verbs[:-1], ["checked"], strict=False):
        signed = {f"{stem}_at": city.NOW, f"{stem}_by": city.a_user()}
        city.advance(payment, verb, by=SYSTEM, **signed)

    unsigned = lambda: advance(payment, verbs[-1], by=SYSTEM)  # noqa: E731  # one attempt

    assert broken(unsigned) == "payment_is_signed_before_it_goes"


def test_i7_the_first_signature_cannot_be_exchanged_for_another() -> None:
    payment, other = city.a_payment(), city.a_user()
    swap = "UPDATE programs_payment SET requested_by_id = %s WHERE id = %s"

    assert broken(lambda: sql(swap, other.pk, payment.pk)) == "payment_signatures_stand"


def test_i7_a_later_signature_cannot_be_exchanged_or_taken_back() -> None:
    payment, other = city.signed(city.a_payment()), city.a_user()
    mine = Payment.objects.filter(pk=payment.pk)
    nobody = {"approved_by": None, "approved_at": None}

    for written in ({"checked_by": other}, {"approved_by": other}, nobody):
        refused = broken(lambda: mine.update(**written))  # noqa: B023  # called at once
        assert refused == "payment_signatures_stand"


def test_i7_outside_a_batch_it_is_sent_by_another_than_who_asked() -> None:
    payment, other = city.signed(city.a_payment()), city.a_user()
    send = (
        "UPDATE programs_payment SET instructed_at = now(), instructed_by_id = %s "
        "WHERE id = %s"
    )

    refused = broken(lambda: sql(send, payment.requested_by_id, payment.pk))

    assert refused == "payment_sent_by_another_than_requested"
    sql(send, other.pk, payment.pk)
    swap = lambda: sql(send, city.a_user().pk, payment.pk)  # noqa: E731  # one attempt
    assert broken(swap) == "payment_signatures_stand"


def test_i7_nothing_is_sent_by_nobody() -> None:
    payment = city.signed(city.a_payment())

    sent = broken(lambda: advance(payment, "instruct", by=SYSTEM))

    assert sent == "payment_is_signed_before_it_goes"


def test_i7_a_large_payment_goes_with_a_second_approval_only() -> None:
    payment = city.signed(city.a_payment())
    program = payment.award.program
    program.second_approval_from = payment.amount
    program.save(update_fields=["second_approval_from"])

    sends = lambda: city.moved(payment, "instruct")  # noqa: E731  # one attempt

    assert broken(sends) == "payment_large_is_approved_again"
    city.advance(
        payment, "clear", by=SYSTEM, cleared_at=city.NOW, cleared_by=city.a_user()
    )
    assert broken(sends) == "nothing"
