"""Each receiver gets each issue once, and only while entitled to it."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from foundation.accounts.permissions import Role
from foundation.models import RoleGrant
from programs.models import Delivery
from programs.reports import actions, mails, rules
from programs.reports.states import DeliveryState
from tests import city
from tests.city import at_once
from tests.programs.reports import scene

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """A mail server that answers as it is told."""

    def __init__(self) -> None:
        self.answer, self.mails = "250 OK", list[str]()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd looks for this name
        if self.answer.startswith("250"):
            self.mails.append(envelope.content.decode())
        return self.answer


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with serving(Sink()) as (sink, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield sink


@contextmanager
def serving(sink: Sink) -> Iterator[tuple[Sink, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def deliver_all(now: Any = scene.SOON_AFTER) -> int:
    count = 0
    while actions.deliver_next(now):
        count += 1
    return count


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_each_receiver_gets_both_files_in_their_language():
    scene.an_issue(scene.a_reader("en"), scene.a_reader("zh-hans"))

    assert deliver_all() == 2

    english, chinese = mail.outbox
    names = [a[0] for a in english.attachments if isinstance(a, tuple)]
    assert names == ["R4-2026-00001-en.pdf", "R4-2026-00001-en.xlsx"]
    assert "Incubator operation" in english.subject
    assert "孵化载体运行情况" in chinese.subject
    assert "http://testserver/reports/R4-2026-00001/" in chinese.body
    pdf = english.attachments[-2]
    assert pdf[1].startswith(b"%PDF")
    assert states() == [DeliveryState.SENT] * 2


def test_a_redelivered_task_finds_nothing_to_send():
    scene.an_issue(scene.a_reader())

    assert (deliver_all(), deliver_all(), len(mail.outbox)) == (1, 0, 1)


@pytest.mark.race
def test_simultaneous_workers_send_each_mail_once():
    scene.an_issue(*[scene.a_reader() for _ in range(6)])

    at_once(*[deliver_all] * 3)

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids)) == 6


def test_who_lost_the_right_meanwhile_is_not_sent_anything():
    reader = scene.a_reader()
    scene.an_issue(reader)
    secadmin = city.a_user(Role.SECADMIN)
    RoleGrant.objects.filter(user=reader).update(
        ended_at=scene.SOON_AFTER, ended_by=secadmin
    )

    deliver_all()

    assert mail.outbox == []
    assert states() == [DeliveryState.REFUSED]


def test_who_was_locked_out_meanwhile_is_not_sent_anything():
    reader = scene.a_reader()
    scene.an_issue(reader)
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)

    deliver_all()

    assert (mail.outbox, states()) == ([], [DeliveryState.REFUSED])


def test_the_dead_leave_a_row_that_is_sent_again_under_the_same_id():
    scene.an_issue(scene.a_reader())
    dead = actions.claim_delivery(scene.SOON_AFTER)
    assert dead is not None
    assert states() == [DeliveryState.SENDING]
    assert deliver_all(scene.SOON_AFTER + rules.LEASE - timedelta(seconds=1)) == 0

    assert deliver_all(scene.SOON_AFTER + rules.LEASE) == 1

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)
    assert mail.outbox[0].extra_headers["Message-ID"] == dead.message_id


def test_who_lost_the_lease_does_not_write_over_the_outcome():
    scene.an_issue(scene.a_reader())
    slow = actions.claim_delivery(scene.SOON_AFTER)
    assert slow is not None
    deliver_all(scene.SOON_AFTER + rules.LEASE)
    sent = Delivery.objects.get()

    slow.user.is_active = False
    actions.deliver(slow, now=scene.SOON_AFTER)

    assert Delivery.objects.get().sent_on == sent.sent_on
    assert states() == [DeliveryState.SENT]


def test_a_busy_server_is_asked_again_later(sink):
    scene.an_issue(scene.a_reader())
    sink.answer = "451 try later"

    assert deliver_all() == 1  # and not again at once

    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.sent_on) == (DeliveryState.WAITING, None)
    assert waiting.retry_after > scene.SOON_AFTER
    assert "451" in waiting.last_error
    sink.answer = "250 OK"
    deliver_all(waiting.retry_after)
    assert (states(), len(sink.mails)) == ([DeliveryState.SENT], 1)
    assert waiting.message_id in sink.mails[0]


def test_after_some_attempts_a_delivery_is_given_up(sink):
    scene.an_issue(scene.a_reader())
    sink.answer, now = "451 try later", scene.SOON_AFTER

    for _ in range(rules.ATTEMPTS):
        deliver_all(now)
        now = Delivery.objects.get().retry_after

    assert states() == [DeliveryState.FAILED]
    assert deliver_all(now + timedelta(days=1)) == 0


def test_a_final_no_of_the_server_is_taken_as_one(sink):
    scene.an_issue(scene.a_reader())
    sink.answer = "554 no such mail here"

    deliver_all()

    assert states() == [DeliveryState.FAILED]


def test_an_address_that_does_not_exist_is_given_up_and_a_full_one_is_not():
    gone = smtplib.SMTPRecipientsRefused({"a@b": (550, b"unknown")})
    full = smtplib.SMTPRecipientsRefused({"a@b": (452, b"full")})

    assert actions.delivering._is_final(gone)
    assert not actions.delivering._is_final(full)


def test_files_too_large_for_a_mail_stay_behind_the_link(monkeypatch):
    monkeypatch.setattr(mails, "LARGEST", 1000)
    scene.an_issue(scene.a_reader("en"))

    deliver_all()

    names = [a[0] for a in mail.outbox[0].attachments if isinstance(a, tuple)]
    assert names == []
    assert "/reports/R4-2026-00001/" in mail.outbox[0].body


def test_a_server_that_is_down_costs_nothing_but_time(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    scene.an_issue(scene.a_reader())

    deliver_all()

    assert "ConnectionRefusedError" in Delivery.objects.get().last_error
    assert states() == [DeliveryState.WAITING]
