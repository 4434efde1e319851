"""A list of the desk can be kept as a view, and taken along as what it shows."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from foundation.accounts.permissions import Role
from foundation.edges import lists as desk_lists
from foundation.edges.lists import ListAdmin
from foundation.lists.actions import MOST, keep_view
from foundation.lists.models import SavedView
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.models import Award
from startups.models import Company
from tests.city import a_company, a_user
from tests.programs.stages import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
COMPANIES = "startups.company"


def address(page: str, model: type = Company, **given: int) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, kwargs=given)


@pytest.fixture
def english(client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def officer(client):
    user = a_user(Role.OFFICER)
    client.force_login(user)
    return user


def read_csv(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def read_workbook(answer) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))


# Files --------------------------------------------------------------------------------


def test_a_file_holds_the_rows_and_the_order_of_the_list(client, officer):
    for name in ("粤芯智能", "海珠机器人", "粤海智能"):
        a_company(name=name)

    shown = {"q": "智能", "o": "1"}
    rows = read_csv(client.get(address("export_csv"), shown))
    page = client.get(address("changelist"), shown)

    listed = [company.name for company in page.context["cl"].result_list]
    assert [row[0] for row in rows[1:]] == listed
    assert sorted(listed) == sorted(["粤芯智能", "粤海智能"])
    (entry,) = Entry.objects.filter(verb="export_list")
    told = {"list": COMPANIES, "rows": 2, "filters": "q=%E6%99%BA%E8%83%BD&o=1"}
    assert (entry.details, entry.actor_id) == (told, officer.pk)


def test_amounts_can_be_computed_with_and_the_file_says_whose_it_is(client, officer):
    award = planned()

    book = read_workbook(client.get(address("export_xlsx", Award)))

    head, row = book.worksheets[0].iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    shown = [cells[f"{what} (yuan)"] for what in ("amount", "paid", "left")]
    assert shown == [float(award.amount), 0, float(award.amount)]
    assert award.number in cells.values()
    assert not any("<" in str(cell) for cell in row)
    about = dict(book.worksheets[1].iter_rows(values_only=True))
    assert about["Taken by"] == str(officer)
    assert about["Number of rows"] == "1"


def test_a_company_whose_name_is_a_formula_harms_nobody(client, officer):
    a_company(name="=HYPERLINK(1)")

    ((name, *__),) = read_csv(client.get(address("export_csv")))[1:]

    assert name == "'=HYPERLINK(1)"


def test_too_many_rows_for_a_workbook_are_told_and_the_filters_stay(
    client, officer, monkeypatch
):
    a_company(name="甲"), a_company(name="乙")
    monkeypatch.setattr(desk_lists, "MOST_IN_A_WORKBOOK", 1)

    answer = client.get(address("export_xlsx"), {"o": "1"}, follow=True)

    (told,) = answer.context["messages"]
    assert str(told).startswith("2 rows are too many for a workbook (at most 1).")
    assert answer.redirect_chain == [(f"{address('changelist')}?o=1", 302)]


@pytest.mark.parametrize("tool", ["export_csv", "export_xlsx"])
def test_filters_of_nobody_are_told(client, officer, tool):
    answer = client.get(address(tool), {"nonsense": "1"}, follow=True)

    (told,) = answer.context["messages"]
    assert str(told) == "These filters are not of this list."


@pytest.mark.parametrize("tool", ["export_csv", "export_xlsx"])
def test_who_may_not_see_the_list_gets_no_file(client, tool):
    client.force_login(a_user(Role.SYSADMIN))

    assert client.get(address(tool)).status_code in {302, 403}
    assert not Entry.objects.filter(verb="export_list").exists()


def test_every_list_can_be_taken_along(client):
    client.force_login(a_user(Role.OFFICER, Role.FINANCE, Role.AUDITOR))
    planned()

    refused = [
        model._meta.label
        for model, desk in admin.site._registry.items()
        if isinstance(desk, ListAdmin)
        and client.get(address("changelist", model)).status_code == 200
        and len(read_csv(client.get(address("export_csv", model)))[0]) < 1
    ]

    assert not refused
    assert Entry.objects.filter(verb="export_list").count() > 40


# Views --------------------------------------------------------------------------------


def test_filters_are_kept_under_a_name_and_offered_again(client, officer):
    shown = "q=%E6%99%BA%E8%83%BD&o=1"
    kept = {"name": " 智能  企业 ", "query": shown}

    answer = client.post(address("keep_view"), kept, follow=True)

    assert answer.redirect_chain == [(f"{address('changelist')}?{shown}", 302)]
    view = SavedView.objects.get(user=officer)
    assert (view.of, view.name, view.query) == (COMPANIES, "智能 企业", shown)
    page = client.get(address("changelist")).content.decode()
    assert f'href="?{shown.replace("&", "&amp;")}"' in page
    assert "Keep these filters" not in page  # nothing is filtered

    client.post(address("drop_view", pk=view.pk))

    assert not SavedView.objects.exists()


def test_a_name_is_taken_over_by_what_is_kept_last(officer):
    for query in ("q=a", "q=b"):
        keep_view(of=COMPANIES, name="mine", query=query, by=officer)

    assert SavedView.objects.get().query == "q=b"


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [("  ", "q=a", "name"), ("長" * 41, "q=a", "name"), ("a", "q" * 2001, "query")],
)
def test_what_cannot_be_kept_is_told(officer, name, query, code):
    with pytest.raises(Refusal) as refused:
        keep_view(of=COMPANIES, name=name, query=query, by=officer)

    assert refused.value.code == code


def test_so_many_views_fit_above_a_list(officer):
    for number in range(MOST):
        keep_view(of=COMPANIES, name=f"{number}", query="q=a", by=officer)

    with pytest.raises(Refusal, match="Remove one first"):
        keep_view(of=COMPANIES, name="more", query="q=a", by=officer)
    keep_view(of=COMPANIES, name="0", query="q=b", by=officer)  # takes one over


def test_a_view_is_its_keepers_own(client, officer):
    other = a_user(Role.OFFICER)
    theirs = keep_view(of=COMPANIES, name="theirs", query="q=a", by=other)

    page = client.get(address("changelist")).content.decode()
    answer = client.post(address("drop_view", pk=theirs.pk))

    assert "theirs" not in page
    assert answer.status_code == 404
    assert SavedView.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("tool", ["keep_view", "drop_view"])
def test_nothing_is_kept_or_dropped_by_a_link(client, officer, tool):
    view = keep_view(of=COMPANIES, name="mine", query="q=a", by=officer)
    given = {"pk": view.pk} if tool == "drop_view" else {}

    assert client.get(address(tool, **given)).status_code == 405
