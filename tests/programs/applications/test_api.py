"""The same rules over REST: programs, calls, and applications from draft to receipt."""

import pytest
from rest_framework.test import APIClient

from foundation.accounts.permissions import Role
from programs.applications import actions
from programs.models import Application, Submission
from tests.city import a_call, a_company, a_program, a_user
from tests.programs.applications.scene import (
    ANSWERS,
    a_district_officer,
    a_scene,
    an_officer,
    an_open_call,
    filled_in,
    now,
    submitted,
)
from tests.programs.stages import scored

pytestmark = pytest.mark.django_db
ALL = "/api/v1/applications/"


def api(user=None) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    if user is not None:
        client.force_authenticate(user)
    return client


def one(scene, *more: str) -> str:
    return "/".join([f"{ALL}{scene.application.pk}", *more, ""])


def test_an_application_goes_from_its_draft_to_its_receipt():
    call, company = an_open_call(), a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    asked = {"call": call.pk, "company": company.pk, "company_type": "tech"}

    begun = api(admin).post(ALL, asked)
    again = api(admin).post(ALL, asked)
    draft = f"{ALL}{begun.data['id']}/draft/"
    saved = api(admin).patch(draft, {"revision": 0, "answers": {"staff": "many"}})
    refused = api(admin).post(f"{ALL}{begun.data['id']}/submit/")

    assert (begun.status_code, again.data["id"]) == (201, begun.data["id"])
    assert (saved.data["revision"], set(saved.data["objections"])) == (1, {"staff"})
    assert (refused.status_code, refused.data["code"]) == (409, "incomplete")
    assert refused["Content-Type"] == "application/problem+json"


def test_handing_in_over_rest_gives_the_receipt():
    scene = filled_in(a_scene())

    first = api(scene.admin).post(one(scene, "submit"))
    second = api(scene.admin).post(one(scene, "submit"))
    receipts = api(scene.admin).get(one(scene, "submissions"))

    assert (first.data["status"], second.status_code) == ("submitted", 200)
    assert [r["sha256"] for r in receipts.data] == [Submission.objects.get().sha256]
    assert receipts.data[0]["snapshot"]["answers"] == ANSWERS


def test_a_save_that_meets_another_is_refused_as_a_whole():
    scene = a_scene()
    actions.save(
        scene.application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now()
    )

    answer = api(scene.editor).patch(
        one(scene, "draft"),
        {"revision": 0, "answers": {"pitch": "his", "staff": "7"}},
    )

    draft = api(scene.editor).get(one(scene, "draft")).data
    assert (answer.status_code, answer.data["code"]) == (409, "conflict")
    assert draft["answers"] == {"pitch": "hers"}


def test_an_answer_that_is_a_structure_is_refused():
    scene = a_scene()

    answer = api(scene.editor).patch(
        one(scene, "draft"), {"revision": 0, "answers": {"pitch": {"a": [1]}}}
    )

    assert answer.status_code == 409


def test_a_move_is_offered_to_whoever_may_take_it_and_taken_once():
    scene = submitted()
    official = a_district_officer()

    offered = api(official).get(one(scene)).data["moves"]
    bare = api(official).post(one(scene, "recommend"))
    told = {"liable": True, "opinion": "属实"}
    first = api(official).post(one(scene, "recommend"), told)
    second = api(official).post(one(scene, "recommend"), told)

    assert bare.status_code == 400
    assert offered == ["recommend", "send_back", "refuse"]
    assert first.data["status"] == "recommended"
    assert scene.application.endorsements.get().opinion == "属实"
    assert (second.status_code, second.data["code"]) == (409, "moved_on")


def test_a_reason_is_demanded():
    scene = submitted()

    answer = api(a_district_officer()).post(one(scene, "refuse"), {"reason": ""})

    assert (answer.status_code, answer.data["code"]) == (409, "reason")


def test_what_is_not_yours_is_not_found_and_drafts_are_their_companys():
    draft, other = a_scene(), submitted()
    stranger = a_user(Role.COMPANY_ADMIN, at=a_company())

    assert api(stranger).get(one(other)).status_code == 404
    assert api(a_district_officer("440112")).get(one(other)).status_code == 404
    assert api(an_officer()).get(one(draft)).status_code == 404
    assert api(an_officer()).get(one(other, "draft")).status_code == 403
    assert api().get(ALL).status_code in {401, 403}
    assert [a["id"] for a in api(an_officer()).get(ALL).data["results"]] == [
        other.application.pk
    ]


def test_nobody_begins_for_another_company_over_rest():
    call, company = an_open_call(), a_company()
    stranger = a_user(Role.COMPANY_ADMIN, at=a_company())

    answer = api(stranger).post(
        ALL, {"call": call.pk, "company": company.pk, "company_type": "tech"}
    )

    assert answer.status_code == 403
    assert not Application.objects.exists()


def test_anyone_reads_the_published_calls_and_nobody_a_call_being_prepared():
    call = a_call()
    prepared = a_call()
    type(prepared).objects.filter(pk=prepared.pk).update(slug="secret")
    hidden = a_program().calls.create(
        slug="hidden",
        year=2026,
        title={"en": "Hidden"},
        opens_at=call.opens_at,
        closes_at=call.closes_at,
    )

    public = api().get("/api/v1/calls/").data["results"]

    assert {c["slug"] for c in public} == {call.slug, "secret"}
    assert all(c["moves"] == [] for c in public)
    assert api().get(f"/api/v1/calls/{hidden.pk}/").status_code == 404
    assert api(an_officer()).get(f"/api/v1/calls/{hidden.pk}/").status_code == 200


def test_programs_are_for_staff():
    program = a_program()
    stranger = a_user(Role.COMPANY_ADMIN, at=a_company())

    listed = api(an_officer()).get("/api/v1/programs/").data["results"]

    assert listed[0]["budget"] == str(program.budget)
    assert len(listed[0]["budget_lines"]) == 12
    assert api(stranger).get("/api/v1/programs/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_resources_cost_the_same_for_one_and_for_many(count, django_assert_num_queries):
    officer = an_officer()
    for __ in range(count):
        submitted()

    # grants and applications; grants, visible programs and calls; and budget lines
    for resource, queries in (("applications", 2), ("calls", 2), ("programs", 3)):
        client = api(type(officer).objects.get(pk=officer.pk))
        with django_assert_num_queries(queries):
            found = client.get(f"/api/v1/{resource}/")
        assert len(found.data["results"]) == count


def test_a_score_is_told_to_those_alone_who_read_scores():
    application = scored(score="81.40")
    applicant = a_user(Role.COMPANY_ADMIN, at=application.company)
    district = a_district_officer(application.company.district_id)

    def told(user) -> object:
        (row,) = api(user).get(ALL).data["results"]
        assert api(user).get(f"{ALL}{application.pk}/").data["score"] == row["score"]
        return row["score"]

    assert told(an_officer()) == "81.40"
    assert (told(applicant), told(district)) == (None, None)
