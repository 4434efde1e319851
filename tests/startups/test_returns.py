"""Yearly returns: what may be saved, what may be submitted, and who checks it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.models import Entry, Message
from foundation.refusals import Refusal
from startups.indicators import actions
from startups.indicators.queries import figures_of, missing, objections
from startups.indicators.states import Status
from startups.models import Return
from tests import city
from tests.city import NOW, TODAY, at_once

pytestmark = pytest.mark.django_db

D = Decimal
WHOLE = {
    "REV": D(52_000),
    "EMP": D(120),
    "RD_EXP": D(4_000),
    "ASSET": D(9_000),
    "LIAB": D(5_000),
    "EQUITY": D(4_000),
}


def a_return(**company: str) -> tuple[Return, User]:
    """The return of 2025 of a software company, and who files it."""
    of = city.a_company(industry="6513", **company)
    mei = city.a_user(Role.COMPANY_ADMIN, at=of)
    return actions.open_return(of, 2025, by=mei, at=NOW), mei


def submitted() -> tuple[Return, User]:
    filed, mei = a_return()
    actions.save_values(filed, WHOLE, by=mei, at=NOW)
    actions.submit(filed, by=mei, at=NOW)
    return filed, mei


def told(figures: dict[str, Decimal], before: dict[str, Decimal]) -> dict[str, str]:
    return {o.indicator: str(o.sentence) for o in objections(figures, before)}


def test_opening_a_return_twice_gives_the_same() -> None:
    filed, mei = a_return()

    assert actions.open_return(filed.company, 2025, by=mei, at=NOW) == filed
    assert Entry.objects.filter(verb="open_return").count() == 1


def test_a_year_that_has_not_ended_is_not_reported() -> None:
    filed, mei = a_return()

    with pytest.raises(Refusal, match="The year 2026 has not ended yet"):
        actions.open_return(filed.company, 2026, by=mei, at=NOW)
    with pytest.raises(Refusal, match="between 1990 and 2100"):
        actions.open_return(filed.company, 1950, by=mei, at=NOW)


def test_a_draft_may_be_wrong_and_only_what_changed_is_journaled() -> None:
    filed, mei = a_return()
    actions.save_values(filed, {"REV": D(100), "EMP": D(5)}, by=mei, at=NOW)

    odd = actions.save_values(
        filed, {"REV": D(100), "EMP": None, "REV_MAIN": D(200)}, by=mei, at=NOW
    )

    assert [o.indicator for o in odd] == ["REV_MAIN"]
    assert figures_of(filed.company, 2025) == {"REV": D(100), "REV_MAIN": D(200)}
    entry = Entry.objects.filter(verb="save_values").latest("id")
    assert entry.details["figures"] == {
        "EMP": ["5.00", None],
        "REV_MAIN": [None, "200"],
    }


def test_saving_the_same_again_writes_nothing() -> None:
    filed, mei = a_return()
    for _ in range(2):
        actions.save_values(filed, {"REV": D(100)}, by=mei, at=NOW)

    assert Entry.objects.filter(verb="save_values").count() == 1


def test_an_unknown_figure_is_refused() -> None:
    filed, mei = a_return()

    with pytest.raises(Refusal, match="no indicator called XYZ"):
        actions.save_values(filed, {"XYZ": D(1)}, by=mei, at=NOW)


def test_each_figure_is_looked_at_beside_the_others_and_last_year() -> None:
    figures = {
        "REV": D(100),
        "REV_HT": D(120),
        "EMP": D("4.5"),
        "TAX_PAID": D(-1),
        "ASSET": D(10),
        "LIAB": D(3),
        "EQUITY": D(3),
        "RD_EXP": D(52_000),
        "EXPORT": D(101),
    }

    assert told(figures, {"RD_EXP": D(52), "REV": D(40)}) == {
        "REV": "Last year it was 40: a change by more than half.",
        "REV_HT": "A part cannot be more than its total.",
        "EMP": "This figure is a whole number.",
        "TAX_PAID": "This figure cannot be negative.",
        "ASSET": "Assets are not liabilities plus equity.",
        "RD_EXP": "Last year it was 52. Is the unit right?",
        "EXPORT": "Exports are larger than revenue.",
    }
    assert told({"PROFIT": D(-5)}, {}) == {}
    assert [o.indicator for o in missing({"REV": D(1)})] == ["EMP", "RD_EXP"]


def test_a_return_is_submitted_when_nothing_is_missing_or_wrong() -> None:
    filed, mei = a_return()

    with pytest.raises(Refusal, match=r"look at these figures first.*employees"):
        actions.submit(filed, by=mei, at=NOW)
    actions.save_values(filed, WHOLE, by=mei, at=NOW)
    actions.submit(filed, by=mei, at=NOW)

    filed.refresh_from_db()
    assert (filed.status, filed.submitted_on) == (Status.SUBMITTED, TODAY)


def test_the_size_class_follows_the_latest_return() -> None:
    filed, _mei = submitted()

    filed.company.refresh_from_db()
    assert filed.company.size == "medium"  # 120 people, 52 million yuan of revenue


def test_nothing_is_written_into_a_submitted_return() -> None:
    filed, mei = submitted()

    with pytest.raises(Refusal, match="This return was submitted"):
        actions.save_values(filed, {"REV": D(1)}, by=mei, at=NOW)
    with pytest.raises(Refusal, match="moved on"):
        actions.submit(filed, by=mei, at=NOW)


def test_a_return_that_is_sent_back_says_why() -> None:
    filed, mei = submitted()
    bureau = city.a_user(Role.DISTRICT, at=filed.company)

    with pytest.raises(Refusal, match="Please give a reason"):
        actions.send_back(filed, by=bureau, at=NOW, reason="")
    actions.send_back(filed, by=bureau, at=NOW, reason="R&D is missing")

    filed.refresh_from_db()
    assert (filed.status, filed.submitted_on) == (Status.OPEN, None)
    message = Message.objects.get(template="return_sent_back")
    assert (message.to, message.context["reason"]) == (mei.email, "R&D is missing")


def test_the_district_checks_and_the_city_confirms() -> None:
    filed, _mei = submitted()
    bureau = city.a_user(Role.DISTRICT, at=filed.company)

    actions.endorse(filed, by=bureau, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.confirm(filed, by=bureau, at=NOW)
    actions.confirm(filed, by=city.a_user(Role.OFFICER), at=NOW)

    assert filed.status == Status.CONFIRMED


def test_another_district_and_another_company_have_no_say() -> None:
    filed, _mei = submitted()
    elsewhere = city.a_company(district="440117")
    bureau = city.a_user(Role.DISTRICT, at=elsewhere)
    lin = city.a_user(Role.COMPANY_ADMIN, at=elsewhere)

    with pytest.raises(PermissionDenied):
        actions.endorse(filed, by=bureau, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.save_values(filed, {}, by=lin, at=NOW)
    assert not Return.objects.all().visible_to(bureau).exists()
    assert not Return.objects.all().visible_to(lin).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_a_return_while_it_is_submitted() -> None:
    """Whatever comes first, the figures that were looked at are those handed in."""
    filed, mei = a_return()
    actions.save_values(filed, WHOLE, by=mei, at=NOW)
    again = Return.objects.get(pk=filed.pk)

    at_once(
        lambda: actions.submit(filed, by=mei, at=NOW),
        lambda: actions.save_values(again, {"EMP": D(-1)}, by=mei, at=NOW),
    )

    fresh = Return.objects.get(pk=filed.pk)
    figures = figures_of(fresh.company, 2025)
    assert fresh.status == Status.OPEN or figures["EMP"] == 120
