"""An expert's own pages, the applicant's request, and the pool at the staff's desk."""

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.experts.actions import credit
from programs.models import Absence, Avoidance, CreditRecord, Expert
from tests.city import a_user, moved
from tests.programs.stages import NOW, an_expert, convened, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def shown(client, page: str, *args: object) -> str:
    return client.get(reverse(page, args=args)).content.decode()


def test_an_expert_keeps_employers_and_absences_right(client) -> None:
    expert = an_expert(fields=["energy"])
    client.force_login(expert.user)
    assert "new energy" in shown(client, "expert-profile")

    client.post(
        reverse("expert-employ"),
        {"work-employer": "Example Institute", "work-ends_on": "2025-01-31"},
    )
    away = {"away-starts_on": "2099-01-01", "away-ends_on": "2099-02-01"}
    client.post(reverse("expert-leave"), away)

    page = shown(client, "expert-profile")
    assert "Example Institute" in page
    absence = Absence.objects.get()
    assert reverse("expert-return", args=[absence.pk]) in page
    client.post(reverse("expert-return", args=[absence.pk]))
    assert not Absence.objects.exists()


def test_what_is_wrong_stays_typed(client) -> None:
    client.force_login(an_expert().user)
    away = {"away-starts_on": "2099-02-01", "away-ends_on": "2099-01-01"}

    answer = client.post(reverse("expert-leave"), away)

    assert b"It must start before it ends." in answer.content
    assert not Absence.objects.exists()


def test_an_absence_of_another_does_not_exist(client) -> None:
    mine, other = an_expert(), an_expert()
    absence = Absence.objects.create(
        expert=other, starts_on="2099-01-01", ends_on="2099-02-01"
    )
    client.force_login(mine.user)

    assert client.post(reverse("expert-return", args=[absence.pk])).status_code == 404


def test_an_invitation_is_answered_on_its_page(client) -> None:
    an_expert()
    panel = convened(eligible(), size=1)
    seat = panel.seats.get()
    client.force_login(seat.expert.user)
    assert "You have been drawn by lot" in shown(client, "review-invitations")

    client.post(reverse("invitation-answer", args=[seat.pk]), {"verb": "accept"})
    seat.refresh_from_db()
    assert seat.status == "accepted"
    assert "You have been drawn by lot" not in shown(client, "review-invitations")

    declined = {"verb": "decline", "reason": "I fell ill."}
    client.post(reverse("invitation-answer", args=[seat.pk]), declined)
    seat.refresh_from_db()
    assert seat.status == "declined"


def test_an_invitation_of_another_does_not_exist(client) -> None:
    an_expert()
    seat = convened(eligible(), size=1).seats.get()
    client.force_login(an_expert().user)

    answer = client.post(
        reverse("invitation-answer", args=[seat.pk]), {"verb": "accept"}
    )

    assert answer.status_code == 404
    assert "No invitations" in shown(client, "review-invitations")


def lines(*rows: tuple[str, str]) -> dict[str, str]:
    told = {"line-TOTAL_FORMS": "3", "line-INITIAL_FORMS": "0"}
    for n, (name, reason) in enumerate([*rows, ("", ""), ("", "")][:3]):
        told |= {
            f"line-{n}-whom": "expert",
            f"line-{n}-name": name,
            f"line-{n}-reason": reason,
        }
    return told


def test_an_applicant_names_whom_to_avoid(client) -> None:
    application = eligible()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=application.company))
    page = reverse("application-avoid", args=[application.number])
    assert page in client.get(application.get_absolute_url()).content.decode()

    wrong = client.post(page, lines(("Mei", ""))).content.decode()
    assert "Say why this expert could not be fair." in wrong
    assert not Avoidance.objects.exists()
    client.post(page, lines(("Mei", "A lawsuit."), ("Bo", "My former boss.")))

    assert list(Avoidance.objects.values_list("name", flat=True)) == ["Mei", "Bo"]
    assert 'value="Mei"' in client.get(page).content.decode()
    client.post(page, lines(("Mei", "A lawsuit.")))  # one line emptied
    assert Avoidance.objects.count() == 1
    moved(application, "assign")
    closed = client.get(page).content.decode()
    assert "can no longer be changed" in closed
    assert "A lawsuit." in closed


def test_others_do_not_reach_the_request(client) -> None:
    application = eligible()
    page = reverse("application-avoid", args=[application.number])
    editor = a_user(Role.COMPANY_EDITOR, at=application.company)
    client.force_login(editor)
    assert "Whoever may submit" in client.get(page).content.decode()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=eligible().company))
    assert client.get(page).status_code == 404
    client.force_login(an_expert().user)
    assert client.get(page).status_code == 403


# The staff's desk --------------------------------------------------------------------


def desk(model: str, *args: object) -> str:
    return reverse(f"admin:programs_{model}", args=args)


def test_an_expert_is_entered_and_corrected_at_the_desk(client) -> None:
    client.force_login(a_user(Role.OFFICER))
    told = {
        "email": "mei@example.org", "name": "Mei", "employer": "Example U",
        "title": "Professor", "fields": ["energy"], "specialty": "technical",
        "pool": "major", "region": "outside", "capacity": "30", "is_available": "on",
    }  # fmt: skip

    assert "e-mail address" in client.get(desk("expert_add")).content.decode().lower()
    client.post(desk("expert_add"), told)
    expert = Expert.objects.get()
    assert (expert.user.email, expert.pool) == ("mei@example.org", "major")
    page = desk("expert_change", expert.pk)
    assert "Example U" in client.get(page).content.decode()
    now = {"starts_on": "2020-01-01", "ends_on": "2025-06-30"}
    rows = {
        "employments-TOTAL_FORMS": "1", "employments-INITIAL_FORMS": "1",
        "employments-0-id": str(expert.employments.get().pk),
        "employments-0-expert": str(expert.pk),
        "employments-0-employer": "Example U",
        **{f"employments-0-{name}": day for name, day in now.items()},
    }  # fmt: skip
    for prefix in ("absences", "credit_records"):
        rows |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    client.post(page, told | rows | {"capacity": "20"})

    expert.refresh_from_db()
    assert expert.capacity == 20
    assert str(expert.employments.get().ends_on) == "2025-06-30"


def test_credit_is_changed_by_a_button_with_a_reason(client) -> None:
    expert = an_expert()
    client.force_login(a_user(Role.OFFICER))

    client.post(
        desk("expert_change_credit", expert.pk),
        {"points": "-10", "reason": "Late twice."},
    )

    assert CreditRecord.objects.get().points == -10


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"), [("expert", 5), ("avoidance", 4), ("conflict", 4)]
)
def test_a_list_of_the_desk_costs_the_same_for_one_and_for_many(
    client, model, queries, count, django_assert_num_queries
) -> None:
    officer = a_user(Role.OFFICER)
    for __ in range(count):
        expert, application = an_expert(), eligible()
        credit(expert, points=-5, reason="Late.", by=officer, at=NOW)
        expert.conflicts.create(application=application, kind="shares")
        application.avoidances.create(
            position=1, whom="expert", name="Mei", reason="A lawsuit."
        )
    client.force_login(officer)

    with django_assert_num_queries(queries):
        client.get(desk(f"{model}_changelist"))
