"""Visits: a sample to be drawn again, a team of two, a report that another signs."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given as generated
from hypothesis import strategies as some

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import StoredFile
from foundation.refusals import Refusal
from programs.models import SiteVisit, VisitSample
from programs.visits import actions, queries
from programs.visits.rules import POINTS, needed, sampled
from tests.city import a_call, a_user, at_once, broken, moved, sql
from tests.programs.stages import scored
from tests.races.crowd import careful, without, won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TEAM = [("林晓", "市科技局"), ("何敏", "会计师事务所")]
AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
numbers = some.sets(some.integers(1, 99_999).map("BG2026-{:05d}".format), max_size=60)


def officer():
    return a_user(Role.OFFICER)


def checker():
    return a_user(Role.CHECKER)


def planned(application=None, *, team=TEAM, **more):
    given = {"planned_for": AT, "team": team, "by": officer(), "at": AT} | more
    return actions.plan(application or scored(), **given)


def seen(visit, **otherwise):
    points = {point.code: ("as_declared", "") for point in POINTS} | otherwise
    actions.note(visit, points, by=officer())
    return visit


def reported(visit=None, *, by=None, result="consistent", **otherwise):
    visit, by = seen(visit or planned(), **otherwise), by or officer()
    told = {"visited_on": AT.date(), "result": result, "report_text": "情况属实。"}
    actions.draft(visit, **told, by=by)
    actions.report(visit, by=by, at=AT)
    return visit


def confirmed(visit=None, **more):
    visit = reported(visit, **more)
    actions.confirm(visit, by=checker(), at=AT)
    return visit


DIFFERS = {"people": ("deviates", "社保人数少于申报人数")}


# The sample -------------------------------------------------------------------------


@generated(numbers, some.integers(20, 100), some.text(min_size=1, max_size=20))
def test_a_sample_is_a_fifth_at_least_and_does_not_depend_on_order(pool, share, seed):
    drawn = sampled(pool, share, seed)

    assert drawn == sampled(sorted(pool, reverse=True), share, seed)
    assert set(drawn) <= pool
    assert len(drawn) == needed(len(pool), share)
    assert 100 * len(drawn) >= share * len(pool)


def test_a_sample_goes_on_record_and_its_companies_are_to_be_visited():
    call = a_call()
    pool = [scored(call) for __ in range(6)]

    sample = actions.draw_sample(call, share=20, seed="20261116", by=officer(), at=AT)

    assert sample.pool == sorted(each.number for each in pool)
    assert sample.chosen == sampled(sample.pool, 20, "20261116")
    for application in pool:
        application.refresh_from_db()
        visited = application.number in sample.chosen
        assert application.status == ("site_visit" if visited else "scored")
    change = "UPDATE programs_visitsample SET seed = 'x'"
    assert broken(lambda: sql(change)) == "sample_is_append_only"


def test_a_smaller_share_than_a_fifth_is_refused():
    call = scored().call

    with pytest.raises(Refusal) as refused:
        actions.draw_sample(call, share=19, seed="1", by=officer(), at=AT)

    assert refused.value.code == "share"


def test_whether_enough_was_seen_is_counted_by_confirmed_visits():
    call = a_call()
    applications = [scored(call) for __ in range(6)]
    before = queries.coverage(call)
    confirmed(planned(applications[0]))
    reported(planned(applications[1]))
    one_of_six = queries.coverage(call)
    confirmed(planned(applications[2]))

    assert (before.pool, before.visited, before.least) == (6, 0, 2)
    assert (one_of_six.visited, one_of_six.is_enough) == (1, False)
    assert queries.coverage(call).is_enough


# Plan, report, confirm --------------------------------------------------------------


def test_a_plan_takes_a_scored_application_to_its_inspection():
    application = scored()
    type(application.company).objects.update(address="科学大道1号")
    application.company.refresh_from_db()

    visit = planned(application)

    application.refresh_from_db()
    assert application.status == "site_visit"
    assert visit.address == "科学大道1号"
    assert [member.name for member in visit.team.all()] == ["林晓", "何敏"]


def test_one_visit_at_a_time_and_another_once_it_is_called_off():
    visit = planned()
    with pytest.raises(Refusal) as refused:
        planned(visit.application)

    actions.cancel(visit, by=officer(), at=AT, reason="台风")

    assert refused.value.code == "visit"
    assert planned(visit.application).pk != visit.pk


def test_nobody_reports_alone():
    visit = seen(planned(team=TEAM[:1]))
    told = {"visited_on": AT.date(), "result": "consistent", "report_text": "x"}
    actions.draft(visit, **told, by=officer())

    with pytest.raises(Refusal) as refused:
        actions.report(visit, by=officer(), at=AT)

    assert refused.value.code == "team"
    assert "this team has 1" in refused.value.sentence


def test_a_report_says_something_of_every_point():
    visit = planned()
    actions.note(visit, {"premises": ("as_declared", "")}, by=officer())
    told = {"visited_on": AT.date(), "result": "consistent", "report_text": "x"}
    actions.draft(visit, **told, by=officer())

    with pytest.raises(Refusal) as refused:
        actions.report(visit, by=officer(), at=AT)

    assert "5 are still open" in refused.value.sentence


def test_a_report_without_its_result_is_refused():
    visit = seen(planned())

    with pytest.raises(Refusal) as refused:
        actions.report(visit, by=officer(), at=AT)

    assert refused.value.code == "report_text"


def test_what_differs_is_described():
    visit = planned()

    with pytest.raises(Refusal) as refused:
        seen(visit, people=("deviates", " "))

    assert "People" in refused.value.sentence
    change = (
        "INSERT INTO programs_sitefinding (visit_id, code, seen, note) "
        "VALUES (%s, 'people', 'deviates', '')"
    )
    assert broken(lambda: sql(change, visit.pk)) == "site_finding_says_what_differs"


def test_not_as_declared_needs_a_point_that_differs():
    with pytest.raises(Refusal) as refused:
        reported(result="inconsistent")

    assert refused.value.code == "result"


def test_whoever_reports_does_not_confirm():
    by = officer()
    visit = reported(by=by)

    with pytest.raises(Refusal) as refused:
        actions.confirm(visit, by=by, at=AT)

    assert refused.value.code == "four_eyes"
    actions.confirm(visit, by=checker(), at=AT)
    assert visit.status == "confirmed"


def test_a_report_that_was_handed_in_stands_still():
    visit = reported()

    for change in (
        "UPDATE programs_sitefinding SET note = 'x' WHERE visit_id = %s",
        "DELETE FROM programs_teammember WHERE visit_id = %s",
        "INSERT INTO programs_teammember (visit_id, name, office) VALUES (%s, 'x', '')",
    ):
        assert broken(lambda c=change: sql(c, visit.pk)).endswith("_once_reported")
    with pytest.raises(Refusal):
        actions.draft(
            visit, visited_on=None, result="", report_text="", by=officer()
        )  # fmt: skip


def test_given_back_the_team_goes_on():
    visit = reported()

    actions.send_back(visit, by=checker(), at=AT, reason="请补充社保核对")

    assert (visit.status, visit.reported_by) == ("planned", None)
    assert queries.given_back(visit) == "请补充社保核对"
    reported(visit)


def test_nobody_who_reviews_nothing_plans_or_writes():
    stranger = a_user(Role.FINANCE)
    visit = planned()

    for attempt in (
        lambda: planned(by=stranger),
        lambda: actions.note(visit, {}, by=stranger),
        lambda: actions.attach(visit, "a.pdf", io.BytesIO(PDF), by=stranger, at=AT),
        lambda: actions.draw_sample(
            visit.application.call, share=20, seed="1", by=stranger, at=AT
        ),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_one_visit_stands():
    application = scored()

    outcomes = at_once(lambda: planned(application), lambda: planned(application))

    assert won(outcomes) == 1
    assert SiteVisit.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_the_constraint_two_visits_are_planned():
    application = moved(scored(), "inspect")

    def looks() -> bool:
        return not SiteVisit.objects.filter(application=application).exists()

    def plans() -> SiteVisit:
        return SiteVisit.objects.create(application=application, planned_for=AT)

    with without(SiteVisit, "site_visit_one_standing_per_application"):
        outcomes = careful(looks, plans, 2)
        assert won(outcomes) == 2


# The desk ---------------------------------------------------------------------------


def page(name, *args):
    return reverse(f"admin:programs_sitevisit_{name}", args=args)


@pytest.fixture
def desk(client):
    client.cookies["django_language"] = "en"
    client.force_login(officer())
    return client


def test_from_the_sample_to_the_confirmed_report_through_pages(desk):
    application = scored()
    sent = {"call": application.call_id, "share": "100", "seed": "381 052"}
    desk.post(page("draw_sample"), sent)
    team = "林晓，市科技局\n何敏, 会计师"
    plan = {"application": application.pk, "planned_for": "2026-11-16T09:30"}
    desk.post(page("plan"), plan | {"team": team})
    visit = SiteVisit.objects.get()
    change = desk.get(page("change", visit.pk)).content.decode()
    points = {f"seen_{point.code}": "as_declared" for point in POINTS}
    photo = io.BytesIO(PDF)
    photo.name = "现场.pdf"
    told = {"visited_on": "2026-11-16", "result": "consistent", "report_text": "属实"}
    desk.post(
        page("write", visit.pk),
        points | told | {"photo": photo, "caption": "车间", "then": "report"},
    )
    own = desk.post(page("press", visit.pk, "confirm"), follow=True).content.decode()
    desk.force_login(checker())
    desk.post(page("press", visit.pk, "confirm"))

    visit.refresh_from_db()
    assert VisitSample.objects.get().chosen == [application.number]
    assert "Save and hand in the report" in change
    assert "cannot confirm the report as well" in own
    assert (visit.status, visit.result) == ("confirmed", "consistent")
    assert visit.photos.get().caption == "车间"
    text = desk.get(page("change", visit.pk)).content.decode()
    assert "属实" in text
    assert "现场.pdf" in text


def test_what_is_refused_loses_nothing_of_the_rest(desk):
    visit = planned()
    sent = {"seen_premises": "as_declared", "report_text": "初稿", "then": "report"}

    answer = desk.post(page("write", visit.pk), sent, follow=True)

    visit.refresh_from_db()
    assert "A report says when the visit was" in answer.content.decode() or (
        "still open" in answer.content.decode()
    )
    assert (visit.status, visit.report_text) == ("planned", "初稿")
    assert visit.findings.get().code == "premises"


def test_a_photo_is_opened_by_those_who_read_the_visit_only(desk, client):
    visit = planned()
    photo = actions.attach(visit, "a.pdf", io.BytesIO(PDF), by=officer(), at=AT)
    waiting = desk.get(page("download", visit.pk, photo.file_id))
    check_waiting(now=datetime.now(UTC))

    answer = desk.get(page("download", visit.pk, photo.file_id))
    client.force_login(a_user(Role.COMPANY_ADMIN, at=visit.application.company))
    stranger = client.get(page("download", visit.pk, photo.file_id))

    assert waiting.status_code == 302
    assert b"".join(answer.streaming_content) == PDF
    assert stranger.status_code == 403
    assert StoredFile.objects.count() == 1


def test_one_person_is_no_team(desk):
    application = scored()
    plan = {"application": application.pk, "planned_for": "2026-11-16T09:30"}

    answer = desk.post(page("plan"), plan | {"team": "林晓"})

    assert "two people at least" in answer.content.decode()
    assert not SiteVisit.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    desk, count, django_assert_num_queries
):
    for __ in range(count):
        planned()

    # user with grants, a count, rows; choices of the call's filter
    with django_assert_num_queries(5):
        listing = desk.get(page("changelist"))
    assert len(listing.context["cl"].result_list) == count


def test_a_visit_that_was_made_stays_when_the_company_withdraws():
    visit = confirmed()

    moved(visit.application, "withdraw")

    with pytest.raises(Refusal) as refused:
        actions.send_back(visit, by=checker(), at=AT + timedelta(days=1), reason="x")
    assert refused.value.code == "moved_on"
