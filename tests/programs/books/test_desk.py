"""The books of programs: in one pass, forecast, what waits, and who shares what."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.periods import city_day
from programs.books import queries
from programs.models import Award, PublishedGrant
from programs.payments import actions
from startups.models import Company, Shareholder
from tests.city import SYSTEM, a_bank_account, a_program, a_user, advance
from tests.programs.stages import NOW, finance, open_gates, paid, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = city_day(NOW)


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def leader(client):
    user = a_user(Role.LEADER)
    client.force_login(user)
    return user


def tied(**facts: object) -> Award:
    award = planned()
    Company.objects.filter(pk=award.company_id).update(**facts)
    award.company.refresh_from_db()
    return award


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("program-book", 4),  # who asks, program, awards, their sums
        ("program-forecast", 6),  # and parts, lines, what was paid of them
        ("program-ties", 6),  # companies, what they share, the awards of others, names
        ("books-waiting", 3),  # payments, and how much nobody has asked for
    ],
)
def test_a_page_costs_the_same_for_one_and_for_many(
    client, leader, name, most, count, django_assert_num_queries
) -> None:
    program = a_program(city_ratio=Decimal("0.6"))
    awards = [planned(program) for __ in range(count + 1)]
    Company.objects.update(legal_representative="陈小明")
    for award in awards:
        actions.request(open_gates(award), by=finance(), at=NOW)
    url = reverse(name, args=[] if name == "books-waiting" else [program.slug])

    with django_assert_num_queries(most):
        answer = client.get(url)

    assert answer.status_code == 200


def test_the_book_adds_up_and_goes_along_as_a_workbook(client, leader) -> None:
    program = a_program(city_ratio=Decimal("0.6"))
    first, second = planned(program), planned(program)
    paid(open_gates(first), on=TODAY)
    planned()  # of another program

    book = queries.book(Award.objects.filter(program=program), TODAY, today=TODAY)
    file = client.get(reverse("program-book-xlsx", args=[program.slug]))

    assert {row.number for row in book.rows} == {first.number, second.number}
    assert book.total["promised"] == Decimal("6000000.02")
    assert book.total["net"] == Decimal("900000.01")
    assert book.total["left"] == Decimal("5100000.01")
    sheet = openpyxl.load_workbook(BytesIO(file.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[6]][4] == 6000000.02
    before = queries.book(Award.objects.filter(program=program), date(2020, 1, 1))
    assert before.rows == []


def test_the_forecast_tells_apart_what_conditions_hold_back(client, leader) -> None:
    program = a_program(city_ratio=Decimal("0.6"))
    award = planned(program)
    open_gates(award)
    due = award.tranches.order_by("due_on").first().due_on

    now, later = (queries.forecast(program, day) for day in (TODAY, due))
    shut = planned(program)
    held = queries.forecast(program, due)

    assert (now.expected, now.held) == (Decimal("3000000.01"), 0)
    assert later.months[0].first == due.replace(day=1)
    assert later.months[0].city == Decimal("900000.01")
    assert later.months[-1].so_far == later.expected
    assert held.held == sum(t.amount for t in shut.tranches.filter(due_on=due))
    line = next(l for l in held.lines if (l.line.year, l.line.source) == (2026, "city"))  # noqa: E741  # of a budget
    assert line.expected + line.held == award.city_amount + shut.city_amount
    page = client.get(reverse("program-forecast", args=[program.slug]))
    assert "Against the budget lines" in page.content.decode()


def test_what_waits_says_for_whom_and_how_long(client, leader) -> None:
    payment = actions.request(open_gates(planned()), by=finance(), at=NOW)

    rows = queries.waiting(leader, NOW + timedelta(days=45))

    assert [(row.payment, row.days, row.bucket) for row in rows] == [
        (payment, 45, "60")
    ]
    assert str(rows[0].step) == "Check"
    assert "second checker" in rows[0].people
    assert [(step.count, step.amount) for step in queries.steps(rows)] == [
        (1, payment.amount)
    ]
    assert "Payments that wait" in client.get(reverse("books-waiting")).content.decode()


def test_public_money_is_all_that_a_company_was_given(client) -> None:
    award = planned()
    paid(open_gates(award), on=TODAY)
    company = award.company
    PublishedGrant.objects.create(
        identifier="360G-1", currency="GBP", amount=5, awarded_on=TODAY,
        funder_name="A fund", company=company,
    )  # fmt: skip
    twin = Company.objects.filter(pk=planned().company_id)
    twin.update(legal_representative="陈小明")
    Company.objects.filter(pk=company.pk).update(legal_representative="陈小明 ")
    url = reverse("public-money", args=[company.pk])

    client.force_login(a_user(Role.COMPANY_ADMIN, at=company))
    own = client.get(url)
    client.force_login(a_user(Role.OFFICER))
    officers = client.get(url).content.decode()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=twin.get()))

    assert own.context["money"].net == Decimal("900000.01")
    assert own.context["money"].granted == {"GBP": 5}
    assert "legal representative of the same name" in officers
    assert "legal representative" not in own.content.decode()
    assert client.get(url).status_code == 404


def test_companies_are_tied_by_address_and_owner_as_well() -> None:
    here = "广州市 天河区 科韵路1号"
    first, second = tied(address=here), tied(address="广州市天河区科韵路1号，")
    for award, share in ((first, "30"), (second, "45.5")):
        Shareholder.objects.create(
            company=award.company, kind="person", name="李大同", share=share
        )
    Shareholder.objects.create(
        company=first.company, kind="person", name="王小二", ends_on=date(2020, 1, 1)
    )
    Shareholder.objects.create(company=second.company, kind="person", name="王小二")

    found = queries.notes([first.company_id], TODAY)

    assert [(note.tie, note.other) for note in found] == [
        ("address", second.company_id), ("shareholder", second.company_id),
    ]  # fmt: skip
    assert found[1].rests_on == "李大同 (30.00 % / 45.50 %)"
    assert found[0].awards == (second,)


def test_companies_are_tied_by_one_account_whoever_had_it_when() -> None:
    number, awards = "8000000000000123", [tied() for __ in range(4)]
    first, *__, former, refused = companies = [award.company for award in awards]
    accounts = [
        a_bank_account(each, number=number, verified=each is not refused)
        for each in companies
    ]
    advance(accounts[2], "supersede", by=SYSTEM, valid_until=TODAY)
    advance(accounts[3], "refuse", by=SYSTEM, reason="another company's")
    a_bank_account(former, number="8000000000000999")

    found = queries.notes([first.pk], TODAY)

    assert [(note.tie, note.other) for note in found] == [
        ("account", companies[1].pk), ("account", former.pk),
    ]  # fmt: skip
    assert found[0].rests_on == "…0123"
    assert found[0].awards == (awards[1],)
