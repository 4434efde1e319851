"""Companies' use cases: what they do, and in which words they refuse."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from foundation.models import District, Entry, Message
from foundation.refusals import Refusal
from startups.companies import actions
from startups.companies.queries import administrators, alike, unfinished
from startups.companies.rules import objection_to_uscc
from startups.companies.states import Status
from startups.models import Company, Qualification, Return
from tests import city
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

GOOD = "91440101618607269R"


def facts(**more: Any) -> dict[str, Any]:
    given = {"uscc": GOOD, "name": "岭南芯片有限公司", "district_id": "440112"}
    return given | more


def an_officer() -> User:
    return city.a_user(Role.OFFICER)


def a_managed_company(**fields: Any) -> tuple[Company, User]:
    company = city.a_company(**fields)
    return company, city.a_user(Role.COMPANY_ADMIN, at=company)


def verbs_of(company: Company) -> list[str]:
    entries = Entry.objects.filter(
        subject_type="startups.company", subject_id=str(company.pk)
    )
    return list(entries.order_by("id").values_list("verb", flat=True))


# registering -----------------------------------------------------------------------


def test_whoever_registers_a_company_administers_it() -> None:
    mei = city.a_user()

    company = actions.register(by=mei, at=NOW, **facts(uscc=" ９1440101618607269r "))

    assert company.uscc == GOOD
    assert company.status == Status.UNVERIFIED
    assert administrators(company) == [mei]
    assert verbs_of(company) == ["register"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("9144", "The code has 4 characters; it needs 18."),
        ("9I440101618607269R", "“I” never occurs in these codes"),
        ("91A40101618607269R", "The third to the eighth character are digits."),
        ("91440101618607269P", "The 18th character is computed from the 17 before it"),
    ],
)
def test_a_wrong_code_is_explained(code: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        actions.register(by=city.a_user(), at=NOW, **facts(uscc=code))

    assert objection_to_uscc(GOOD) == ""


def test_a_known_company_is_not_registered_twice_but_told_whom_to_ask() -> None:
    known, _mei = a_managed_company(uscc=GOOD, name="岭南芯片")

    with pytest.raises(
        Refusal, match=r"“岭南芯片” is registered\. Ask one of its admin"
    ):
        actions.register(by=city.a_user(), at=NOW, **facts())

    assert Company.objects.get() == known


def test_a_company_that_nobody_administers_sends_people_to_the_commission() -> None:
    city.a_company(uscc=GOOD)

    with pytest.raises(Refusal, match="Ask the commission to give you access"):
        actions.register(by=city.a_user(), at=NOW, **facts())


def test_the_code_of_a_merged_record_leads_to_the_one_it_lives_on_in() -> None:
    company, kept = city.a_company(uscc=GOOD), city.a_company(name="珠江芯片")
    actions.merge(company, into=kept, by=an_officer(), at=NOW, reason="twice")

    with pytest.raises(Refusal, match="珠江芯片"):
        actions.register(by=city.a_user(), at=NOW, **facts())


def test_only_the_commission_enters_companies_for_others() -> None:
    entered = actions.enter(by=an_officer(), at=NOW, **facts())

    assert administrators(entered) == []
    with pytest.raises(PermissionDenied):
        actions.enter(by=city.a_user(), at=NOW, **facts())


# changing --------------------------------------------------------------------------


def test_a_change_is_journaled_with_what_was_before() -> None:
    company, mei = a_managed_company(address="旧址")

    actions.change(company, by=mei, at=NOW, address="新址", industry="6513")

    entry = Entry.objects.get(verb="change")
    assert entry.details["before"] == {"address": "旧址", "industry": ""}
    assert entry.details["after"] == {"address": "新址", "industry": "6513"}


def test_a_name_that_is_given_up_still_finds_the_company() -> None:
    company, mei = a_managed_company(name="旧名有限公司")

    actions.change(company, by=mei, at=NOW, name="新名有限公司")

    assert company.names.get().until == TODAY
    assert list(Company.objects.all().named("旧名")) == [company]


def test_a_verified_company_does_not_change_who_it_is() -> None:
    company, mei = a_managed_company()
    actions.verify(company, by=an_officer(), at=NOW)

    with pytest.raises(Refusal, match=r"Only the commission changes this.*founded on"):
        actions.change(company, by=mei, at=NOW, founded_on=date(2025, 1, 1))

    changed = actions.change(
        company, by=an_officer(), at=NOW, founded_on=date(2025, 1, 1)
    )
    assert changed.founded_on == date(2025, 1, 1)


def test_what_the_registry_says_is_not_for_the_company_to_change() -> None:
    company, mei = a_managed_company(registry_state="abnormal")

    with pytest.raises(Refusal, match="registry state"):
        actions.change(company, by=mei, at=NOW, registry_state="normal")


def test_zones_are_journaled_like_other_facts() -> None:
    company, mei = a_managed_company(district="440112")
    zone = District.objects.get(pk="440112").zones.first()
    assert zone is not None

    actions.change(company, by=mei, at=NOW, zones=[zone])

    assert Entry.objects.get(verb="change").details["after"] == {"zones": [zone.pk]}


def test_a_stranger_changes_nothing() -> None:
    company, _mei = a_managed_company()
    other, lin = a_managed_company()

    for attempt in (
        lambda: actions.change(company, by=lin, at=NOW, address="?"),
        lambda: actions.record_name(company, "?", by=lin, at=NOW),
        lambda: actions.record_qualification(
            other, by=lin, at=NOW, kind="hte", issued_on=TODAY
        ),
        lambda: actions.verify(other, by=lin, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_former_name_is_recorded_once() -> None:
    company, mei = a_managed_company()
    actions.record_name(company, "原名", by=mei, at=NOW, until=date(2020, 1, 1))

    with pytest.raises(Refusal, match="recorded already"):
        actions.record_name(company, "原名", by=mei, at=NOW)
    with pytest.raises(Refusal, match="still to come"):
        actions.record_name(company, "别名", by=mei, at=NOW, until=date(2030, 1, 1))


def test_titles_are_recorded_and_taken_away_by_the_commission() -> None:
    company, officer = city.a_company(), an_officer()
    title = actions.record_qualification(
        company, by=officer, at=NOW, kind="hte", issued_on=date(2025, 1, 1)
    )

    actions.change_qualification(title, by=officer, at=NOW, valid_until=TODAY)

    assert not Company.objects.all().qualified("hte", on=TODAY)
    with pytest.raises(Refusal, match="still to come"):
        actions.record_qualification(
            company, by=officer, at=NOW, kind="hte", issued_on=date(2030, 1, 1)
        )


# checking --------------------------------------------------------------------------


def test_the_people_of_a_company_hear_whether_it_is_accepted() -> None:
    company, mei = a_managed_company()

    actions.refuse(company, by=an_officer(), at=NOW, reason="License unreadable")
    actions.verify(company, by=an_officer(), at=NOW)

    told = Message.objects.order_by("id").values_list("template", "to")
    assert list(told) == [
        ("company_refused", mei.email),
        ("company_verified", mei.email),
    ]


def test_similar_names_are_pointed_out() -> None:
    company = city.a_company(name="广州木棉生物科技有限公司")
    twin = city.a_company(name="广州市木棉生物科技有限公司")
    city.a_company(name="深圳海风物流集团")

    assert list(alike(company)) == [twin]


# merging ---------------------------------------------------------------------------


def test_a_merge_keeps_names_titles_and_people_of_a_verified_record() -> None:
    company, mei = a_managed_company(name="木棉一号")
    kept, lin = a_managed_company(name="木棉二号")
    officer = an_officer()
    actions.verify(company, by=officer, at=NOW)
    actions.record_qualification(
        company, by=officer, at=NOW, kind="hte", issued_on=date(2025, 1, 1)
    )

    actions.merge(company, into=kept, by=officer, at=NOW, reason="the same license")

    company.refresh_from_db()
    assert (company.status, company.merged_into) == (Status.MERGED, kept)
    assert list(kept.names.values_list("name", flat=True)) == ["木棉一号"]
    assert Qualification.objects.get().company == kept
    assert {user.pk for user in administrators(kept)} == {mei.pk, lin.pk}
    assert verbs_of(kept) == ["absorb"]


def test_people_of_a_record_that_nobody_checked_get_no_access_by_a_merge() -> None:
    company, mei = a_managed_company()
    kept = city.a_company()

    actions.merge(company, into=kept, by=an_officer(), at=NOW, reason="a copy")

    assert administrators(kept) == []
    assert not User.objects.get(pk=mei.pk).roles


def test_a_record_with_unfinished_business_is_not_merged() -> None:
    company, kept = city.a_company(), city.a_company()
    filed = Return.objects.create(company=company, year=2025)

    with pytest.raises(Refusal, match="unfinished business: yearly return"):
        actions.merge(company, into=kept, by=an_officer(), at=NOW, reason="twice")

    assert unfinished(company) == [filed]
    city.moved(filed, "submit", "confirm")
    assert unfinished(company) == []


def test_two_records_do_not_swallow_each_other() -> None:
    company, kept = city.a_company(), city.a_company()
    actions.merge(company, into=kept, by=an_officer(), at=NOW, reason="twice")

    with pytest.raises(Refusal, match="was merged into"):
        actions.merge(kept, into=company, by=an_officer(), at=NOW, reason="back")
    with pytest.raises(Refusal, match="cannot be merged into itself"):
        actions.merge(kept, into=kept, by=an_officer(), at=NOW, reason="self")
    with pytest.raises(Refusal, match="Please give a reason"):
        actions.merge(city.a_company(), into=kept, by=an_officer(), at=NOW, reason=" ")


def test_a_merged_record_takes_nothing_new() -> None:
    company, kept = city.a_company(), city.a_company(name="木棉")
    actions.merge(company, into=kept, by=an_officer(), at=NOW, reason="twice")
    company.refresh_from_db()

    with pytest.raises(Refusal, match="This record was merged into “木棉”"):
        actions.change(company, by=SYSTEM, at=NOW, registered_capital=Decimal(1))
