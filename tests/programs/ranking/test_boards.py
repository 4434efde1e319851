"""The board of a call, its amounts, the line and the pages that show them."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import Application, Basis, Scenario
from programs.ranking import actions, queries
from programs.ranking.rules import Limits
from startups.models import Return, Value
from tests.city import SYSTEM, a_call, a_program, a_user, advance, broken, sql
from tests.programs.stages import NOW, announced, proposed, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def report(application: Application, year: int, **figures: int) -> None:
    filed = Return.objects.create(company=application.company, year=year)
    for code, amount in figures.items():
        Value.objects.create(
            filed=filed, company=application.company, year=year, indicator=code,
            amount=amount,
        )  # fmt: skip
    advance(filed, "submit", by=SYSTEM)


def test_the_board_is_by_score_and_ties_by_research() -> None:
    call = a_call()
    low, first, second = (
        scored(call, "70.00"), scored(call, "85.00"), scored(call, "85.00"),
    )  # fmt: skip
    year = call.opens_at.year - 1
    report(first, year, RD_EXP=500, REV=10_000)
    report(second, year, RD_EXP=900, REV=10_000)

    rows = queries.board(call)

    assert [(r.place, r.application) for r in rows] == [
        (1, second), (2, first), (3, low),
    ]  # fmt: skip
    assert rows[0].standing.intensity == Decimal("0.0900")


def test_whom_nothing_tells_apart_share_a_place() -> None:
    call = a_call()
    scored(call), scored(call)

    assert [(row.place, row.is_tied) for row in queries.board(call)] == [
        (1, True), (1, True),
    ]  # fmt: skip


def test_an_amount_is_estimated_until_it_is_written_down() -> None:
    application = scored()
    call, officer = application.call, a_user(Role.OFFICER)
    report(application, call.opens_at.year - 1, RD_EXP=80_000, REV=900_000)

    estimated = queries.board(call)[0].amount
    actions.enter_basis(
        application,
        inputs={"subsidy": Decimal(7_000_000)},
        source="穗科〔2026〕3号",
        by=officer,
        at=NOW,
    )
    known = queries.board(call)[0].amount

    assert (estimated.yuan, estimated.estimated) == (Decimal("4000000.00"), True)
    assert (known.yuan, known.estimated) == (Decimal(5_000_000), False)


def test_only_whoever_proposes_writes_amounts_and_with_the_paper() -> None:
    application = scored()
    asked = {"inputs": {"subsidy": Decimal(1)}, "at": NOW}

    with pytest.raises(PermissionDenied):
        actions.enter_basis(application, source="x", by=a_user(Role.LEADER), **asked)
    with pytest.raises(Refusal, match="from which paper"):
        actions.enter_basis(application, source=" ", by=a_user(Role.OFFICER), **asked)


def test_the_room_is_what_nobody_has_been_told() -> None:
    call = a_call(a_program(quota=5))
    announced(scored(call))
    proposed(scored(call))

    room = queries.room(call.program, call)

    assert room.places == 4
    assert room.budget == call.program.budget - Decimal("3000000.01")


def test_a_scenario_keeps_the_list_as_it_was_divided() -> None:
    call, officer = a_call(), a_user(Role.OFFICER)
    first, second = scored(call, "90.00"), scored(call, "80.00")
    limits = Limits(places=1, reserves=1)

    kept = actions.save_scenario(call, name="A", limits=limits, by=officer, at=NOW)

    assert kept.keys("in") == [first.pk]
    assert kept.keys("reserve") == [second.pk]
    assert kept.drawn_by == limits
    with pytest.raises(Refusal, match="a scenario of this name already"):
        actions.save_scenario(call, name="A", limits=limits, by=officer, at=NOW)
    statement = "UPDATE programs_scenario SET chosen = 2"
    assert broken(lambda: sql(statement)) == "scenario_is_append_only"


# Pages -------------------------------------------------------------------------------


def signed_in(role: Role, at=None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(a_user(role, at=at))
    return client


def test_the_line_is_moved_kept_and_compared() -> None:
    call = a_call(a_program(quota=2))
    scored(call, "90.00"), scored(call, "80.00"), scored(call, "70.00")
    client, at = signed_in(Role.OFFICER), f"/selection/ranking/{call.slug}/line/"

    first = client.get(at)
    assert first.context["chosen"] == 2
    moved = client.get(at, {"places": "3", "order": "score"})
    assert moved.context["over_places"] == 1
    assert "1 more than there are places" in moved.content.decode()
    saved = client.post(
        at, {"places": "1", "reserves": "1", "order": "score", "name": "Narrow"}
    )
    scenario = Scenario.objects.get()
    assert saved.url == f"/selection/ranking/{call.slug}/scenarios/{scenario.pk}/"
    compared = client.get(at, {"places": "2", "against": scenario.pk})
    assert [r.place for r in compared.context["changes"]["enter"]] == [2]
    assert "Narrow" in client.get(saved.url).content.decode()


def test_a_limit_of_a_group_lets_the_next_move_up() -> None:
    call = a_call()
    first, second = scored(call, "90.00"), scored(call, "80.00")
    third = scored(call, "70.00")
    Application.objects.filter(pk=third.pk).update(company_type="model")
    at = f"/selection/ranking/{call.slug}/line/"

    page = signed_in(Role.LEADER).get(at, {"places": "2", "type_tech": "1"})

    ins = [line["row"].application for line in page.context["lines"] if line["is_in"]]
    assert ins == [first, third]
    assert [r.application for r in page.context["changes"]["leave"]] == [second]


def test_the_board_is_filtered_and_downloaded_as_it_is_shown() -> None:
    call = a_call()
    first, second = scored(call, "90.00"), scored(call, "80.00")
    Application.objects.filter(pk=second.pk).update(company_type="model")
    client, at = signed_in(Role.LEADER), f"/selection/ranking/{call.slug}/"

    shown = client.get(at, {"company_type": "tech"})
    book = client.get(f"{at}board.xlsx", {"company_type": "tech"})

    assert [r.application for r in shown.context["rows"]] == [first]
    sheet = openpyxl.load_workbook(BytesIO(book.content)).active
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
        first.number
    ]
    assert "estimated" in shown.content.decode()


def test_amounts_are_written_down_in_one_table() -> None:
    application = scored()
    at = f"/selection/ranking/{application.call.slug}/amounts/"
    client = signed_in(Role.OFFICER)

    wrong = client.post(at, {f"subsidy_{application.pk}": "5"})
    done = client.post(at, {f"subsidy_{application.pk}": "2500000", "source": "No. 3"})

    assert "This field is required" in wrong.content.decode()
    assert done.status_code == 302
    assert Basis.objects.get().inputs == {"subsidy": "2500000"}


def test_another_program_s_officer_sees_no_board() -> None:
    call = scored().call
    client = signed_in(Role.OFFICER, at=a_program())

    assert client.get(f"/selection/ranking/{call.slug}/").status_code == 404
    listing = client.get("/selection/ranking/").content.decode()
    assert str(call) not in listing


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["", "line/"])
def test_a_board_costs_the_same_for_one_and_for_many(
    page, count, django_assert_max_num_queries
) -> None:
    call = a_call()
    for _ in range(count):
        scored(call)
    client = signed_in(Role.LEADER)

    with django_assert_max_num_queries(24):
        client.get(f"/selection/ranking/{call.slug}/{page}")


def test_a_long_board_comes_in_pages_and_the_workbook_has_all() -> None:
    call = a_call()
    for place in range(52):
        scored(call, f"{90 - place}.00")
    client, at = signed_in(Role.LEADER), f"/selection/ranking/{call.slug}/"

    first, second = client.get(at), client.get(f"{at}?page=2")

    assert [len(page.context["rows"]) for page in (first, second)] == [50, 2]
    assert [row.place for row in second.context["rows"]] == [51, 52]
    book = openpyxl.load_workbook(BytesIO(client.get(f"{at}board.xlsx").content))
    assert book.active is not None
    assert book.active.max_row == 2 + 52
