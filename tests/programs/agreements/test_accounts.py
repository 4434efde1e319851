"""Bank accounts: verified by another, replaced and never edited."""

from datetime import date

import pytest

from foundation.accounts.models import SYSTEM
from programs.agreements.queries import account_of, signed
from programs.models import BankAccount
from tests.city import (
    NOW,
    a_bank_account,
    a_company,
    a_file,
    a_user,
    advance,
    an_agreement,
    an_award,
    broken,
    sql,
)

pytestmark = pytest.mark.django_db


def test_the_account_of_a_company_is_the_one_that_was_verified() -> None:
    company = a_company()
    a_bank_account(company, verified=False)
    assert account_of(company) is None

    advance(BankAccount.objects.get(), "verify", by=SYSTEM, valid_from=date(2026, 3, 1))

    account = account_of(company)
    assert account == BankAccount.objects.get()
    assert account_of(company, on=date(2026, 2, 28)) is None
    assert account_of(company, on=date(2026, 3, 1)) == account


def test_nobody_verifies_the_account_that_they_entered() -> None:
    person = a_user()
    account = a_bank_account(
        a_company(), verified=False, entered_by=person, entered_at=NOW
    )

    attempt = {"valid_from": date(2026, 3, 1), "verified_by": person}
    assert (
        broken(
            lambda: advance(account, "verify", by=SYSTEM, verified_at=NOW, **attempt)
        )
        == "bank_account_verified_by_another"
    )


@pytest.mark.parametrize(
    "change",
    [
        "number = '12345678'",
        "holder = 'Somebody else'",
        "branch_code = '000000000000'",
        "valid_from = '2020-01-01'",
    ],
)
def test_an_account_is_never_edited(change: str) -> None:
    account = a_bank_account(a_company())

    told = broken(
        lambda: sql(f"UPDATE programs_bankaccount SET {change} WHERE id=%s", account.pk)  # noqa: S608  # of this test
    )
    assert told == "bank_account_is_never_edited"
    assert broken(account.delete) == "bank_account_is_never_edited"


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("number", "1234-5678", "bank_account_number_is_plausible"),
        ("branch_code", "12345", "bank_account_branch_code_is_plausible"),
    ],
)
def test_numbers_are_plausible(field: str, value: str, name: str) -> None:
    company = a_company()

    assert broken(lambda: a_bank_account(company, **{field: value})) == name


def test_a_company_has_one_verified_account() -> None:
    company = a_company()
    a_bank_account(company)

    told = broken(lambda: a_bank_account(company))
    assert told == "bank_account_one_verified_per_company"


def test_what_was_signed_never_changes_and_is_signed_once() -> None:
    award = an_award()
    agreement = an_agreement(award)

    assert signed(award) == agreement
    for change in (
        "content = '{\"en\": 1}'",
        "sha256 = 'x'",
        "countersigned_at = now()",
    ):
        told = broken(
            lambda: sql(f"UPDATE programs_agreement SET {change}")  # noqa: B023, S608  # asked at once; of this test
        )
        assert told in {"agreement_is_frozen", "agreement_countersigned_at_with_by"}
    assert (
        broken(
            lambda: sql("UPDATE programs_agreement SET signed_copy_id=%s", a_file().pk)
        )
        == "agreement_is_frozen"
    )
    assert broken(lambda: an_agreement(award)) == "agreement_one_in_force_per_award"
