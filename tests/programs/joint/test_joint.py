"""Joint checks: departments answer by document, and a blocked company hears why."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.joint import actions, queries
from programs.joint.states import Department
from programs.models import Application, JointCheck
from tests.city import a_user, broken, moved, sql
from tests.programs.stages import scored
from tests.programs.visits.test_visits import DIFFERS, confirmed, planned, reported
from tests.races.crowd import without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
DOCUMENT = {"document_number": "穗税函〔2026〕8号", "answered_on": date(2026, 11, 16)}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def officer():
    return a_user(Role.OFFICER)


def asked(application=None, departments=tuple(Department)):
    application = application or scored()
    return actions.ask(application, departments, by=officer(), at=AT)


def cleared(checks):
    for check in checks:
        actions.clear(check, **DOCUMENT, by=officer(), at=AT)


def why(application):
    refusal = queries.why_not_proposable(application)
    return refusal and refusal.sentence


# What keeps an application back -----------------------------------------------------


def test_a_scored_application_that_nobody_asked_about_can_be_proposed():
    assert why(scored()) is None


def test_a_visit_that_is_not_over_keeps_it_back():
    application = scored()
    visit = planned(application)
    planned_only = why(application)
    reported(visit)

    assert "its report not confirmed" in planned_only
    assert "its report not confirmed" in why(application)


def test_a_visit_that_is_to_be_planned_keeps_it_back():
    assert "no visit is planned" in why(moved(scored(), "inspect"))


def test_what_is_not_as_declared_keeps_it_back():
    visit = confirmed(result="inconsistent", **DIFFERS)

    assert "not as declared" in why(visit.application)


def test_a_department_that_has_not_answered_keeps_it_back_by_name():
    checks = asked()
    cleared(check for check in checks if check.department not in {"tax", "courts"})

    sentence = why(checks[0].application)

    assert sentence.endswith("not answered yet by tax, courts.")


def test_a_department_that_blocks_says_why():
    checks = asked()
    actions.block(
        checks[0], **DOCUMENT, finding="欠税未缴清。", by=officer(), at=AT
    )  # fmt: skip

    sentence = why(checks[0].application)

    assert "tax, 欠税未缴清 (穗税函〔2026〕8号)" in sentence


def test_joint_review_with_nobody_asked_keeps_it_back():
    assert "no department was asked" in why(moved(scored(), "consult"))


def test_all_clear_lets_it_through():
    checks = asked(confirmed().application)
    cleared(checks)

    assert why(checks[0].application) is None


def test_many_are_told_in_two_queries(django_assert_num_queries):
    rows = [asked()[0].application, scored(), planned().application]

    with django_assert_num_queries(2):
        found = queries.why_none_of(rows)

    assert set(found) == {rows[0].pk, rows[2].pk}


@pytest.mark.parametrize("kept_back", ["visit", "bad visit", "asked", "blocked"])
def test_the_database_keeps_it_back_as_well(kept_back):
    if kept_back == "visit":
        application = planned().application
    elif kept_back == "bad visit":
        application = confirmed(result="inconsistent", **DIFFERS).application
    else:
        checks = asked()
        application = checks[0].application
        if kept_back == "blocked":
            cleared(checks[1:])
            actions.block(checks[0], **DOCUMENT, finding="x", by=officer(), at=AT)
    application.refresh_from_db()

    with pytest.raises(Refusal) as refused:
        applications.propose(application, by=SYSTEM, at=AT)

    assert refused.value.code == "joint"


def held_up(by: int) -> bool:
    """Whether somebody's statement waits for a lock that this backend holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted "
            "AND %s = ANY (pg_blocking_pids(pid))",
            [by],
        )
        return cursor.fetchone()[0] > 0


def while_a_department_is_asked_again(check, application):
    """Propose while the answer is taken back and not yet committed; what came of it."""

    def propose():
        try:
            return applications.propose(application, by=SYSTEM, at=AT)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.ask_again(check, by=officer(), at=AT, reason="有新情况")
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (mine,) = cursor.fetchone()
            proposing = pool.submit(propose)
            while not proposing.done() and not held_up(mine):
                pass
        return proposing.result()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_being_taken_back_is_waited_for():
    (check,) = asked(departments=["tax"])
    cleared([check])
    application = Application.objects.get()

    outcome = while_a_department_is_asked_again(check, application)

    assert isinstance(outcome, Refusal)
    assert outcome.code == "joint"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_the_guard_it_is_proposed_meanwhile():
    (check,) = asked(departments=["tax"])
    cleared([check])
    application = Application.objects.get()

    with without(Application, "proposed_after_visit_and_joint_checks"):
        outcome = while_a_department_is_asked_again(check, application)
        application.refresh_from_db()
        assert (outcome, application.status) == (None, "proposed")
        assert JointCheck.objects.get().status == "asked"


# Asking and answering ---------------------------------------------------------------


def test_each_department_has_ten_working_days():
    checks = asked()

    assert len(checks) == 6
    assert {check.due_on for check in checks} == {date(2026, 11, 30)}
    checks[0].application.refresh_from_db()
    assert checks[0].application.status == "joint_review"


def test_what_the_city_knows_of_other_support_goes_with_the_question():
    known = {check.department: check.known for check in asked()}

    assert "No other support" in known["funding"]["en"]
    assert known["tax"] == {}


def test_who_is_asked_again_is_asked_only_what_is_new():
    application = scored()
    asked(application, ["tax"])

    more = asked(application)
    with pytest.raises(Refusal) as refused:
        asked(application)

    assert len(more) == 5
    assert refused.value.code == "asked"


def test_departments_are_asked_when_the_visit_is_over():
    application = planned().application

    with pytest.raises(Refusal) as refused:
        asked(application)

    assert refused.value.code == "visit"


def test_of_several_each_gets_its_line():
    ready, early = scored(), planned().application

    rows = actions.ask_about([ready, early], ["tax"], by=officer(), at=AT)

    assert [row.is_done for row in rows] == [True, False]
    assert "not over" in str(rows[1].said)


def test_an_answer_has_a_document_and_a_block_a_reason():
    (check,) = asked(departments=["tax"])
    bare = "UPDATE programs_jointcheck SET status = %s, document_number = %s, "
    bare += "answered_on = '2026-11-16'"

    assert broken(lambda: sql(bare, "clear", "")) == (
        "joint_check_is_answered_by_document"
    )
    assert broken(lambda: sql(bare, "blocked", "1")) == "joint_check_says_why_it_blocks"
    with pytest.raises(Refusal) as refused:
        actions.clear(
            check, document_number=" ", answered_on=date(2026, 11, 16), by=officer(),
            at=AT,
        )  # fmt: skip
    assert refused.value.code == "document_number"


def test_a_blocked_one_can_be_asked_again_and_the_first_answer_is_kept():
    (check,) = asked(departments=["tax"])
    actions.block(check, **DOCUMENT, finding="欠税", by=officer(), at=AT)

    actions.ask_again(check, by=officer(), at=AT, reason="已补缴")
    cleared([check])

    assert why(check.application) is None
    assert Entry.objects.get(verb="answered_before").details["finding"] == "欠税"


def test_who_reviews_nothing_neither_asks_nor_answers():
    stranger = a_user(Role.FINANCE)
    (check,) = asked(departments=["tax"])

    with pytest.raises(PermissionDenied):
        actions.ask(scored(), ["tax"], by=stranger, at=AT)
    with pytest.raises(PermissionDenied):
        actions.clear(check, **DOCUMENT, by=stranger, at=AT)


# The desk ---------------------------------------------------------------------------


def page(name, *args):
    return reverse(f"admin:programs_jointcheck_{name}", args=args)


@pytest.fixture
def desk(client):
    client.cookies["django_language"] = "en"
    client.force_login(officer())
    return client


def test_asked_and_answered_through_pages(desk):
    application = scored()
    sent = {"applications": [application.pk], "departments": ["tax", "courts"]}
    told = desk.post(page("ask"), sent, follow=True).content.decode()
    tax = JointCheck.objects.get(department="tax")
    paper = io.BytesIO(PDF)
    paper.name = "复函.pdf"
    answer = {
        "result": "blocked", "document_number": "穗税函〔2026〕8号",
        "answered_on": "2026-11-16", "finding": "欠税", "file": paper,
    }  # fmt: skip
    silent = desk.post(page("answer", tax.pk), answer | {"finding": "", "file": ""})
    desk.post(page("answer", tax.pk), answer)
    check_waiting(now=datetime.now(UTC))
    shown = desk.get(page("change", tax.pk)).content.decode()
    file = desk.get(page("document", tax.pk))

    tax.refresh_from_db()
    assert f"{application.number}: asked 2 departments" in told
    assert "Say why the department blocks" in silent.content.decode()
    assert (tax.status, tax.finding) == ("blocked", "欠税")
    assert "复函.pdf" in shown
    assert b"".join(file.streaming_content) == PDF


def test_a_company_reads_nothing_of_it(client):
    (check,) = asked(departments=["tax"])
    client.force_login(a_user(Role.COMPANY_ADMIN, at=check.application.company))

    assert client.get(page("changelist")).status_code in {302, 403}
    assert client.get(page("document", check.pk)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    desk, count, django_assert_num_queries
):
    for __ in range(count):
        asked(departments=["tax"])

    # user with grants, rows; choices of the call's filter
    with django_assert_num_queries(5):
        listing = desk.get(page("changelist"))
    assert len(listing.context["cl"].result_list) == count
