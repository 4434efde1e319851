"""Calendars of calls, read back by the rules of RFC 5545."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.calls import actions
from programs.models import Call
from tests.city import a_call, a_user, moved

pytestmark = pytest.mark.django_db
TITLE = {"en": "Stars; 2026, first\nround", "zh-hans": "标杆企业；2026年度，第一批" * 3}


def read(answer) -> list[dict[str, str]]:
    """The events of a feed: lines unfolded, texts unescaped."""
    raw = answer.content.decode()
    assert raw.endswith("END:VCALENDAR\r\n")
    assert "\n" not in raw.replace("\r\n", "")
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
    events, event = [], {}
    for line in raw.replace("\r\n ", "").split("\r\n"):
        name, __, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
        else:
            event[name] = re.sub(
                r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value
            )
    return events


def feed(client, call: Call | None = None, language: str = "en"):
    address = (
        reverse("call-calendar", args=[call.slug])
        if call
        else reverse("calls-calendar")
    )
    return client.get(f"{address}?language={language}")


def test_a_call_is_two_moments_with_escaped_texts(client):
    call = a_call(title=TITLE)

    opens, closes = read(feed(client, call))

    assert opens["UID"] == f"{call.slug}-opens@calls.kapok"
    assert closes["UID"] == f"{call.slug}-closes@calls.kapok"
    assert closes["SUMMARY"] == "Closes: Stars; 2026, first\nround"
    assert closes["DTSTART"] == f"{call.closes_at:%Y%m%dT%H%M%SZ}"
    assert closes["URL"] == f"http://testserver/calls/{call.slug}/"


def test_the_language_is_that_of_the_address(client):
    call = a_call(title=TITLE)

    (__, zh), (__, en) = (read(feed(client, call, code)) for code in ("zh", "en"))

    assert zh["SUMMARY"].endswith(TITLE["zh-hans"])
    assert en["SUMMARY"].endswith(TITLE["en"])
    assert zh["UID"] == en["UID"]


def test_a_change_keeps_the_identity_and_raises_the_sequence(client):
    call = a_call()
    before = read(feed(client, call))[1]
    later = call.closes_at + timedelta(days=3)

    actions.revise(call, closes_at=later, by=a_user(Role.OFFICER), at=datetime.now(UTC))
    after = read(feed(client, call))[1]

    assert (after["UID"], after["DTSTART"]) == (
        before["UID"],
        f"{later:%Y%m%dT%H%M%SZ}",
    )
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert after["DTSTAMP"] >= before["DTSTAMP"]


def test_a_call_that_was_withdrawn_is_cancelled_and_a_draft_is_not_told(client):
    gone, prepared = a_call(), Call.objects.get(pk=a_call().pk)
    moved(gone, "withdraw")
    draft = Call.objects.create(
        program=prepared.program,
        slug="draft",
        year=2026,
        title=TITLE,
        opens_at=prepared.opens_at,
        closes_at=prepared.closes_at,
    )

    told = {event["UID"]: event["STATUS"] for event in read(feed(client))}

    assert told[f"{gone.slug}-closes@calls.kapok"] == "CANCELLED"
    assert told[f"{prepared.slug}-closes@calls.kapok"] == "CONFIRMED"
    assert feed(client, draft).status_code == 404
    assert len(told) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_for_one_call_and_for_many(
    client, count, django_assert_num_queries
):
    for _ in range(count):
        a_call()

    with django_assert_num_queries(2):  # calls, what the journal says of them
        answer = feed(client)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(read(answer)) == 2 * count


def test_an_empty_calendar_is_one(client):
    assert read(feed(client)) == []
