"""Each call from its applications to what was decided."""

from config.demo import (
    afterwards,
    agreements,
    applicants,
    applications,
    awards,
    checks,
    experts,
    money,
    owed,
    people,
    reviews,
    selection,
    support,
)
from config.demo.calls import Wave
from config.demo.firms import Firm
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from foundation.accounts.permissions import Role, ScopeKind

RUNNING = 3  # the call whose awards have been paid in part


def run(scene: Scene, firms: list[Firm]) -> list[applicants.Case]:
    """Call after call, since whoever is chosen does not come again."""
    pools = applicants.make_pools(scene, firms)
    if scene.part == 0:
        _sign_in(scene, pools.shown)
    pool = experts.make_experts(scene)
    found = []
    for wave in scene.waves:
        found += _call(scene, wave, pools, pool)
    return found


def _sign_in(scene: Scene, firm: Firm) -> None:
    """The company whose administrator and editor are among the sign-ins."""
    firm.account = scene.people["company"]
    here = ScopeKind.COMPANY
    people.grant(scene, firm.account, Role.COMPANY_ADMIN, here, firm.key)
    people.grant(scene, scene.people["editor"], Role.COMPANY_EDITOR, here, firm.key)
    afterwards.name_agents(scene, firm.key)


def _show_awards(scene: Scene, granted: list[awards.Granted]) -> None:
    """Among the sign-ins is somebody of awarded companies: one whose award runs, one
    that is to sign; a third owes money back.
    """
    who, here = scene.people["awarded"], ScopeKind.COMPANY
    running = [each for each in granted if each.turn == RUNNING][:1]
    unsigned = [each for each in granted if not each.verbs][:1]
    for each in running + unsigned:
        people.grant(scene, who, Role.COMPANY_ADMIN, here, each.chosen.case.firm.key)


def _call(
    scene: Scene, wave: Wave, pools: applicants.Pools, pool: list[experts.Member]
) -> list[applicants.Case]:
    dice = scene.dice(wave.slug)
    cases = applicants.cases_of(scene, dice, wave, pools)
    reviews.judge(scene, dice, wave, cases, pool)
    applicants.settle(cases)
    applications.write_applications(scene, dice, cases)
    checks.write_checks(scene, cases)
    reviews.write_reviews(scene, dice, wave, cases, pool)
    chosen = selection.select(scene, dice, Timeline(scene, wave), cases)
    if wave.plan.kind.pays:
        granted = awards.award(scene, dice, chosen)
        if scene.part == 0:
            _show_awards(scene, granted)
        agreements.agree(scene, scene.dice(f"{wave.slug} agreed"), granted)
        owed.owe(scene, scene.dice(f"{wave.slug} owed"), granted)
        money.pay(scene, dice, granted)
    else:
        support.support(scene, dice, chosen)
    scene.writer.settle()
    reviews.set_dates(scene, wave, cases)
    pools.chosen |= {case.firm.uscc for case in cases if case.fate == "approved"}
    return cases
