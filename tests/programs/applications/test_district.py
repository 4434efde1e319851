"""The district's desk: what is late first, its opinion, its liability, many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.applications import actions
from programs.models import Application, Call, Endorsement
from tests.city import a_company, an_application, broken, give, moved, sql
from tests.programs.applications.scene import (
    a_district_officer,
    a_scene,
    an_officer,
    now,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DESK = "district-desk"
TODAY = timezone.localdate()


@pytest.fixture
def desk(client):
    client.force_login(a_district_officer())
    client.cookies["django_language"] = "en"
    return client


def handed_in(**fields):
    application = moved(an_application(company=a_company()), "submit")
    Application.objects.filter(pk=application.pk).update(**fields)
    return application


def close(call):
    """As if it had closed yesterday."""
    Call.objects.filter(pk=call.pk).update(closes_at=now() - timedelta(days=1))


def test_what_is_overdue_comes_first_and_is_counted(desk):
    late = TODAY - timedelta(days=1)
    far = handed_in(due_on=TODAY + timedelta(days=30))
    overdue = handed_in(due_on=late)

    page = desk.get(reverse(DESK))

    assert [a.pk for a in page.context["page_obj"]] == [overdue.pk, far.pk]
    load = page.context["load"]
    assert (load.waiting, load.overdue, load.soon) == (2, 1, 0)
    assert page.content.decode().count('kp-tag--red">overdue') == 1


def test_the_district_has_five_working_days_after_the_close():
    scene = submitted(a_scene())

    days = scene.application.due_on - scene.call.closes_at.date()

    assert timedelta(days=5) <= days <= timedelta(days=15)


def test_many_are_recommended_at_once_and_each_gets_its_line(desk):
    one, two = handed_in(), handed_in()
    gone = moved(handed_in(), "recommend")
    strange = moved(an_application(company=a_company("440112")), "submit")
    sent = {
        "rows": [one.pk, two.pk, gone.pk, strange.pk],
        "opinion": "情况属实",
        "liable": "on",
    }

    page = desk.post(reverse(DESK), sent, follow=True)

    text = page.content.decode()
    assert "2 applications recommended" in text
    for application, status in (
        (one, "recommended"), (two, "recommended"), (strange, "submitted"),
    ):  # fmt: skip
        application.refresh_from_db()
        assert application.status == status
    assert set(Endorsement.objects.values_list("opinion", flat=True)) == {"情况属实"}
    assert Endorsement.objects.count() == 2


def test_one_that_cannot_be_recommended_keeps_none_of_the_others_back():
    one, gone = handed_in(), handed_in()
    stale = Application.objects.get(pk=gone.pk)
    moved(gone, "withdraw")

    results = actions.recommend_many([stale, one], by=a_district_officer(), at=now())

    assert [result.is_done for result in results] == [False, True]
    assert "moved on" in str(results[0].said)


def test_nothing_is_recommended_without_the_statement_of_liability(desk):
    application = handed_in()
    page = reverse("district-application", args=[application.number])

    many = desk.post(reverse(DESK), {"rows": [application.pk], "opinion": "kept"})
    single = desk.post(page, {"verb": "recommend", "opinion": "kept"})

    application.refresh_from_db()
    assert application.status == "submitted"
    for answer in (many, single):
        text = answer.content.decode()
        assert "Confirm the statement of liability" in text
        assert "kept</textarea>" in text
    assert f'id="row-{application.pk}" checked' in many.content.decode()


def test_the_statement_is_kept_as_it_read_in_every_language_and_stands():
    application = handed_in()
    by = a_district_officer()

    actions.recommend(application, by=by, at=now(), opinion=" 属实 ")

    endorsed = Endorsement.objects.get()
    assert (endorsed.opinion, endorsed.given_by) == ("属实", by)
    assert set(endorsed.statement) == {"zh-hans", "en"}
    change = "UPDATE programs_endorsement SET opinion = 'x'"
    assert broken(lambda: sql(change)) == "endorsement_is_append_only"


def test_an_endorsement_without_its_statement_is_refused():
    application = handed_in()

    def endorse():
        Endorsement.objects.create(application=application, statement={})

    assert broken(endorse) == "endorsement_states_liability"


def test_nobody_recommends_a_company_they_act_for():
    application = handed_in()
    official = a_district_officer()
    give(official, Role.COMPANY_EDITOR, application.company)

    for verb in ("recommend", "send_back", "refuse"):
        more = {} if verb == "recommend" else {"reason": "x"}
        with pytest.raises(Refusal) as refused:
            getattr(actions, verb)(application, by=official, at=now(), **more)
        assert refused.value.code == "own"


def test_what_could_not_come_back_is_not_offered_to_be_returned(desk):
    application = handed_in()
    page = reverse("district-application", args=[application.number])
    open_still = desk.get(page).content.decode()
    close(application.call)

    closed = desk.get(page).content.decode()

    assert 'value="send_back"' in open_still
    assert 'value="send_back"' not in closed
    assert 'value="refuse"' in closed
    with pytest.raises(Refusal):
        actions.send_back(application, by=SYSTEM, at=now(), reason="x")


def test_a_refusal_says_why_and_ends_it(desk):
    application = handed_in()
    page = reverse("district-application", args=[application.number])

    desk.post(page, {"verb": "refuse", "reason": "环保处罚未整改"})

    application.refresh_from_db()
    assert application.status == "not_recommended"
    assert Entry.objects.get(verb="refuse").reason == "环保处罚未整改"


def test_the_city_reads_the_opinion_beside_the_application(client):
    application = submitted().application
    actions.recommend(
        application, by=a_district_officer(), at=now(), opinion="属实可信"
    )
    client.force_login(an_officer())

    page = client.get(
        reverse("admin:programs_formalcase_change", args=[application.pk])
    )

    assert "属实可信" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_and_for_many(
    desk, count, django_assert_num_queries
):
    for __ in range(count):
        handed_in()

    # user with grants, holidays, counts, count of the pages, applications
    with django_assert_num_queries(5):
        page = desk.get(reverse(DESK))

    assert len(page.context["page_obj"].object_list) == count
