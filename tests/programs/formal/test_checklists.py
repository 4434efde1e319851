"""The checklist: what rules fill, and what people answer."""

import pytest

from foundation.models import Entry
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.formal import actions, queries
from programs.formal.rules import ITEMS
from programs.models import Checklist
from tests.city import broken, sql
from tests.programs.applications.scene import (
    a_district_officer,
    an_officer,
    in_review,
    now,
    submitted,
)
from tests.programs.formal.scene import begun, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_checklist_has_the_items_of_the_field_in_their_order():
    checklist = begun()

    codes = list(queries.items(checklist).values_list("code", flat=True))

    assert codes == [each.code for each in ITEMS]
    assert len(codes) == 14


def test_a_rule_answers_what_the_data_allow_and_says_what_it_read():
    checklist = begun()

    entity = item(checklist, "entity")
    assert (entity.found, entity.answer, entity.answered_by) == ("pass", "met", None)
    assert "Registered in" in entity.read["en"]
    assert set(entity.read) == {"en", "zh-hans"}
    assert entity.read["en"] != entity.read["zh-hans"]
    assert item(checklist, "commitment").answer == "met"


def test_what_needs_eyes_is_left_open():
    checklist = begun()

    for code in ("accounts", "tax", "ip", "vc", "legibility", "bars", "uscc"):
        assert item(checklist, code).answer == "", code
    assert "计划书.pdf" in item(checklist, "legibility").read["zh-hans"]


def test_the_opinion_of_the_district_is_read():
    scene = submitted()
    by = a_district_officer()
    applications.recommend(scene.application, by=by, at=now(), opinion="经核查属实")

    checklist = begun(scene)

    read = item(checklist, "district")
    assert (read.found, read.answer) == ("pass", "met")
    assert "经核查属实" in read.read["en"]
    scene.application.refresh_from_db()
    assert scene.application.status == "formal_review"


def test_a_bar_found_by_the_registry_is_not_met_until_somebody_says_why():
    scene = in_review()
    company = scene.company
    type(company).objects.filter(pk=company.pk).update(registry_state="abnormal")
    checklist, officer = begun(scene), an_officer()
    found = item(checklist, "uscc")

    bare = actions.answer(checklist, {"uscc": ("met", "")}, by=officer, at=now())
    told = actions.answer(checklist, {"uscc": ("met", "已移出")}, by=officer, at=now())

    assert (found.found, found.answer) == ("fail", "not_met")
    assert "rules find" in bare[0]
    assert told == []
    assert item(checklist, "uscc").answered_by == officer


def test_the_database_wants_the_reason_as_well():
    begun()
    change = (
        "UPDATE programs_checklistitem SET answer = %s, found = %s WHERE code = 'ip'"
    )

    assert (
        broken(lambda: sql(change, "not_met", "needs_evidence"))
        == "checklist_item_says_what_is_not_met"
    )
    assert (
        broken(lambda: sql(change, "met", "fail"))
        == "checklist_item_says_why_a_rule_is_overruled"
    )


def test_whoever_begins_second_gets_the_same_checklist():
    scene = in_review()

    assert begun(scene) == begun(scene)
    assert Checklist.objects.count() == 1


def test_only_what_somebody_changed_bears_their_name():
    checklist, officer = begun(), an_officer()
    given = {each.code: (each.answer, each.note) for each in checklist.items.all()}

    actions.answer(checklist, given | {"ip": ("met", "")}, by=officer, at=now())

    signed = checklist.items.exclude(answered_by=None)
    assert [(each.code, each.answered_by) for each in signed] == [("ip", officer)]
    entry = Entry.objects.get(subject_type="programs.checklist", verb="answer")
    assert entry.details["items"] == ["ip"]


def test_it_is_not_handed_over_with_an_item_open():
    checklist = begun()

    with pytest.raises(Refusal) as refused:
        actions.conclude(checklist, by=an_officer(), at=now())

    assert refused.value.code == "items"
    assert "still open" in refused.value.sentence
