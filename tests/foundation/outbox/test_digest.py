"""What people choose about their mail, and the digest that brings the rest."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from foundation.models import Entry, Message, Preference, User
from foundation.notifications.actions import prefer
from foundation.notifications.queries import stopped_by, wishes
from foundation.outbox import actions
from foundation.outbox.queries import stop_link, written
from foundation.outbox.rules import KINDS
from foundation.outbox.states import CHOSEN, How, Kind
from foundation.refusals import Refusal
from foundation.tasks import gather_digests, send_messages
from tests.city import a_user, at_once, broken, sql
from tests.programs.applications.scene import now
from tests.races.crowd import careful, won

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CASE = {"number": "BG1", "company": "木棉", "side": "staff", "path": "/x/"}


def wanting(how: str = How.DAILY, kind: str = Kind.CASE) -> User:
    user = a_user()
    prefer(user, {kind: how}, by=user, at=now())
    return user


def post(user: User, number: int = 1, template: str = "case_message", **told) -> None:
    for each in range(number):
        actions.post(
            template, to=user, key=f"{template}:{user.pk}:{each}:{told}", at=now(),
            **(CASE | {"text": f"第{each}条"} | told),
        )  # fmt: skip


def deliver(when=None) -> None:
    for message in actions.claim(when or now() + DAY):
        assert actions.send(message, now=now())


def test_without_a_choice_everything_is_sent_at_once():
    post(a_user())
    deliver()

    assert len(mail.outbox) == 1


def test_what_is_wanted_daily_comes_in_one_letter_each_message_once():
    user = wanting()
    post(user, 3)
    deliver()
    assert not mail.outbox

    tomorrow = now() + DAY
    assert [actions.gather(tomorrow), actions.gather(tomorrow)] == [1, 0]
    deliver()
    deliver()

    [letter] = mail.outbox
    assert "3" in letter.subject
    for each in range(3):
        assert letter.body.count(f"第{each}条") == 1


def test_what_comes_after_the_digest_is_in_the_next_one():
    user = wanting()
    post(user)
    actions.gather(now() + DAY)
    post(user, template="case_message", more="x")
    actions.gather(now() + DAY)
    actions.gather(now() + 2 * DAY)

    digests = Message.objects.filter(template="digest")
    assert [digest.digested.count() for digest in digests.order_by("pk")] == [1, 1]


def test_nothing_is_gathered_before_the_morning():
    post(wanting())

    assert actions.gather(now()) == 0
    assert Message.objects.filter(template="digest").count() == 0


def test_what_is_never_wanted_is_kept_and_not_sent():
    post(wanting(How.NEVER))
    actions.gather(now() + DAY)
    deliver()

    assert (Message.objects.count(), mail.outbox) == (1, [])


def test_what_the_rules_demand_is_always_sent_at_once():
    user = wanting(How.NEVER)
    for kind in CHOSEN:
        prefer(user, {kind: How.NEVER}, by=user, at=now())

    for template in ("application_submitted", "application_correction"):
        actions.post(template, to=user, key=template, at=now())
    actions.post("some_new_one", to=user, key="x", at=now())

    assert set(Message.objects.values_list("how", flat=True)) == {How.AT_ONCE}
    with translation.override("en"), pytest.raises(Refusal, match="sent at once"):
        prefer(user, {Kind.REQUIRED: How.NEVER}, by=user, at=now())


def test_the_database_puts_off_nothing_that_is_required():
    user = a_user()
    actions.post("application_submitted", to=user, key="x", at=now())

    daily = "UPDATE foundation_message SET how = 'daily'"
    assert broken(lambda: sql(daily)) == "message_required_goes_at_once"


def test_a_digest_that_was_gathered_and_not_sent_is_sent_by_the_next_worker():
    user = wanting()
    post(user, 2)
    actions.gather(now() + DAY)
    [message] = actions.claim(now() + DAY)  # and the worker is killed

    later = now() + DAY + timedelta(minutes=11)
    [again] = actions.claim(later)
    actions.send(again, now=later)
    actions.send(message, now=later)  # the dead one wakes: its lease has passed

    assert message.message_id == again.message_id
    assert {letter.extra_headers["Message-ID"] for letter in mail.outbox} == {
        again.message_id
    }


def test_a_gatherer_killed_half_way_leaves_nothing_half_gathered():
    post(wanting(), 2)

    def killed() -> None:
        with transaction.atomic():
            actions.gather(now() + DAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()

    assert not Message.objects.filter(template="digest").exists()
    assert actions.gather(now() + DAY) == 1
    assert Message.objects.get(template="digest").digested.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_gatherers_make_one_digest():
    post(wanting(), 5)
    tomorrow = now() + DAY

    at_once(*[lambda: actions.gather(tomorrow)] * 4)

    assert Message.objects.get(template="digest").digested.count() == 5


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_gatherers_who_only_look_make_four():
    user = wanting()
    post(user)
    keys = iter("abcd")

    outcomes = careful(
        lambda: not Message.objects.filter(template="digest").exists(),
        lambda: Message.objects.create(
            key=next(keys), to=user.email, template="digest", language="en",
            kind=Kind.DIGEST, available_at=now(),
        ),
        4,
    )  # fmt: skip

    assert won(outcomes) == 4


def test_the_tasks_do_the_same_by_themselves():
    user = wanting()
    post(user)
    Message.objects.update(created_at=now() - 2 * DAY)

    gather_digests()
    send_messages()
    gather_digests()
    send_messages()

    assert len(mail.outbox) == 1


def test_a_letter_says_why_it_came_and_how_to_stop_it():
    user = a_user()
    post(user)
    message = Message.objects.get()
    message.language = "en"

    letter = written(message)

    link = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in letter.body
    unsigned = slice(0, link.index(":", link.index("/stop/")))  # no second is in it
    assert link[unsigned] == stop_link(message)[unsigned]
    assert "/accounts/notifications/" in letter.body


def test_a_required_letter_cannot_be_stopped():
    user = a_user()
    actions.post(
        "member_added", to=user, key="x", at=now(), company="c", inviter="b", path="/"
    )

    letter = written(Message.objects.get())

    assert "List-Unsubscribe" not in letter.extra_headers
    assert "stop" not in letter.body


def test_hostile_words_stay_words():
    user = a_user()
    post(
        user, company="x\nBcc: evil@example.org", text="{{ site }}<b>&amp;</b>\r\nX: y"
    )

    letter = written(Message.objects.get())

    assert "\n" not in letter.subject
    assert "{{ site }}<b>&amp;</b>" in letter.body
    assert "Bcc" not in letter.message()


def test_opening_the_way_out_changes_nothing_and_its_button_does(client):
    user = a_user()
    post(user)
    address = stop_link(Message.objects.get()).removeprefix("http://testserver")

    opened = client.get(address)
    before = wishes(user)[Kind.CASE]
    pressed = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (opened.status_code, before, pressed.status_code) == (200, How.AT_ONCE, 200)
    assert wishes(user)[Kind.CASE] == How.NEVER
    assert Entry.objects.get(verb="prefer").actor == user


def test_nobody_forges_a_way_out(client):
    address = reverse("notifications-stop", args=["forged:token"])

    assert stopped_by("forged:token") is None
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_without_the_digest_what_was_in_it_is_not_sent(client):
    user = wanting()
    post(user)
    actions.gather(now() + DAY)
    link = stop_link(Message.objects.get(template="digest"))

    client.post(link.removeprefix("http://testserver"))

    assert wishes(user)[Kind.CASE] == How.NEVER
    assert wishes(user)[Kind.REMINDER] == How.AT_ONCE


def test_choices_are_kept_from_the_page(client):
    user = a_user()
    client.force_login(user)
    page = reverse("notifications")
    chosen = dict.fromkeys(map(str, CHOSEN), How.DAILY)

    text = client.get(page).content.decode()
    client.post(page, chosen)

    assert user.email in text
    assert set(wishes(user).values()) == {How.DAILY}
    assert Preference.objects.filter(user=user).count() == len(CHOSEN)


def test_every_kind_that_may_be_chosen_has_a_letter():
    assert set(KINDS.values()) == {*CHOSEN, Kind.DIGEST}


@pytest.mark.parametrize(("how", "sent"), [(How.NEVER, 0), (How.AT_ONCE, 1)])
def test_a_new_choice_holds_for_what_waits_for_the_digest(how, sent):
    user = wanting()
    post(user)

    prefer(user, {Kind.CASE: how}, by=user, at=now())
    actions.gather(now() + DAY)
    deliver()

    assert len(mail.outbox) == sent
