"""Public notices for everyone, objections by name, and the desk that handles them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.models import Meeting, Objection, Proposal, PublicNotice
from programs.selection import actions
from programs.selection.queries.objections import receipt_code
from tests.city import a_call, a_program, a_user
from tests.programs.stages import (
    NOW,
    announced,
    decided,
    end_windows,
    in_notice,
    proposed,
    scored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDED = {
    "title_zh": "公示", "title_en": "Notice", "text_zh": "", "text_en": "",
    "issuer_zh": "广州市科技创新委员会", "contact": "规划处", "phone": "020-83124114",
    "address": "广州市府前路1号", "basis": "穗办规〔2016〕10号",
}  # fmt: skip
TOLD = {
    "signed_with": "real_name",
    "objector": "Li Lei",
    "contact": "020-12345678",
    "content": "The patent is not theirs.",
    "truth": "on",
}


@pytest.fixture
def client(client):
    cache.clear()
    client.cookies["django_language"] = "en"
    return client


def on_notice() -> PublicNotice:
    return in_notice(decided(), at=datetime.now(UTC))


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    for __ in range(count):
        on_notice()

    with django_assert_num_queries(2):  # count, rows
        page = client.get("/notices/").content.decode()

    assert page.count('scope="row"') == count
    last = PublicNotice.objects.latest("pk").last_day_to_object
    assert f"{last:%Y-%m-%d}" in page
    assert f"{last + timedelta(days=1):%Y-%m-%d}" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_notice_costs_the_same_for_one_company_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    call = a_call()
    notice = in_notice(*(decided(scored(call)) for __ in range(count)), at=NOW)

    with django_assert_num_queries(2):  # notice, how those on its list stand
        page = client.get(notice.get_absolute_url()).content.decode()

    for proposal in notice.proposals.all():
        company = proposal.application.company
        assert company.name in page
        assert company.uscc not in page


def test_the_public_sees_no_notice_in_preparation(client) -> None:
    draft = actions.prepare(
        a_program(),
        slug="d",
        title={"en": "D"},
        proposals=[],
        by=a_user(Role.OFFICER),
        at=NOW,
    )

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/notices/{draft.pk}/").status_code == 404
    client.force_login(a_user(Role.OFFICER))
    assert client.get(f"/api/v1/notices/{draft.pk}/").json()["moves"] == ["publish"]


def test_a_replaced_notice_leads_to_the_one_that_stands(client) -> None:
    old = on_notice()
    new = actions.supersede(old, by=a_user(Role.OFFICER), at=NOW, reason="a typo")

    page = client.get(old.get_absolute_url()).content.decode()

    assert new.get_absolute_url() in page
    assert "nothing follows from it any more" in page
    assert old.content["list"][0]["company"] in page  # as it was published


def test_anyone_objects_by_name_and_gets_a_number(client) -> None:
    notice = on_notice()
    page = reverse("notice-object", args=[notice.slug])
    told = TOLD | {"proposal": notice.proposals.get().pk}

    answer = client.post(page, told, follow=True)

    objection = Objection.objects.get()
    receipt = answer.content.decode()
    assert objection.number in receipt
    assert receipt_code(objection.number) in receipt
    assert objection.proposal == notice.proposals.get()
    assert (objection.objector, objection.status) == ("Li Lei", "registered")


@pytest.mark.parametrize("missing", ["objector", "contact", "content", "truth"])
def test_what_an_objection_lacks_is_said_and_nothing_is_lost(client, missing) -> None:
    page = reverse("notice-object", args=[on_notice().slug])

    answer = client.post(page, {n: v for n, v in TOLD.items() if n != missing})

    text = answer.content.decode()
    assert "This field is required." in text
    kept = next(
        v for n, v in TOLD.items() if n not in (missing, "truth", "signed_with")
    )
    assert kept in text
    assert not Objection.objects.exists()


def test_an_objection_after_the_window_leads_back(client) -> None:
    notice = on_notice()
    end_windows(notice)
    page = reverse("notice-object", args=[notice.slug])

    assert client.post(page, TOLD).url == notice.get_absolute_url()
    assert not Objection.objects.exists()


def test_one_address_hands_in_a_few_an_hour(client) -> None:
    page = reverse("notice-object", args=[on_notice().slug])

    for __ in range(5):
        client.post(page, TOLD)
    answer = client.post(page, TOLD)

    assert "Too many objections from this address" in answer.content.decode()
    assert Objection.objects.count() == 5


def test_the_public_reads_notices_over_rest(client, django_assert_num_queries) -> None:
    notice = on_notice()

    with django_assert_num_queries(1):
        rows = client.get("/api/v1/notices/").json()["results"]
    one = client.get(f"/api/v1/notices/{notice.pk}/").json()

    assert [row["slug"] for row in rows] == [notice.slug]
    assert set(one["proposals"][0]) == {
        "number", "company", "district", "company_type", "amount", "status",
    }  # fmt: skip
    ask = {"content_type": "application/json"}
    closed = client.post(f"/api/v1/notices/{notice.pk}/close/", {}, **ask)
    assert closed.status_code in (401, 403)


# The desk ----------------------------------------------------------------------------


def at_desk(client, *roles: Role):
    user = a_user(*roles)
    client.force_login(user)
    return user


def listed(model: str) -> str:
    return reverse(f"admin:programs_{model}_changelist")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"), [("publicnotice", 5), ("objection", 5), ("meeting", 5)]
)
def test_a_list_of_the_desk_costs_the_same_for_one_and_for_many(
    client, model, queries, count, django_assert_num_queries
) -> None:
    program = a_program()
    call = a_call(program)
    for number in range(count):
        proposal = decided(scored(call))
        notice = in_notice(proposal, at=datetime.now(UTC))
        actions.register(
            notice,
            objector="Li",
            contact="020-83124114",
            content="x",
            at=NOW,
            proposal=proposal,
        )
        Meeting.objects.create(program=program, number=f"M{number}", held_on=NOW)
    at_desk(client, Role.OFFICER, Role.SUPERVISOR)

    with django_assert_num_queries(queries):
        assert client.get(listed(model)).status_code == 200


def test_a_list_is_proposed_decided_and_published_at_the_desk(client) -> None:
    application = scored()
    at_desk(client, Role.OFFICER)
    told = {"application": application.pk, "rank": "1", "subsidy": "3000000.01"}
    client.post(reverse("admin:programs_proposal_propose"), told)
    proposal = Proposal.objects.get()

    at_desk(client, Role.CHECKER)
    act = {"action": "decide", "_selected_action": [proposal.pk]}
    client.post(listed("proposal"), act)
    at_desk(client, Role.OFFICER)
    told = WORDED | {"program": proposal.program_id, "slug": "n1"}
    client.post(reverse("admin:programs_publicnotice_prepare"), told)
    notice = PublicNotice.objects.get()
    change = reverse("admin:programs_publicnotice_reword", args=[notice.pk])
    client.post(change, WORDED | {"title_en": "The list"})
    press = reverse("admin:programs_publicnotice_press", args=[notice.pk, "publish"])
    client.post(press)

    proposal.refresh_from_db()
    notice.refresh_from_db()
    assert (proposal.status, proposal.notice) == ("announced", notice)
    assert notice.title == {"zh-hans": "公示", "en": "The list"}
    assert client.post(change, WORDED).status_code == 403  # published meanwhile


def test_a_notice_is_corrected_at_the_desk(client) -> None:
    notice = on_notice()
    at_desk(client, Role.OFFICER)
    page = reverse("admin:programs_publicnotice_correct", args=[notice.pk])

    told = WORDED | {"title_zh": "更正公示", "title_en": ""}
    client.post(page, told | {"reason": "a name was misspelled"})
    version = PublicNotice.objects.get(replaces=notice)
    assert (version.status, version.title) == ("draft", {"zh-hans": "更正公示"})
    assert client.get(notice.get_absolute_url()).status_code == 200
    client.post(
        reverse("admin:programs_publicnotice_press", args=[version.pk, "publish"])
    )

    version.refresh_from_db()
    notice.refresh_from_db()
    assert (notice.status, version.status) == ("superseded", "published")


def test_whoever_proposed_does_not_decide_at_the_desk(client) -> None:
    both = at_desk(client, Role.OFFICER, Role.CHECKER)
    proposal = proposed(by=both)
    press = reverse("admin:programs_proposal_press", args=[proposal.pk, "decide"])

    answer = client.post(press, follow=True)

    assert "Whoever proposed this cannot decide" in answer.content.decode()


def test_who_objects_is_not_shown_to_other_staff(client) -> None:
    notice = on_notice()
    objection = actions.register(
        notice, objector="Li Lei", contact="020-83124114", content="x", at=NOW
    )
    page = reverse("admin:programs_objection_change", args=[objection.pk])

    for roles, status in (
        ([Role.CHECKER], 403), ([Role.LEADER], 403), ([Role.FINANCE], 403),
        ([Role.OFFICER], 200), ([Role.SUPERVISOR], 200), ([Role.AUDITOR], 200),
    ):  # fmt: skip
        at_desk(client, *roles)
        assert client.get(page).status_code == status, roles


def test_an_objection_is_aimed_and_decided_at_the_desk(client) -> None:
    notice = on_notice()
    objection = actions.register(
        notice, objector="Li Lei", contact="020-83124114", content="x", at=NOW
    )
    at_desk(client, Role.OFFICER)
    told = {"proposal": notice.proposals.get().pk}
    client.post(reverse("admin:programs_objection_aim", args=[objection.pk]), told)
    for verb, reason in (("take_up", ""), ("uphold", "it is so")):
        press = reverse("admin:programs_objection_press", args=[objection.pk, verb])
        client.post(press, {"reason": reason})

    assert Proposal.objects.get().status == "removed"


def test_meetings_are_recorded_once(client) -> None:
    program = announced().program
    at_desk(client, Role.OFFICER)
    told = {
        "program": program.pk,
        "number": "委会〔2026〕3号",
        "held_on": "2026-03-02",
        "proposals-TOTAL_FORMS": 0,
        "proposals-INITIAL_FORMS": 0,
    }

    for __ in range(2):
        client.post(reverse("admin:programs_meeting_add"), told)

    meeting = Meeting.objects.get()
    page = reverse("admin:programs_meeting_change", args=[meeting.pk])
    assert client.post(page, told | {"minutes": "changed"}).status_code == 403
