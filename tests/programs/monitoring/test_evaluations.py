"""The final evaluation: D§1.7's vector through the form, two signatures, the paper."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.applications.rules import fingerprint
from programs.models import Evaluation
from programs.monitoring import actions
from programs.monitoring.queries.papers import page
from programs.printing.pdf import print_pdf
from tests.city import a_milestone, a_user, an_award, broken, sql

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
VECTOR = [
    ("output", "专利", 20, 100, 96, "positive"),
    ("output", "新产品", 15, 200, 200, "positive"),
    ("output", "单位成本", 15, 30, 36, "reverse"),
    ("effect", "带动就业", 20, 30, 28, "positive"),
    ("effect", "行业标准", 10, 5, 5, "positive"),
    ("satisfaction", "用户满意度", 10, 90, 88, "positive"),
]


def the_lines(vector=VECTOR) -> list[actions.Line]:
    return [
        actions.Line(section, title, *map(Decimal, numbers), direction=direction)
        for section, title, *numbers, direction in vector
    ]


@pytest.fixture
def evaluation() -> Evaluation:
    officer = a_user(Role.OFFICER)
    begun = actions.begin_evaluation(an_award(), by=officer, at=NOW)
    money = {"budget": Decimal(1_000_000), "spent": Decimal(870_000)}
    words = {"summary": "完成良好。", "advice": "单位成本高于目标。"}
    actions.fill_in(begun, **money, **words, lines=the_lines(), by=officer, at=NOW)
    actions.evaluate(begun, by=officer, at=NOW)
    return begun


def test_the_vector_is_signed_by_two(evaluation) -> None:
    leader = a_user(Role.LEADER)

    actions.countersign(evaluation, by=leader, at=NOW)

    evaluation.refresh_from_db()
    assert (evaluation.score, evaluation.grade) == (Decimal("93.84"), "excellent")
    assert evaluation.sha256 == fingerprint(evaluation.content)
    assert evaluation.countersigned_by_id == leader.pk


def test_one_person_does_not_sign_twice(evaluation) -> None:
    by = evaluation.evaluated_by_id
    statement = (
        "UPDATE programs_evaluation SET countersigned_by_id = %s, "
        "countersigned_at = now() WHERE id = %s"
    )
    score = "UPDATE programs_evaluation SET score = 100 WHERE id = %s"
    line = "UPDATE programs_evaluationline SET actual = 1 WHERE evaluation_id = %s"

    again = broken(lambda: sql(statement, by, evaluation.pk))

    assert again == "evaluation_signed_by_another"
    stands = "evaluation_stands_once_signed"
    assert broken(lambda: sql(score, evaluation.pk)) == stands
    lines = broken(lambda: sql(line, evaluation.pk))
    assert lines == "evaluation_lines_stand_once_signed"


def test_a_form_that_is_not_full_is_not_signed() -> None:
    officer = a_user(Role.OFFICER)
    award = an_award(decided_on=date(2022, 6, 15))
    a_milestone(award, 1, target=Decimal(3))
    a_milestone(award, 2, target=Decimal(3))
    a_milestone(award, 3, target=Decimal(3))
    begun = actions.begin_evaluation(award, by=officer, at=NOW)

    with pytest.raises(Refusal):
        actions.evaluate(begun, by=officer, at=NOW)

    assert sum(line.points for line in begun.lines.all()) == 50


def test_it_can_be_given_back_and_is_then_open_again(evaluation) -> None:
    actions.rework(evaluation, by=a_user(Role.LEADER), at=NOW, reason="请核对成本")

    assert (evaluation.status, evaluation.score) == ("draft", None)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_paper_prints_what_was_frozen(evaluation, language) -> None:
    printed = page(evaluation, language)

    assert print_pdf(printed).startswith(b"%PDF")
    facts = dict(printed["blocks"][0]["pairs"])
    assert "93.84 / 100" in facts.values()
    assert len(printed["signed"]) == 2
