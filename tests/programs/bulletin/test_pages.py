"""Public pages of calls: found, read, downloaded."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.refusals import Refusal
from programs.bulletin import actions
from programs.calls.actions import extend
from programs.clarifications import actions as clarifications
from programs.models import Call, CallDocument
from tests.city import (
    a_call,
    a_company,
    a_program,
    a_user,
    an_application,
    an_sme_program,
    moved,
)
from tests.programs.applications.scene import PDF

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def listed(client, **asked) -> list[Call]:
    answer = client.get(reverse("calls-list"), asked)
    return list(answer.context["page_obj"])


def page_of(client, call: Call):
    return client.get(reverse("call-detail", args=[call.slug]))


def three_calls() -> tuple[Call, Call, Call]:
    stars = a_program(name={"en": "Stars", "zh-hans": "标杆百家"})
    sme = an_sme_program(name={"en": "Small companies", "zh-hans": "小微扶持"})
    title = {"en": "Call", "zh-hans": "申报"}
    more = {"year": 2025, "summary": {"zh-hans": "奖励最高五百万元"}}
    return (
        a_call(stars, title=title, **more),
        a_call(sme, title=title, opens_at=NOW + DAY, closes_at=NOW + 9 * DAY),
        a_call(sme, title=title, opens_at=NOW - 9 * DAY, closes_at=NOW - DAY),
    )


def test_calls_are_found_by_words_of_either_language_and_by_year(client):
    stars, soon, over = three_calls()

    assert listed(client) == [stars, soon, over]
    assert listed(client, q="标杆") == [stars]
    assert listed(client, q="small COMPANIES") == [soon, over]
    assert listed(client, q="五百万 2025") == [stars]
    assert listed(client, q="2025 small") == []


def test_calls_are_narrowed_by_state_and_program(client):
    stars, soon, over = three_calls()

    assert listed(client, phase="open") == [stars]
    assert listed(client, phase="upcoming") == [soon]
    assert listed(client, phase="closed") == [over]
    assert listed(client, program=soon.program_id) == [soon, over]
    assert listed(client, phase="closed", program=stars.program_id) == []


def test_a_list_without_a_match_says_what_to_do(client):
    three_calls()

    said = client.get(reverse("calls-list"), {"q": "nowhere"}).content.decode()

    assert "No call matches" in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(client, count, django_assert_num_queries):
    program = a_program()
    for _ in range(count):
        a_call(program)

    with django_assert_num_queries(3):  # programs to choose, how many calls, calls
        assert len(listed(client, q="2026")) == count


def test_whatever_stands_in_the_address_is_a_list(client):
    a_call()

    for asked in ({"phase": "x"}, {"program": "x"}, {"page": "x"}, {"q": "\0%_"}):
        answer = client.get(reverse("calls-list"), asked)
        assert answer.status_code == 200


def a_document(call: Call, name: str = "申报指南.pdf", content: bytes = PDF):
    title = {"en": "Full guideline", "zh-hans": "申报指南全文"}
    by = a_user(Role.OFFICER)
    return actions.attach(call, title, name, io.BytesIO(content), by=by, at=NOW)


def test_next_years_call_has_the_files_of_this_one_kept_once(client):
    call = a_call()
    kept, out = a_document(call), a_document(call, "out.pdf")
    actions.take_out(out, by=a_user(Role.OFFICER), at=NOW)
    check_waiting(now=NOW)
    client.force_login(a_user(Role.OFFICER))
    page = reverse("admin:programs_call_clone", args=[call.pk])

    client.post(page, {"slug": "next", "year": str(call.year + 1)})

    document = CallDocument.objects.get(call__slug="next")
    assert (document.file, document.title) == (kept.file, kept.title)
    kept.call.documents.update(removed_at=NOW, removed_by=a_user())
    moved(document.call, "publish")
    answer = client.get(document.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF


def test_a_file_of_the_guideline_is_for_everybody_once_it_was_checked(client):
    call = a_call()
    document = a_document(call)
    before = client.get(document.get_absolute_url()).status_code
    hidden = "Full guideline" in page_of(client, call).content.decode()

    check_waiting(now=NOW)
    answer = client.get(document.get_absolute_url())

    assert (before, hidden) == (404, False)
    assert "Full guideline" in page_of(client, call).content.decode()
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_was_taken_out_is_gone_for_everybody_and_stays_on_record(client):
    call = a_call()
    document = a_document(call)
    check_waiting(now=NOW)

    actions.take_out(document, by=a_user(Role.OFFICER), at=NOW)

    assert client.get(document.get_absolute_url()).status_code == 404
    document.refresh_from_db()
    assert document.removed_by is not None


def test_a_file_of_a_call_that_is_not_public_is_not_either(client):
    call, other = a_call(), a_call()
    document = a_document(call)
    check_waiting(now=NOW)
    elsewhere = reverse("call-document", args=[other.slug, document.pk])
    moved(call, "withdraw")

    assert client.get(elsewhere).status_code == 404
    assert client.get(document.get_absolute_url()).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused():
    with pytest.raises(Refusal):
        a_document(a_call(), content=b"MZ\x90 not a pdf")
    assert not CallDocument.objects.exists()


def test_only_who_writes_calls_adds_and_takes_out_files():
    call, checker = a_call(), a_user(Role.CHECKER)
    document = a_document(call)

    with pytest.raises(PermissionDenied):
        actions.attach(call, {}, "a.pdf", io.BytesIO(PDF), by=checker, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.take_out(document, by=checker, at=NOW)


def management(prefix: str, total: int = 0, initial: int = 0) -> dict[str, int]:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def typed(client, call: Call) -> dict:
    """What the desk's page of a call would send back unchanged."""
    page = client.get(reverse("admin:programs_call_change", args=[call.pk]))
    form = page.context["adminform"].form
    values: dict = {}
    for field in form:
        widget = field.field.widget
        shown = widget.get_context(field.html_name, field.value(), {})["widget"]
        for part in shown.get("subwidgets", [shown]):
            if part.get("value") is not None:
                values[part["name"]] = part["value"]
    for formset in page.context["inline_admin_formsets"]:
        values |= management(
            formset.formset.prefix, 0, formset.formset.initial_form_count()
        )
    return values


def test_the_desk_adds_a_file_on_the_page_of_the_call(client):
    call = a_call()
    client.force_login(a_user(Role.OFFICER))
    sent = typed(client, call) | management("documents", total=1)
    sent |= {"documents-0-title_en": "Guide", "documents-0-title_zh_hans": "指南"}
    sent["documents-0-upload"] = SimpleUploadedFile("指南.pdf", PDF)

    answer = client.post(reverse("admin:programs_call_change", args=[call.pk]), sent)

    assert answer.status_code == 302, answer.context["adminform"].errors
    document = CallDocument.objects.get()
    assert (document.title["en"], document.file.name) == ("Guide", "指南.pdf")


def test_everyone_reads_conditions_changes_and_answers(client):
    call = a_call(closes_at=NOW + 40 * DAY)
    company, officer = a_company(), a_user(Role.OFFICER)
    asker = a_user(Role.COMPANY_EDITOR, at=company, name="Ning")
    question = clarifications.ask(call, company, "我们可以吗？", by=asker, at=NOW)
    said = {"wording": {"en": "May one?"}, "answer": {"en": "Yes, one may."}}
    clarifications.word(question, by=officer, at=NOW, **said)
    clarifications.publish(question, by=officer, at=NOW)
    change = clarifications.draft(
        call, title={"en": "More time"}, text={"en": "By a week."}, by=officer
    )
    clarifications.announce(change, by=officer, at=NOW)

    text = page_of(client, call).content.decode()

    for told in (
        "May one?",
        "Yes, one may.",
        "Change 1:",
        "By a week.",
        "In operation",
    ):
        assert told in text
    for secret in (company.name, company.uscc, "Ning", "我们可以吗"):
        assert secret not in text


def test_a_member_finds_the_own_application_there_and_nobody_elses(client):
    application = an_application()
    other = an_application(application.call)
    client.force_login(a_user(Role.COMPANY_EDITOR, at=application.company))

    text = page_of(client, application.call).content.decode()

    assert (application.number in text, other.number in text) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_calls_page_costs_the_same(client, count, django_assert_num_queries):
    call, officer = a_call(), a_user(Role.OFFICER)
    for _ in range(count):
        a_document(call)
        change = clarifications.draft(
            call, title={"en": "A"}, text={"en": "B"}, by=officer
        )
        clarifications.announce(change, by=officer, at=NOW)
    check_waiting(now=NOW)

    # The call, its form, the calendar, documents, changes, questions.
    with django_assert_num_queries(6):
        page_of(client, call)


def test_a_company_with_more_time_still_finds_the_way_in(client):
    call = a_call(opens_at=NOW - 9 * DAY, closes_at=NOW - DAY)
    mine, other = a_company(), a_company()
    for company in (mine, other):
        given = {"until": NOW + DAY, "reason": "停电", "by": a_user(Role.OFFICER)}
        extend(call, company, at=NOW, **given)
    apply = reverse("application-begin", args=[call.slug])

    stranger = page_of(client, call).content.decode()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=mine))
    member = page_of(client, call).content.decode()

    assert (apply in stranger, apply in member) == (False, True)
    assert (mine.name in member, other.name in member) == (True, False)
