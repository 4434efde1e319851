"""What a company and the commission write about a case, and who has read it."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import Entry, Message
from foundation.outbox import actions as outbox
from foundation.outbox.queries import written
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.dashboard.queries import waiting
from programs.messages import actions
from programs.messages.queries import conversation, unread_by_staff, unread_of
from programs.models import CaseMessage, Enclosure, Reading
from tests.city import a_company, a_user, broken, sql
from tests.programs.applications.scene import (
    PDF,
    a_district_officer,
    a_scene,
    an_officer,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \u202e"


def write(scene, by, text="请问材料齐全吗？", **more) -> CaseMessage:
    return actions.write(scene.application, text, by=by, at=now(), **more)


def desk(user) -> dict[str, int]:
    return {found.wait.code: found.count for found in waiting(user, now())}


def test_a_message_of_a_company_waits_on_the_desk_until_somebody_reads_it():
    scene, officer = submitted(), an_officer()
    write(scene, scene.editor)
    write(scene, scene.admin)

    before = desk(officer)["messages"]
    actions.read(scene.application, by=officer, at=now())

    assert before == 2
    assert "messages" not in desk(officer)
    assert not unread_by_staff().exists()


def test_an_answer_reaches_the_companys_people_by_mail_and_page():
    scene, officer = submitted(), an_officer()
    write(scene, officer, "请补充说明。")

    told = Message.objects.filter(template="case_message")
    assert {message.user for message in told} == {scene.admin, scene.editor}
    assert unread_of(scene.admin, [scene.application.pk]) == {scene.application.pk: 1}
    actions.read(scene.application, by=scene.admin, at=now())
    assert unread_of(scene.admin, [scene.application.pk]) == {}
    assert unread_of(scene.editor, [scene.application.pk]) != {}


def test_only_those_of_the_commission_who_wrote_here_get_mail():
    scene, officer = submitted(), an_officer()
    an_officer()
    write(scene, officer)
    Message.objects.filter(template="case_message").delete()

    write(scene, scene.editor)

    assert Message.objects.get(template="case_message").user == officer


def test_both_see_how_far_the_other_has_read_and_the_company_no_names():
    scene, officer = submitted(), an_officer()
    write(scene, scene.admin)
    actions.read(scene.application, by=officer, at=now())
    write(scene, officer, "好")

    [first, second] = conversation(scene.application, scene.admin)

    assert (first.mine, second.mine, second.fresh) == (True, False, True)
    assert str(officer) not in {first.name, second.name, *first.readers}
    assert second.readers == [second.name]
    [__, theirs] = conversation(scene.application, officer)
    assert theirs.name == str(officer)


def test_reading_only_moves_on():
    scene, officer = submitted(), an_officer()
    write(scene, scene.admin)
    second = write(scene, scene.admin)
    actions.read(scene.application, by=officer, at=now())
    actions.read(scene.application, by=officer, at=now())

    assert Reading.objects.get(user=officer).until == second


def test_a_message_is_never_changed_or_removed():
    scene = submitted()
    write(scene, scene.admin)

    for statement in ("UPDATE programs_casemessage SET text = 'x'",
                      "DELETE FROM programs_casemessage"):  # fmt: skip
        assert broken(lambda said=statement: sql(said)) == "case_message_is_append_only"
    assert Entry.objects.get(verb="write").actor == scene.admin


def test_empty_messages_and_drafts_are_refused():
    scene, draft = submitted(), a_scene()

    with pytest.raises(Refusal) as empty:
        write(scene, scene.admin, "  \0 ")
    with pytest.raises(Refusal) as early:
        write(draft, draft.admin)

    assert (empty.value.code, early.value.code) == ("text", "draft")


def test_who_has_nothing_to_do_with_it_neither_reads_nor_writes(client):
    scene = submitted()
    write(scene, scene.admin)
    address = reverse("application-messages", args=[scene.application.number])

    others = [
        (a_user(Role.COMPANY_ADMIN, at=a_company()), 404),
        (a_district_officer(), 404),
        (a_user(Role.EXPERT), 403),
        (a_user(Role.AUDITOR), 200),
    ]
    for user, status in others:
        client.force_login(user)
        assert client.get(address).status_code == status
        with pytest.raises(PermissionDenied):
            write(scene, user)
    assert CaseMessage.objects.count() == 1


def test_hostile_words_are_shown_and_not_run(client):
    scene = submitted()
    write(scene, an_officer(), HOSTILE)
    client.force_login(scene.admin)

    page = client.get(reverse("application-messages", args=[scene.application.number]))

    text = page.content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in text
    letter = written(Message.objects.filter(template="case_message")[0])
    assert "<script>alert(1)</script> {{ 7*7 }}" in letter.body


def test_files_go_with_a_message_to_the_two_sides_only(client):
    scene, officer = submitted(), an_officer()
    client.force_login(scene.editor)
    page = reverse("application-messages", args=[scene.application.number])
    file = io.BytesIO(PDF)
    file.name = "说明.pdf"

    client.post(page, {"text": "见附件", "enclosed": [file]})
    check_waiting(now=now())
    enclosure = Enclosure.objects.get()
    address = reverse(
        "application-enclosure", args=[scene.application.number, enclosure.pk]
    )

    for user, status in ((officer, 200), (a_district_officer(), 404)):
        client.force_login(user)
        assert client.get(address).status_code == status
    other = submitted()
    client.force_login(other.admin)
    elsewhere = address.replace(scene.application.number, other.application.number)
    assert client.get(elsewhere).status_code == 404


def test_a_hostile_file_is_refused_and_the_words_stay(client):
    scene = submitted()
    client.force_login(scene.editor)
    page = reverse("application-messages", args=[scene.application.number])
    file = io.BytesIO(b"MZ\x90")
    file.name = "x.pdf"

    answer = client.post(page, {"text": "见附件", "enclosed": [file]})

    assert "见附件" in answer.content.decode()
    assert not CaseMessage.objects.exists()


def test_staff_find_unread_messages_in_their_list(client):
    scene = submitted()
    write(scene, scene.admin)
    client.force_login(an_officer())
    listing = reverse("admin:programs_casemessage_changelist")

    text = client.get(listing, {"unread": "yes"}).content.decode()

    assert scene.application.number in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_conversation_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    scene = submitted()
    officer = an_officer()
    for __ in range(count):
        write(scene, officer)
    actions.read(scene.application, by=scene.admin, at=now())
    client.force_login(scene.admin)
    page = reverse("application-messages", args=[scene.application.number])

    with django_assert_num_queries(10):
        client.get(page)


def test_a_withdrawn_application_can_still_be_written_about():
    scene = submitted()
    applications.withdraw(scene.application, by=scene.admin, at=now(), reason="x")

    assert write(scene, scene.admin).pk
    assert outbox.claim(now())
