"""A panel at the staff's desk, by buttons alone, and what nobody sees too early."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.permissions import Role
from programs.models import Assignment, Draw, Panel, Seat
from tests.city import a_call, a_user, give
from tests.programs.panels.test_panels import a_pool
from tests.programs.stages import an_expert, convened, drawn, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SEED = {"seed": "3-1-4-1-5"}
SOURCE = "Lottery of 24 November"


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"admin:programs_{name}", args=args)


def plan(**changed: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "name": "First panel", "pool": "general", "size": "5", "reserves": "5",
        "finance": "1", "investment": "1", "outside": "0",
        "starts_on": today.isoformat(),
        "due_on": (today + timedelta(days=21)).isoformat(),
        "seed_source": SOURCE,
    } | changed  # fmt: skip


def test_a_panel_from_the_plan_to_the_hands_of_experts_by_buttons(client) -> None:
    a_pool()
    call = a_call()
    group = [eligible(call) for __ in range(3)]
    officer, witness = a_user(Role.OFFICER), a_user(Role.SUPERVISOR)
    client.force_login(officer)
    assert "Plan a panel" in client.get(page("panel_changelist")).content.decode()
    client.post(page("panel_plan_panel"), plan(call=str(call.pk)))
    panel = Panel.objects.get()
    here = page("panel_change", panel.pk)

    assert SOURCE in client.get(here).content.decode()
    asked = client.get(page("panel_draw_experts", panel.pk)).content.decode()
    assert f"seed: the result of “{SOURCE}”" in asked
    assert 'name="seed_source"' not in asked
    client.post(page("panel_draw_experts", panel.pk), SEED)
    names = [each["name"] for each in Draw.objects.get().pool]
    hidden = client.get(here).content.decode()
    assert "The names are hidden." in hidden
    assert not any(name in hidden for name in names)
    assert page("panel_press", panel.pk, "confirm") not in hidden

    client.force_login(witness)
    compared = client.get(here).content.decode()
    assert page("panel_press", panel.pk, "confirm") in compared
    assert f"announced source: <strong>{SOURCE}</strong>" in compared
    assert f"seed: <strong>{SEED['seed']}</strong>" in compared
    client.post(page("panel_press", panel.pk, "confirm"))
    seated = [seat.expert.user.name for seat in Seat.objects.filter(status="invited")]
    assert len(seated) == 5
    told = client.get(here).content.decode()
    assert all(name in told for name in seated)

    client.force_login(officer)
    giving = page("panel_giving", panel.pk)
    assert page("panel_preview", panel.pk) in client.get(here).content.decode()
    shown = client.get(giving).content.decode()
    assert "15 assignments would be made" in shown
    assert "5 members have not answered the invitation yet." in shown
    mark = shown.split('name="seen" value="')[1].split('"')[0]
    client.post(giving, {"seen": mark})

    assert Assignment.objects.count() == 15
    assert {each.application for each in Assignment.objects.all()} == set(group)


def test_a_plan_that_departs_from_the_rules_asks_why_on_the_form(client) -> None:
    call = eligible().call
    client.force_login(a_user(Role.OFFICER))
    asked = plan(call=str(call.pk), size="4", reserves="4")

    answer = client.post(page("panel_plan_panel"), asked).content.decode()

    assert "An even number of experts judges an application." in answer
    client.post(page("panel_plan_panel"), asked | {"deviation": "A small field."})
    assert Panel.objects.get().deviation == "A small field."


def test_rules_and_applications_change_until_the_draw(client) -> None:
    call = a_call()
    first, second = eligible(call), eligible(call)
    client.force_login(a_user(Role.OFFICER))
    client.post(page("panel_plan_panel"), plan(call=str(call.pk)))
    panel = Panel.objects.get()

    client.post(page("panel_change_rules", panel.pk), plan(size="7", reserves="7"))
    client.post(page("panel_choose_applications", panel.pk), {"chosen": [first.pk]})

    panel.refresh_from_db()
    assert panel.size == 7
    assert [case.application for case in panel.cases.all()] == [first]
    assert second.panel_cases.count() == 0


def test_what_the_pool_lacks_is_said_at_the_draw(client) -> None:
    an_expert()
    call = eligible().call
    client.force_login(a_user(Role.OFFICER))
    client.post(page("panel_plan_panel"), plan(call=str(call.pk)))
    panel = Panel.objects.get()

    answer = client.post(page("panel_draw_experts", panel.pk), SEED).content.decode()

    assert "0 experts for finance are free; 1 are asked for." in answer
    panel.refresh_from_db()
    assert panel.status == "planned"


def test_a_draw_names_nobody_before_its_confirmation(client) -> None:
    a_pool()
    call = eligible().call
    client.force_login(a_user(Role.OFFICER))
    client.post(page("panel_plan_panel"), plan(call=str(call.pk)))
    panel = Panel.objects.get()
    client.post(page("panel_draw_experts", panel.pk), SEED)
    draw = Draw.objects.get()

    hidden = client.get(page("draw_change", draw.pk)).content.decode()

    assert "Hidden until a second person has confirmed the draw." in hidden
    assert not any(each["name"] in hidden for each in draw.pool)
    assert client.get(page("draw_record", draw.pk)).status_code == 404
    client.force_login(a_user(Role.SUPERVISOR))
    client.post(page("panel_press", panel.pk, "confirm"))
    told = client.get(page("draw_change", draw.pk)).content.decode()
    assert f"manage.py replay_draw {draw.pk}" in told
    record = client.get(page("draw_record", draw.pk)).json()
    assert record["members"] == draw.result


def test_a_member_is_replaced_at_their_seat(client) -> None:
    for __ in range(3):
        an_expert()
    drawn(eligible(), size=2, reserves=1)
    seat = Seat.objects.filter(status="invited").first()
    assert seat is not None
    client.force_login(a_user(Role.OFFICER))

    client.post(page("seat_press", seat.pk, "excuse"), {"reason": "In hospital."})

    seat.refresh_from_db()
    assert seat.status == "excused"
    assert Assignment.objects.counted().count() == 2


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.LEADER])
def test_readers_find_no_button_to_draw_or_give(client, role) -> None:
    an_expert()
    panel = convened(eligible(), size=1)
    client.force_login(a_user(role))

    assert client.get(page("panel_giving", panel.pk)).status_code == 403
    told = client.get(page("panel_change", panel.pk)).content.decode()
    assert page("panel_preview", panel.pk) not in told
    assert page("panel_press", panel.pk, "discard") not in told
    assert not Assignment.objects.exists()


def test_an_officer_of_another_program_finds_no_panel(client) -> None:
    an_expert()
    panel = convened(eligible(), size=1)
    client.force_login(a_user(Role.OFFICER, at=a_call().program))

    for name in ("panel_change", "panel_giving"):
        assert client.get(page(name, panel.pk)).status_code in (302, 404)
    client.force_login(an_expert().user)
    assert client.get(page("panel_change", panel.pk)).status_code in (302, 403)


def test_whoever_draws_finds_it_waiting_and_whoever_drew_does_not(client) -> None:
    a_pool()
    call = eligible().call
    officer = a_user(Role.OFFICER)
    give(officer, Role.SUPERVISOR)
    client.force_login(officer)
    client.post(page("panel_plan_panel"), plan(call=str(call.pk)))
    client.post(page("panel_draw_experts", Panel.objects.get().pk), SEED)

    assert "draws of experts to confirm" not in client.get("/admin/").content.decode()
    client.force_login(a_user(Role.SUPERVISOR))
    assert "draws of experts to confirm" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("panel", 5), ("draw", 5), ("seat", 5)])
def test_a_list_of_the_desk_costs_the_same_for_one_and_for_many(
    client, model, queries, count, django_assert_num_queries
) -> None:
    call = a_call()
    for __ in range(count):
        an_expert()
        convened(eligible(call), size=1)
    client.force_login(a_user(Role.OFFICER))

    with django_assert_num_queries(queries):
        client.get(page(f"{model}_changelist"))
