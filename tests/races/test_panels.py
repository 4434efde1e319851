"""Two witnesses at one draw, and an expert who leaves while applications go out."""

from typing import Any

import pytest

from foundation.accounts.permissions import Role
from programs.models import Assignment, DrawConfirmation, Panel, Seat
from programs.panels import actions, queries
from programs.reviews.actions import giving
from tests.city import a_user, at_once
from tests.programs.panels.test_panels import SEED, a_pool, planned
from tests.programs.stages import NOW, an_expert, convened, eligible
from tests.races.crowd import CROWD, careful, without, won

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def drawn_panel() -> Panel:
    a_pool()
    officer = a_user(Role.OFFICER)
    panel = planned(by=officer)
    actions.draw(panel, **SEED, by=officer, at=NOW)
    return panel


def test_of_many_witnesses_one_confirms_and_nobody_is_seated_twice() -> None:
    panel = drawn_panel()
    witnesses = [a_user(Role.SUPERVISOR) for __ in range(CROWD)]

    def confirm(by: Any) -> None:
        actions.confirm(Panel.objects.get(pk=panel.pk), by=by, at=NOW)

    outcomes = at_once(*(lambda by=by: confirm(by) for by in witnesses))

    assert won(outcomes) == 1
    assert (DrawConfirmation.objects.count(), Seat.objects.count()) == (1, 10)


def test_control_careful_witnesses_seat_somebody_twice() -> None:
    panel = drawn_panel()
    draw = queries.last_draw(panel)
    assert draw is not None
    place = {"panel": panel, "draw": draw, "expert_id": int(draw.result[0])}

    with without(Seat, "seat_once_per_draw", "seat_after_the_draw_is_confirmed"):
        careful(
            lambda: not Seat.objects.exists(),
            lambda: Seat.objects.create(**place, position=1),
            CROWD,
        )
        assert Seat.objects.count() > 1


@pytest.mark.parametrize("_again", range(4))
def test_whoever_leaves_while_applications_go_out_judges_nothing(_again) -> None:
    for __ in range(6):
        an_expert()
    officer = a_user(Role.OFFICER)
    panel = convened(eligible(), size=3, reserves=3, by=officer)
    seat = panel.seats.select_related("expert__user").order_by("position")[0]

    at_once(
        lambda: actions.decline(seat, by=seat.expert.user, at=NOW, reason="Ill."),
        lambda: giving.give_out(Panel.objects.get(pk=panel.pk), by=officer, at=NOW),
    )

    holding = set(Assignment.objects.counted().values_list("expert", flat=True))
    assert holding in ({s.expert_id for s in queries.sitting(panel)}, set())
