"""What an award is worth, step by step; cents are neither lost nor invented."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import CENT, matched, split
from programs.awards.queries import derivation
from programs.catalogue.kinds import KINDS
from programs.catalogue.rules import Derivation, Kind, Step, post_subsidy, sources
from programs.models import Award
from tests.programs.stages import awarded

CEILING = Decimal(5_000_000)
AMOUNTS = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
RATIOS = st.decimals(Decimal(0), Decimal(1), places=3)


def worth(kind: str, company_type: str, ceiling: Decimal = CEILING, **inputs) -> int:
    found = KINDS[kind].derive(company_type, inputs, ceiling, "2026")
    assert found.steps[-1].figure == found.amount
    return int(found.amount)


@pytest.mark.parametrize(
    ("spending", "subsidy"),
    [(5, 250_000), (80, 4_000_000), (100, 5_000_000), (300, 10_000_000),
     (500, 15_000_000), (800, 21_000_000), (1000, 25_000_000)],
)  # fmt: skip
def test_the_brackets_of_the_post_subsidy(spending, subsidy):
    yuan = Decimal(spending) * 1_000_000

    assert int(post_subsidy(yuan)) == subsidy
    capped = min(subsidy, 5_000_000)
    assert worth("role-model-award", "tech", spending=str(yuan)) == capped


@pytest.mark.parametrize(
    ("company_type", "inputs", "amount"),
    [
        ("tech", {"subsidy": "7100000.00"}, 5_000_000),
        ("high_growth", {"subsidy": "3000000"}, 3_000_000),
        ("model", {}, 1_000_000),
        ("platform", {}, 1_000_000),
    ],
)
def test_role_models_receive_their_subsidy_or_a_flat_sum(company_type, inputs, amount):
    assert worth("role-model-award", company_type, **inputs) == amount


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        ({"recognition": "first", "entry": "yes", "spending": "100000000"}, 1_000_000),
        ({"recognition": "renewal", "spending": "9990000"}, 100_000),
        ({"recognition": "renewal", "spending": "10000000"}, 300_000),
        ({"recognition": "first", "spending": "50000000"}, 600_000),
    ],
)
def test_high_tech_enterprises_are_rewarded_once(inputs, amount):
    assert worth("hte-reward", "hte", Decimal(1_000_000), **inputs) == amount


def test_every_kind_says_what_its_formula_needs_and_divides_all_of_it():
    for kind in KINDS.values():
        assert sum(kind.tranches) == 100, kind.code
        assert not kind.pays or (kind.needs and kind.duties), kind.code


def test_a_staged_award_waits_for_reports_and_a_project_for_acceptance():
    staged, project = KINDS["role-model-award"], KINDS["rd-project"]

    assert "report_confirmed" not in staged.gates_of(1)
    assert "report_confirmed" in staged.gates_of(2)
    assert project.gates_of(2)[-1] == "milestone_met"
    assert (project.tranches, project.paper) == ((60, 40), "contract")


def flat(amount: int):
    return lambda *_: Derivation(Decimal(amount), (Step("flat", Decimal(amount)),))


def test_an_old_award_is_judged_by_the_rules_of_its_year():
    kind = Kind("k", "K", "K", types=(), formulas={"2021": flat(2), "2016": flat(1)})

    versions = ("2010", "2016", "2020", "2021", "2026")
    found = [int(kind.derive("", {}, CEILING, v).amount) for v in versions]
    assert found == [1, 1, 1, 2, 2]
    assert kind.rule_versions == ["2016", "2021"]


@given(AMOUNTS, RATIOS, st.lists(st.integers(1, 100), min_size=1, max_size=7))
def test_rounding_never_loses_or_invents_a_cent(amount, ratio, percents):
    city, district = matched(amount, ratio)
    parts = [*split(city, percents), *split(district, percents)]

    assert city + district == amount
    assert sum(parts) == amount
    assert min(parts) >= 0
    assert all(part == part.quantize(CENT) for part in parts)
    assert abs(city - amount * ratio) <= CENT / 2
    assert sum(step.figure for step in sources(amount, ratio)) == amount


@pytest.mark.django_db
def test_an_award_can_be_derived_again_from_what_was_frozen_with_it():
    award = awarded()
    award.program.__class__.objects.update(ceiling=Decimal(4_000_000), city_ratio=1)
    award = Award.objects.select_related("program").get(pk=award.pk)

    found = derivation(award)

    assert found.amount == award.amount
    assert [step.figure for step in found.steps[-2:]] == [
        award.city_amount, award.district_amount,
    ]  # fmt: skip
    assert all("%(" not in step.sentence for step in found.steps)
