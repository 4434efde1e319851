"""The mails that applications leave: whole sentences in both languages, and a link."""

import pytest
from django.core import mail

from foundation.models import Message
from foundation.outbox import actions as outbox
from programs.applications import actions
from programs.calls import actions as calls
from tests.city import checked
from tests.programs.applications.scene import (
    a_district_officer,
    an_officer,
    asked_to_correct,
    in_review,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db
REASON = "材料“附件二” & 盖章不清"


def everything_that_is_told() -> None:
    officer, district = an_officer(), a_district_officer()
    back = submitted()
    actions.send_back(back.application, by=district, at=now(), reason=REASON)
    until = back.call.closes_at.replace(year=2099)
    calls.extend(back.call, back.company, until=until, reason="x", by=officer, at=now())
    calls.withdraw(back.call, by=officer, at=now(), reason=REASON)
    actions.refuse(submitted().application, by=district, at=now(), reason=REASON)
    wrong, right = in_review(), in_review()
    asked_to_correct(wrong, reason=REASON)
    checked(right.application)
    actions.pass_review(right.application, by=officer, at=now())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_mail_is_whole(language):
    everything_that_is_told()
    Message.objects.update(language=language)
    templates = set(Message.objects.values_list("template", flat=True))

    for message in outbox.claim(now()):
        assert outbox.send(message, now=now())

    assert templates == {
        "application_submitted",
        "application_returned",
        "application_extended",
        "application_call_withdrawn",
        "application_decided",
        "application_correction",
    }
    for letter in mail.outbox:
        text = f"{letter.subject}\n{letter.body}"
        assert len(letter.subject) < 80
        assert not any(mark in text for mark in ("{", "%", "&amp;", "None"))
    assert sum(REASON in letter.body for letter in mail.outbox) == 3
