"""Pages of the company and of the district: who sees what, and nothing is lost."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from programs.applications import actions
from programs.models import Application, Attachment, Call, Submission
from tests.city import a_company, a_user
from tests.programs.applications.scene import (
    ANSWERS,
    PDF,
    a_district_officer,
    a_scene,
    an_officer,
    an_open_call,
    asked_to_correct,
    filled_in,
    in_review,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def signed_in(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def posted(page, **answers):
    """What a browser would send of the form on this page, with these answers typed."""
    form = page.context["form"]
    values = {
        name: form[name].value()
        for name, field in form.fields.items()
        if getattr(field.widget, "input_type", "") != "file"
    }
    return {n: v for n, v in values.items() if v is not None} | answers


def url(page: str, scene, *more) -> str:
    return reverse(page, args=[scene.application.number, *more])


def test_beginning_leads_to_the_form_and_a_second_tab_to_the_same_one(client):
    call, company = an_open_call(), a_company()
    signed_in(client, a_user(Role.COMPANY_EDITOR, at=company))
    page = reverse("application-begin", args=[call.slug])
    chosen = {"company": company.pk, "company_type": "tech"}

    answers = [client.post(page, chosen) for tab in range(2)]

    application = Application.objects.get()
    edit = reverse("application-edit", args=[application.number])
    assert [answer["Location"] for answer in answers] == [edit, edit]


def test_nobody_begins_for_a_company_that_is_not_theirs(client):
    call, other = an_open_call(), a_company()
    signed_in(client, a_user(Role.COMPANY_EDITOR, at=a_company()))
    page = reverse("application-begin", args=[call.slug])

    answer = client.post(page, {"company": other.pk, "company_type": "tech"})

    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_an_incomplete_form_is_saved_with_its_files_and_its_gaps_are_listed(client):
    scene = a_scene()
    signed_in(client, scene.editor)
    page = client.get(url("application-edit", scene))
    sent = posted(page, pitch="木棉", staff="many", go="save")
    sent["plan"] = SimpleUploadedFile("计划书.pdf", PDF)

    answer = client.post(url("application-edit", scene), sent, follow=True)

    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers["staff"] == "many"
    assert Attachment.objects.get().file.name == "计划书.pdf"
    assert {gap.question for gap in answer.context["gaps"]} == {"staff", "truth"}
    assert "Write a number" in answer.content.decode()


def test_submitting_with_gaps_saves_and_links_every_gap(client):
    scene = a_scene()
    signed_in(client, scene.admin)
    page = client.get(url("application-edit", scene))

    answer = client.post(
        url("application-edit", scene),
        posted(page, pitch="木棉", go="submit"),
        follow=True,
    )

    found = set(re.findall(r'href="#(id_\w+)"', answer.content.decode()))
    assert {"id_staff", "id_plan", "id_truth"} <= found
    assert not Submission.objects.exists()


def test_a_complete_form_is_handed_in_and_answered_with_the_receipt(client):
    scene = filled_in(a_scene())
    signed_in(client, scene.admin)
    page = client.get(url("application-edit", scene))

    answer = client.post(
        url("application-edit", scene), posted(page, go="submit"), follow=True
    )

    receipt = Submission.objects.get()
    assert answer.request["PATH_INFO"] == url("application-receipt", scene)
    assert receipt.sha256 in answer.content.decode()
    assert receipt.snapshot["answers"] == ANSWERS


def test_what_two_people_typed_is_shown_to_the_second_and_overwrites_nothing(client):
    scene = a_scene()
    signed_in(client, scene.editor)
    page = client.get(url("application-edit", scene))
    actions.save(
        scene.application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now()
    )

    sent = posted(page, pitch="his", staff="7", go="submit")
    answer = client.post(url("application-edit", scene), sent)

    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers == {"pitch": "hers", "staff": "7"}
    assert "hers" in str(answer.context["form"].errors["pitch"])
    assert answer.context["form"]["pitch"].value() == "his"

    client.post(url("application-edit", scene), posted(answer, go="save"))

    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers["pitch"] == "his"


def test_an_answer_that_was_not_touched_does_not_undo_what_somebody_else_saved(client):
    scene = a_scene()
    signed_in(client, scene.editor)
    page = client.get(url("application-edit", scene))
    actions.save(
        scene.application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now()
    )

    answer = client.post(
        url("application-edit", scene), posted(page, staff="7", go="save")
    )

    scene.application.draft.refresh_from_db()
    assert answer.status_code == 302
    assert scene.application.draft.answers == {"pitch": "hers", "staff": "7"}


def test_a_hostile_file_is_refused_at_its_question_and_the_rest_is_saved(client):
    scene = a_scene()
    signed_in(client, scene.editor)
    page = client.get(url("application-edit", scene))
    sent = posted(page, staff="7", go="save")
    sent["plan"] = [
        SimpleUploadedFile("a.pdf", PDF),
        SimpleUploadedFile("b.pdf", b"<html>"),
    ]

    answer = client.post(url("application-edit", scene), sent)

    assert "b.pdf" in str(answer.context["form"].errors["plan"])
    assert [one.file.name for one in Attachment.objects.all()] == ["a.pdf"]
    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers == {"staff": "7"}


def test_a_file_is_taken_out_with_a_button_that_saves_as_well(client):
    scene = filled_in(a_scene())
    signed_in(client, scene.editor)
    page = client.get(url("application-edit", scene))
    sent = posted(page, staff="8", remove=str(Attachment.objects.get().pk))

    client.post(url("application-edit", scene), sent)

    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers["staff"] == "8"
    assert Attachment.objects.get().removed_by == scene.editor


def test_a_late_submission_says_so_and_the_draft_stays(client):
    scene = filled_in(a_scene())
    past = now() - timedelta(seconds=1)
    page = signed_in(client, scene.admin).get(url("application-edit", scene))
    Call.objects.filter(pk=scene.call.pk).update(closes_at=past)

    answer = client.post(
        url("application-edit", scene),
        posted(page, staff="13", go="submit"),
        follow=True,
        headers={"referer": "http://testserver" + url("application-edit", scene)},
    )

    scene.application.draft.refresh_from_db()
    assert "The call is not open" in answer.content.decode()
    assert scene.application.draft.answers["staff"] == "13"


def test_a_file_is_served_after_its_check_as_a_download_and_never_shown(client):
    scene = filled_in(a_scene())
    signed_in(client, scene.editor)
    page = url("application-file", scene, Attachment.objects.get().pk)

    assert client.get(page).status_code == 302
    check_waiting(now=now())
    answer = client.get(page)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


PAGES = ["application-detail", "application-edit", "application-receipt"]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_yours_does_not_exist(client, page):
    scene = submitted()
    strangers = [
        a_user(Role.COMPANY_ADMIN, at=a_company()),
        a_district_officer("440112"),
    ]

    codes = {
        signed_in(client, stranger).get(url(page, scene)).status_code
        for stranger in strangers
    }

    assert codes <= {403, 404}
    assert signed_in(client, strangers[0]).get(url(page, scene)).status_code == 404


def test_a_draft_is_seen_by_its_company_only(client):
    scene = filled_in(a_scene())
    page, file = url("application-detail", scene), Attachment.objects.get()
    check_waiting(now=now())

    for official in (an_officer(), a_district_officer()):
        signed_in(client, official)
        assert client.get(page).status_code == 404
        assert client.get(url("application-file", scene, file.pk)).status_code == 404
    assert signed_in(client, scene.editor).get(page).status_code == 200


def test_what_was_never_handed_in_stays_with_the_company_after_a_withdrawal(client):
    scene = filled_in(a_scene())
    actions.withdraw(scene.application, by=scene.admin, at=now(), reason="later")
    check_waiting(now=now())

    answer = signed_in(client, an_officer()).get(url("application-detail", scene))
    file = client.get(url("application-file", scene, Attachment.objects.get().pk))

    assert "木棉花开" not in answer.content.decode()
    assert (answer.status_code, file.status_code) == (200, 404)


def test_the_company_reads_the_reason_and_what_happens_next(client):
    scene = in_review()
    asked_to_correct(scene)

    page = signed_in(client, scene.admin).get(url("application-detail", scene))
    text = page.content.decode()

    assert "The city asks you to correct the application." in text
    assert text.count("更正附件二") == 2
    assert url("application-edit", scene) in text


def test_the_district_recommends_from_its_desk(client):
    scene = submitted()
    signed_in(client, a_district_officer())

    listing = client.get(reverse("district-desk"))
    sent = {"verb": "recommend", "opinion": "核实无误", "liable": "on"}
    answer = client.post(url("district-application", scene), sent)

    assert scene.application.number in listing.content.decode()
    assert answer["Location"] == reverse("district-desk")
    scene.application.refresh_from_db()
    assert scene.application.status == "recommended"


def test_another_districts_desk_shows_nothing_of_it(client):
    scene = submitted()
    signed_in(client, a_district_officer("440112"))

    assert not client.get(reverse("district-desk")).context["page_obj"].object_list
    assert client.get(url("district-application", scene)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_signed_out_sees_anything(client, page):
    answer = client.get(url(page, submitted()))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    call, company = an_open_call(), a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    official = a_district_officer()
    for __ in range(count):
        submitted(a_scene(call, company=company))
        call = an_open_call()

    for user, page in (
        (admin, "applications-mine"),
        (official, "district-applications"),
    ):
        signed_in(client, user)
        with django_assert_num_queries(3):  # user with grants, count, applications
            listing = client.get(reverse(page))
        assert len(listing.context["page_obj"].object_list) == count
