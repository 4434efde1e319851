"""Outages: who was hit, what speaks for them, and time given back once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.models import Entry, Message
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.applications.states import Trouble
from programs.calls.actions import extend
from programs.incidents import actions, queries
from programs.models import (
    Application,
    Call,
    Draft,
    Extension,
    Incident,
    Relief,
    TroubleReport,
)
from tests.city import (
    a_call,
    a_company,
    a_program,
    a_user,
    an_application,
    broken,
    moved,
    sql,
)
from tests.programs.applications.scene import a_scene, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
BEGAN, ENDED = NOW - 6 * HOUR, NOW - 3 * HOUR
UNTIL = NOW + 48 * HOUR


def a_closed_call(**fields) -> Call:
    """Closed two hours ago: an hour after the outage, and within the hours after it."""
    given = {"opens_at": NOW - 240 * HOUR, "closes_at": NOW - 2 * HOUR} | fields
    return a_call(**given)


def an_incident(**facts) -> Incident:
    given = {
        "began_on": BEGAN,
        "ended_on": ENDED,
        "what": "机房停电",
        "by": a_user(Role.OFFICER),
        "at": NOW,
    } | facts
    return actions.enter(**given)


def a_victim(call: Call | None = None, saved_at: datetime = BEGAN - HOUR):
    application = an_application(call or a_closed_call())
    by = a_user(Role.COMPANY_EDITOR, at=application.company)
    Draft.objects.filter(application=application).update(saved_at=saved_at, saved_by=by)
    return application


def relieved(incident: Incident, *chosen: Application, **given) -> dict[str, bool]:
    asked = {
        "until": UNTIL,
        "reason": "停电三小时",
        "by": a_user(Role.OFFICER),
        "at": NOW,
    } | given
    results = actions.relieve(incident, {a.pk for a in chosen}, **asked)
    return {result.application.number: result.is_granted for result in results}


def numbers(incident: Incident, user=None) -> set[str]:
    found = queries.hit(incident, user or a_user(Role.OFFICER))
    return {hit.application.number for hit in found}


def test_who_was_hit_has_a_draft_in_a_call_that_closed_in_the_outage_or_soon_after():
    during = a_victim(a_closed_call(closes_at=BEGAN + HOUR))
    soon = a_victim()
    a_victim(a_closed_call(closes_at=BEGAN - HOUR))  # was over before
    a_victim(a_call(closes_at=NOW + 240 * HOUR))  # has days left
    late_opener = {"opens_at": ENDED + HOUR / 2, "closes_at": NOW - HOUR}
    a_victim(a_call(**late_opener))  # opened afterwards
    moved(a_victim(during.call), "submit")
    moved(a_victim(during.call), "withdraw")
    moved(a_victim().call, "withdraw")

    assert numbers(an_incident()) == {during.number, soon.number}


def test_how_long_afterwards_is_for_staff_to_say():
    victim = a_victim(a_closed_call(closes_at=ENDED + 2 * HOUR))

    assert numbers(an_incident(hours_after=1)) == set()
    assert numbers(an_incident(hours_after=2)) == {victim.number}


def test_what_speaks_for_them_is_the_work_around_the_outage():
    call = a_closed_call()
    before, after = a_victim(call), a_victim(call, saved_at=ENDED + HOUR)
    editor = a_user(Role.COMPANY_EDITOR, at=before.company)
    for minute in (0, 5):
        applications.report_trouble(
            before,
            Trouble.FAILED_SAVE,
            happened_on=BEGAN + timedelta(minutes=minute),
            count=3,
            by=editor,
            at=NOW,
        )
    applications.report_trouble(
        before, Trouble.FAILED_SAVE, happened_on=BEGAN - HOUR, by=editor, at=NOW
    )  # another trouble

    found = {
        hit.application.number: hit
        for hit in queries.hit(an_incident(), a_user(Role.OFFICER))
    }

    hit, other = found[before.number], found[after.number]
    assert (hit.before, hit.after, hit.failed) == (BEGAN - HOUR, None, 6)
    assert (other.before, other.after, other.failed) == (None, ENDED + HOUR, 0)
    assert (hit.is_likely, other.is_likely) == (True, False)


def test_handing_in_too_late_leaves_a_trace_and_refuses_as_before():
    scene = filled_in(a_scene())
    Call.objects.filter(pk=scene.call.pk).update(closes_at=NOW - 2 * HOUR)

    with pytest.raises(Refusal) as refused:
        applications.submit(scene.application, by=scene.admin, at=NOW)

    (hit,) = queries.hit(an_incident(), a_user(Role.OFFICER))
    assert refused.value.code == "closed"
    assert (hit.late, hit.is_likely) == (NOW, True)


@pytest.mark.parametrize("count", [1, 3])
def test_finding_them_costs_the_same(count, django_assert_num_queries):
    call, incident, officer = a_closed_call(), an_incident(), a_user(Role.OFFICER)
    for _ in range(count):
        victim = a_victim(call)
        until = {"until": NOW + HOUR, "reason": "x", "by": officer, "at": NOW}
        extend(call, victim.company, **until)
    assert officer.may("extend_deadline")

    # Calls, drafts, the journal, reports, extensions, what was given already.
    with django_assert_num_queries(6):
        assert len(queries.hit(incident, officer)) == count


def test_those_selected_get_more_time_with_the_evidence_and_nobody_else():
    call, incident = a_closed_call(), an_incident()
    chosen, other = a_victim(call), a_victim(call)
    admin = a_user(Role.COMPANY_ADMIN, at=chosen.company)

    assert relieved(incident, chosen) == {chosen.number: True}

    relief = Relief.objects.get()
    assert (relief.company, relief.extension.reason) == (chosen.company, "停电三小时")
    assert relief.evidence["before"] == (BEGAN - HOUR).isoformat()
    assert chosen.closes_at() == UNTIL
    assert other.closes_at() == call.closes_at
    assert Message.objects.get(template="application_extended").user == admin
    entry = Entry.objects.get(verb="relieve")
    assert entry.details["granted"] == [chosen.number]


def test_pressing_again_grants_nothing_twice():
    incident, victim = an_incident(), a_victim()

    first = relieved(incident, victim)
    again = relieved(incident, victim, until=UNTIL + HOUR)

    assert (first, again) == ({victim.number: True}, {victim.number: False})
    assert Extension.objects.get().closes_at == UNTIL


def test_who_has_as_much_time_already_is_left_alone():
    incident, victim = an_incident(), a_victim()
    extend(
        victim.call,
        victim.company,
        until=UNTIL,
        reason="病",
        by=a_user(Role.OFFICER),
        at=NOW,
    )

    assert relieved(incident, victim) == {victim.number: False}
    assert (Extension.objects.count(), Relief.objects.count()) == (1, 0)


def test_a_row_that_cannot_be_says_why_and_stops_no_other():
    incident = an_incident()
    ends_later = a_closed_call(closes_at=ENDED + HOUR, opens_at=NOW - 100 * HOUR)
    good, bad = a_victim(), a_victim(ends_later)
    until = NOW + HOUR

    assert relieved(incident, good, bad, until=until) == {
        good.number: True,
        bad.number: True,
    }
    assert relieved(an_incident(), a_victim(), until=NOW - HOUR).popitem()[1] is False


def test_who_was_not_hit_cannot_be_selected():
    elsewhere = a_victim(a_call(closes_at=NOW + 240 * HOUR))

    assert relieved(an_incident(), elsewhere) == {}
    assert not Extension.objects.exists()


def test_an_officer_gives_time_in_the_own_program_only():
    own, other = a_program(), a_program()
    mine, theirs = (a_victim(a_closed_call(program=p)) for p in (own, other))
    officer, incident = a_user(Role.OFFICER, at=own), an_incident()

    assert numbers(incident, officer) == {mine.number}
    assert relieved(incident, mine, theirs, by=officer) == {mine.number: True}


def test_rights_reason_and_window_are_asked_for():
    incident, victim = an_incident(), a_victim()

    for by in (a_user(Role.FINANCE), a_user(Role.CHECKER)):
        with pytest.raises(PermissionDenied):
            relieved(incident, victim, by=by)
        with pytest.raises(PermissionDenied):
            an_incident(by=by)
    for wrong in (
        {"what": " "},
        {"ended_on": BEGAN},
        {"ended_on": NOW + HOUR},
        {"hours_after": 1_000},
    ):
        with pytest.raises(Refusal):
            an_incident(**wrong)
    with pytest.raises(Refusal):
        relieved(incident, victim, reason=" ")


def test_incidents_and_what_was_given_stay_on_record():
    incident, victim = an_incident(), a_victim()
    relieved(incident, victim)
    applications.report_trouble(
        victim,
        Trouble.FAILED_SAVE,
        happened_on=NOW,
        by=a_user(Role.COMPANY_EDITOR, at=victim.company),
        at=NOW,
    )
    connection.check_constraints()

    for table, name in (
        ("programs_incident", "incident"),
        ("programs_relief", "relief"),
        ("programs_troublereport", "trouble_report"),
    ):
        kept = f"{name}_is_append_only"
        assert broken(lambda t=table: sql(f"DELETE FROM {t}")) == kept  # noqa: S608  # names of ours
        assert broken(lambda t=table: sql(f"UPDATE {t} SET id = id")) == kept  # noqa: S608  # as above


def test_a_report_is_kept_once_and_only_of_those_who_write():
    victim = a_victim()
    editor = a_user(Role.COMPANY_EDITOR, at=victim.company)
    told = {"happened_on": BEGAN, "at": NOW}

    reports = {
        applications.report_trouble(victim, Trouble.FAILED_SAVE, by=editor, **told)
        for _ in range(2)
    }

    assert len(reports) == 1
    stranger = a_user(Role.COMPANY_EDITOR, at=a_company())
    with pytest.raises(PermissionDenied):
        applications.report_trouble(victim, Trouble.FAILED_SAVE, by=stranger, **told)
    told["happened_on"] = NOW - timedelta(days=15)
    with pytest.raises(Refusal):
        applications.report_trouble(victim, Trouble.FAILED_SAVE, by=editor, **told)


def test_the_desk_shows_who_was_hit_and_gives_time_by_one_press(client):
    incident, victim, other = an_incident(), a_victim(), a_victim(saved_at=NOW)
    client.force_login(a_user(Role.OFFICER))
    client.cookies["django_language"] = "en"
    desk = reverse("admin:programs_incident_change", args=[incident.pk])
    assert "Who was hit" in client.get(desk).content.decode()
    page = desk.replace("/change/", "/hit/")

    shown = client.get(page).content.decode()
    empty = client.post(page, {"until_0": "", "until_1": "", "reason": ""})
    local = UNTIL + 8 * HOUR
    sent = {
        "rows": [victim.pk],
        "until_0": f"{local:%Y-%m-%d}",
        "until_1": f"{local:%H:%M:%S}",
        "reason": "停电",
    }
    answer = client.post(page, sent, follow=True)

    assert (victim.number in shown, other.number in shown) == (True, True)
    assert shown.count(" checked") == 1
    assert "Select at least one company." in empty.content.decode()
    assert f"{victim.number} {victim.company}: extended until" in (
        answer.content.decode()
    )
    assert Relief.objects.get().company == victim.company


def test_the_desk_records_an_incident(client):
    client.force_login(a_user(Role.OFFICER))
    sent = {
        "began_on_0": "2026-06-10",
        "began_on_1": "10:00:00",
        "ended_on_0": "2026-06-10",
        "ended_on_1": "12:00:00",
        "what": "停电",
        "hours_after": "24",
        "reliefs-TOTAL_FORMS": 0,
        "reliefs-INITIAL_FORMS": 0,
    }

    client.post(reverse("admin:programs_incident_add"), sent)

    incident = Incident.objects.get()
    assert (incident.what, incident.recorded_by is not None) == ("停电", True)


@pytest.mark.parametrize("role", [Role.CHECKER, Role.AUDITOR])
def test_who_only_reads_gives_no_time(client, role):
    incident, victim = an_incident(), a_victim()
    client.force_login(a_user(role))
    desk = reverse("admin:programs_incident_change", args=[incident.pk])

    page = client.get(desk.replace("/change/", "/hit/"))

    assert client.get(desk).status_code == 200
    assert page.status_code == 403
    assert victim.number not in page.content.decode()


def test_a_browser_tells_how_often_and_how_long_it_could_not_save(client):
    victim = a_victim()
    page = reverse("application-troubles", args=[victim.number])
    client.force_login(a_user(Role.COMPANY_EDITOR, at=victim.company))
    sent = {"content_type": "application/json"}

    kept = client.post(page, {"count": 4, "ago": 90.5}, **sent)
    wrong = [
        client.post(page, told, **sent).status_code
        for told in ([], {"count": 0, "ago": 1}, {"count": 1, "ago": -1}, {"ago": "x"})
    ]

    report = TroubleReport.objects.get()
    assert (kept.status_code, wrong) == (204, [400] * 4)
    assert (report.count, report.reported_at - report.happened_on) == (
        4,
        timedelta(seconds=90.5),
    )


def test_nobody_reports_for_somebody_else(client):
    victim = a_victim()
    client.force_login(a_user(Role.COMPANY_EDITOR, at=a_company()))

    answer = client.post(reverse("application-troubles", args=[victim.number]))

    assert (answer.status_code, TroubleReport.objects.count()) == (404, 0)
