"""Programs, calls and applications on the staff desk."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.periods import CITY_TIME
from programs.applications import actions
from programs.models import BudgetLine, Call, Extension, Program
from tests.city import a_call, a_company, a_program, a_user, moved
from tests.programs.applications.scene import (
    SCHEMA,
    a_scene,
    an_officer,
    asked_to_correct,
    in_review,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def desk(client, *roles, at=None):
    client.force_login(a_user(*roles, at=at))
    client.cookies["django_language"] = "en"
    return client


def page(model: str, kind: str = "changelist", *more) -> str:
    return reverse(f"admin:programs_{model}_{kind}", args=more)


def test_an_application_is_found_by_number_name_and_code(client):
    scene, other = submitted(), submitted()
    desk(client, Role.OFFICER)

    for text in (scene.application.number, scene.company.name, scene.company.uscc):
        listing = client.get(page("application"), {"q": text})
        assert list(listing.context["cl"].result_list) == [scene.application]
    assert other.application.number in client.get(page("application")).content.decode()


def test_applications_are_filtered_by_what_the_company_applies_as(client):
    scene = submitted()
    desk(client, Role.OFFICER)

    found = {
        code: list(
            client.get(page("application"), {"company_type": code})
            .context["cl"]
            .result_list
        )
        for code in ("tech", "platform")
    }

    assert found == {"tech": [scene.application], "platform": []}


def test_an_application_is_read_wholly_and_moved_by_buttons(client):
    scene = in_review()
    officer = desk(client, Role.OFFICER)
    change = page("application", "change", scene.application.pk)

    text = officer.get(change).content.decode()
    address = re.search(r'href="([^"]*ask_correction[^"]*)"', text)[1]
    told = {"reason": "更正附件", "ask_staff": "on", "wrong_staff": "人数不符"}
    officer.post(address, told)

    scene.application.refresh_from_db()
    assert "木棉花开<br>红满枝头" in text
    assert "计划书.pdf" in text
    assert "Ask for a correction" in text
    assert scene.application.status == "correction"


def test_a_move_without_its_reason_is_refused_on_the_page(client):
    scene = in_review()
    moved(scene.application, "pass_review", "assign", "conclude_scoring")
    desk(client, Role.OFFICER)
    press = page("application", "press", scene.application.pk, "decline")

    answer = client.post(press, {"reason": ""}, follow=True)

    scene.application.refresh_from_db()
    assert scene.application.status == "scored"
    assert "Please give a reason" in answer.content.decode()


def test_a_draft_is_not_on_the_staff_desk(client):
    scene = a_scene()
    desk(client, Role.OFFICER)

    listing = client.get(page("application"))
    change = client.get(page("application", "change", scene.application.pk))

    assert scene.application.number not in listing.content.decode()
    assert change.status_code == 302


def test_an_officer_of_another_program_sees_nothing(client):
    scene = submitted()
    desk(client, Role.OFFICER, at=a_program())

    assert (
        scene.application.number not in client.get(page("application")).content.decode()
    )


def as_typed(**facts):
    """A program as the form of the desk sends it."""
    inline = "budget_lines"
    return {
        "slug": "stars",
        "kind": "sme-support",
        "name_zh_hans": "科技之星",
        "name_en": "Stars",
        "starts_on": "2026-01-01",
        "ends_on": "2031-01-01",
        "quota": "200",
        "ceiling": "0",
        "budget": "0",
        "city_ratio": "1",
        "second_approval_from": "2000000.00",
        "rule_version": "2026",
        f"{inline}-TOTAL_FORMS": "0",
        f"{inline}-INITIAL_FORMS": "0",
    } | facts


def test_a_program_is_started_and_its_quota_changed_with_a_reason(client):
    desk(client, Role.OFFICER)
    client.post(page("program", "add"), as_typed())
    program = Program.objects.get(slug="stars")
    change = page("program", "change", program.pk)

    refused = client.post(change, as_typed(quota="250"))
    client.post(change, as_typed(quota="250", reason="穗府〔2026〕3号"))

    program.refresh_from_db()
    assert program.name == {"zh-hans": "科技之星", "en": "Stars"}
    assert "reason" in refused.context["adminform"].form.errors
    assert program.quota == 250
    assert Entry.objects.get(verb="change_limits").reason == "穗府〔2026〕3号"


def test_finance_sets_a_budget_line_and_cannot_touch_the_quota(client):
    program = a_program()
    BudgetLine.objects.filter(program=program).exclude(year=2026).delete()
    lines = BudgetLine.objects.filter(program=program).order_by("source")
    desk(client, Role.FINANCE)
    sent = as_typed(quota="1", budget=str(program.budget), reason="x")
    sent |= {
        "budget_lines-TOTAL_FORMS": "3",
        "budget_lines-INITIAL_FORMS": "2",
        "budget_lines-2-year": "2031",
        "budget_lines-2-source": "city",
        "budget_lines-2-amount": "5.00",
    }
    for number, line in enumerate(lines):
        sent |= {
            f"budget_lines-{number}-id": str(line.pk),
            f"budget_lines-{number}-program": str(program.pk),
            f"budget_lines-{number}-year": str(line.year),
            f"budget_lines-{number}-source": line.source,
            f"budget_lines-{number}-amount": str(line.amount),
        }

    answer = client.post(page("program", "change", program.pk), sent)

    program.refresh_from_db()
    assert answer.status_code == 302
    assert program.quota == 100
    assert BudgetLine.objects.get(program=program, year=2031).amount == Decimal("5.00")


def a_typed_call(program, **facts):
    inline = "extensions"
    return {
        "program": str(program.pk),
        "slug": "stars-2026",
        "year": "2026",
        "title_zh_hans": "2026年申报",
        "title_en": "Call 2026",
        "opens_at_0": "2026-06-01",
        "opens_at_1": "09:00:00",
        "closes_at_0": "2096-06-30",
        "closes_at_1": "17:00:00",
        "upload_grace": "15",
        "documents-TOTAL_FORMS": "0",
        "documents-INITIAL_FORMS": "0",
        f"{inline}-TOTAL_FORMS": "0",
        f"{inline}-INITIAL_FORMS": "0",
    } | facts


def test_a_call_is_prepared_with_its_form_and_published(client):
    program = a_program()
    desk(client, Role.OFFICER)

    client.post(page("call", "add"), a_typed_call(program))
    call = Call.objects.get()
    press = page("call", "press", call.pk, "publish")
    early = client.post(press, follow=True).content.decode()
    typed = {"schema": json.dumps(SCHEMA), "revision": "0"}
    client.post(page("call", "form_expert", call.pk), typed)
    client.post(page("call", "form_issue", call.pk), {"revision": "1"})
    client.post(press)

    call.refresh_from_db()
    assert "needs a form" in early
    assert call.form_versions.get().schema == SCHEMA
    assert call.status == "published"
    assert call.closes_at == datetime(2096, 6, 30, 9, tzinfo=UTC)


def test_a_deadline_is_extended_from_the_page_of_the_call(client):
    call, company = a_call(), a_company()
    desk(client, Role.OFFICER)
    until = call.closes_at + timedelta(days=2)
    opens = call.opens_at.astimezone(CITY_TIME)
    sent = a_typed_call(call.program) | {
        "opens_at_0": f"{opens:%Y-%m-%d}",
        "opens_at_1": f"{opens:%H:%M:%S}",
        "closes_at_0": f"{until:%Y-%m-%d}",
        "closes_at_1": f"{until:%H:%M:%S}",
        "extensions-TOTAL_FORMS": "1",
        "extensions-0-company": str(company.pk),
        "extensions-0-closes_at_0": "2097-01-01",
        "extensions-0-closes_at_1": "17:00:00",
        "extensions-0-reason": "停电",
    }

    client.post(page("call", "change", call.pk), sent)

    assert Extension.objects.get(call=call).reason == "停电"


@pytest.mark.parametrize("count", [1, 3])
def test_staff_lists_cost_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    officer = an_officer()
    for __ in range(count):
        submitted()
    client.force_login(officer)

    # user with grants, rows; choices of two filters; of two and a count; a count
    for model, queries in (("application", 6), ("call", 6), ("program", 4)):
        with django_assert_num_queries(queries):
            listing = client.get(page(model))
        assert len(listing.context["cl"].result_list) == count


def test_the_page_of_an_application_costs_fifteen_queries_at_most(
    client, django_assert_max_num_queries
):
    scene = in_review()
    asked_to_correct(scene)
    actions.correct(scene.application, by=scene.admin, at=now())
    client.force_login(an_officer())

    with django_assert_max_num_queries(15):
        client.get(page("application", "change", scene.application.pk))
