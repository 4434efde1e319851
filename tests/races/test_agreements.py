"""Papers and accounts: two people at once, and what careful people would have done."""

import pytest

from foundation.accounts.models import SYSTEM
from foundation.refusals import use_case
from programs.agreements import actions
from programs.models import Agreement, BankAccount
from tests import city
from tests.city import at_once
from tests.programs.stages import NOW, awarded
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_of_many_who_issue_at_once_one_paper_is_made() -> None:
    award = awarded()

    outcomes = at_once(*[lambda: actions.issue(award, by=SYSTEM, at=NOW)] * CROWD)

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"agreement"}
    assert Agreement.objects.count() == 1


def test_of_two_copies_at_once_one_is_signed() -> None:
    agreement = city.an_agreement(city.an_award(), in_force=False)
    copies = [city.a_file(), city.a_file()]

    @use_case
    def sign(copy: object) -> None:
        fresh = Agreement.objects.get(pk=agreement.pk)
        city.bare_advance(fresh, "sign", by=SYSTEM, signed_copy=copy)

    outcomes = at_once(*[lambda copy=copy: sign(copy) for copy in copies])

    agreement.refresh_from_db()
    assert won(outcomes) == 1
    assert agreement.signed_copy in copies


def test_a_company_is_paid_on_one_verified_account() -> None:
    company = city.a_company()

    @use_case
    def verified() -> BankAccount:
        account: BankAccount = city.a_bank_account(company)
        return account

    outcomes = at_once(*[verified] * CROWD)

    assert won(outcomes) == 1
    assert BankAccount.objects.filter(status="verified").count() == 1


def test_control_careful_people_verify_several() -> None:
    company = city.a_company()
    names = (
        "bank_account_one_verified_per_company", "bank_account_one_waiting_per_company",
    )  # fmt: skip
    with without(BankAccount, *names):
        careful(
            lambda: not BankAccount.objects.filter(company=company).exists(),
            lambda: city.a_bank_account(company),
            CROWD,
        )
        found = BankAccount.objects.filter(company=company, status="verified").count()
    assert found == CROWD
