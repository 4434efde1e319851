"""The staff desk of awards and money: flat lists, and buttons that call use cases."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.models import Award, Gate, LedgerEntry, Payment, PublishedGrant
from tests.city import a_call, a_program, a_user, an_sme_program
from tests.programs.payments.bank import drawn
from tests.programs.stages import (
    NOW,
    a_place_for,
    announced,
    approved,
    open_gates,
    paid,
    planned,
    scored,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def lists(*models: str) -> list[str]:
    return [f"admin:programs_{model}_changelist" for model in models]


def errand(model: str, name: str, subject) -> str:
    return reverse(f"admin:programs_{model}_{name}", args=[subject.pk])


def staff(client, *roles: Role):
    user = a_user(*roles)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def says(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        # user with grants, views, count, rows, and one for each filter by a foreign
        # key; the conditions of tranches are one more
        ("award", 8),
        ("tranche", 6),
        ("payment", 5),
        ("ledgerentry", 5),
        ("proposal", 6),
        ("place", 6),
        ("publishedgrant", 5),
    ],
)
def test_a_list_costs_the_same_for_one_and_for_many(
    client, page, queries, count, django_assert_num_queries
) -> None:
    program, places = a_program(), an_sme_program()
    for number in range(count):
        paid(open_gates(planned(program)))
        a_place_for(places)
        PublishedGrant.objects.create(
            identifier=f"360G-{number}", currency="GBP", amount=1,
            awarded_on=date(2026, 1, 1), funder_name="A fund",
        )  # fmt: skip
    staff(client, Role.LEADER)

    with django_assert_num_queries(queries):
        answer = client.get(reverse(f"admin:programs_{page}_changelist"))

    assert answer.status_code == 200


def test_an_award_is_granted_from_its_proposal_and_planned(client) -> None:
    staff(client, Role.OFFICER)
    proposal = announced()
    page = errand("proposal", "grant_by_document", proposal)

    assert "Grant by document" in client.get(page).content.decode()
    answer = client.post(page, {"document_number": "穗科字〔2026〕9号"}, follow=True)

    award = Award.objects.get()
    assert (award.proposal, award.document_number) == (proposal, "穗科字〔2026〕9号")
    assert answer.redirect_chain[-1][0] == reverse(
        "admin:programs_award_change", args=[award.pk]
    )
    assert award.tranches.count() == 3


def test_many_are_granted_at_once_with_a_result_for_each(client) -> None:
    staff(client, Role.OFFICER)
    program = a_program(quota=2)
    call = a_call(program)
    proposals = [announced(scored(call)) for __ in range(2)]
    program.quota = 1
    program.save()
    for proposal in proposals:
        proposal.meeting = proposal.program.meetings.create(
            number=f"M{proposal.pk}", held_on=NOW.date()
        )
        proposal.save()

    answer = client.post(
        reverse("admin:programs_proposal_changelist"),
        {"action": "grant", "_selected_action": [p.pk for p in proposals]},
        follow=True,
    )

    assert Award.objects.count() == 1
    assert "there is no place left" in says(answer)
    assert "Grant: done for 1." in says(answer)


def test_a_payment_goes_its_way_by_buttons(client) -> None:
    award = planned()
    tranche = open_gates(award)
    maker = staff(client, Role.FINANCE)
    client.post(errand("tranche", "request_payment", tranche))
    payment = Payment.objects.get()
    press = "admin:programs_payment_press"

    refused = client.post(reverse(press, args=[payment.pk, "check"]), follow=True)
    assert "is another person" in says(refused)
    staff(client, Role.CHECKER)
    client.post(reverse(press, args=[payment.pk, "check"]))
    staff(client, Role.FINANCE)
    client.post(reverse(press, args=[payment.pk, "approve"]))
    client.post(reverse(press, args=[payment.pk, "instruct"]))
    page = errand("payment", "book", payment)
    late = client.post(page, {"bank_reference": "B1", "paid_on": "2999-01-01"})
    assert "This day is still to come." in late.content.decode()
    client.post(page, {"bank_reference": "B1", "paid_on": "2026-03-02"})

    payment.refresh_from_db()
    assert (payment.status, payment.requested_by) == ("paid", maker)
    assert payment.account_name == award.company.name
    assert payment.bank_reference == "B1"


def test_conditions_are_confirmed_and_waived_at_the_desk(client) -> None:
    tranche = planned().tranches.all()[0]
    first, second = tranche.gates.filter(kind__in=["account_matches", "notice_clean"])

    staff(client, Role.OFFICER)
    told = {"gate": first.pk, "evidence": "bank letter"}
    client.post(errand("tranche", "confirm_condition", tranche), told)
    denied = client.get(errand("tranche", "waive_condition", tranche))
    staff(client, Role.LEADER)
    told = {"gate": second.pk, "reason": "decided on 3 March"}
    client.post(errand("tranche", "waive_condition", tranche), told)

    assert denied.status_code == 403
    gates = Gate.objects.filter(tranche=tranche)
    assert [gate.is_open for gate in gates].count(True) == 2


def test_money_comes_back_and_mistakes_are_reversed_at_the_desk(client) -> None:
    award = planned()
    paid(open_gates(award))
    staff(client, Role.FINANCE)

    told = {"amount": "5.00", "source": "city", "reference": "R1",
            "recovered_on": "2026-04-01"}  # fmt: skip
    client.post(errand("award", "book_recovery", award), told)
    entry = LedgerEntry.objects.get(kind="recovery")
    client.post(errand("ledgerentry", "reverse", entry), {"reason": "typo"})

    award.refresh_from_db()
    assert (award.recovered, LedgerEntry.objects.count()) == (Decimal(0), 3)


def test_an_award_page_offers_what_this_person_may_do(client) -> None:
    award = planned()
    page = reverse("admin:programs_award_change", args=[award.pk])

    staff(client, Role.OFFICER)
    officers = client.get(page).content.decode()
    staff(client, Role.AUDITOR)
    auditors = client.get(page).content.decode()

    assert "Issue the agreement" in officers
    assert "Revoke" not in officers  # a leader's
    assert "/press/" not in auditors
    assert "Plan the tranches" not in officers  # they are planned already


def test_nothing_about_money_can_be_typed_over(client) -> None:
    payment = approved(open_gates(planned()))
    staff(client, Role.OFFICER, Role.FINANCE, Role.LEADER)

    for name, subject in (("award", payment.award), ("payment", payment)):
        page = reverse(f"admin:programs_{name}_change", args=[subject.pk])
        before = type(subject).objects.values().get(pk=subject.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {"amount": "1", "status": "paid"}).status_code == 403
        assert type(subject).objects.values().get(pk=subject.pk) == before


def test_finance_sees_awards_and_grants_none(client) -> None:
    proposal = announced()
    staff(client, Role.FINANCE)

    for url in lists("award", "tranche", "payment", "ledgerentry"):
        assert client.get(reverse(url)).status_code == 200
    for url in lists("proposal", "meeting", "objection", "draw", "score"):
        assert client.get(reverse(url)).status_code == 403
    page = errand("proposal", "grant_by_document", proposal)
    assert client.post(page, {"document_number": "x"}).status_code == 403
    assert not Award.objects.exists()


def test_requesting_twice_at_the_desk_asks_once(client) -> None:
    tranche = open_gates(planned())
    page = errand("tranche", "request_payment", tranche)
    staff(client, Role.FINANCE)

    for __ in range(2):
        client.post(page)
    signed(Payment.objects.get())
    refused = client.post(page)

    assert Payment.objects.count() == 1
    assert "has a payment under way" in refused.content.decode()


def test_a_payment_says_who_does_what_next(client) -> None:
    batch = drawn(1)
    batched, alone = batch.payments.get(), approved(open_gates(planned()))
    staff(client, Role.FINANCE)

    def shown(payment: Payment) -> str:
        page = reverse("admin:programs_payment_change", args=[payment.pk])
        return client.get(page).content.decode()

    send = reverse("admin:programs_payment_press", args=[alone.pk, "instruct"])
    assert "no file is made, and it is booked by hand" in shown(alone)
    assert send in shown(alone)
    assert "when another person releases its batch" in shown(batched)
    assert send.replace(str(alone.pk), str(batched.pk)) not in shown(batched)
    client.force_login(alone.requested_by)
    assert send not in shown(alone)


def test_parts_that_can_be_asked_for_come_before_those_that_are_paid(client) -> None:
    done, other = open_gates(planned()), open_gates(planned())
    paid(done)
    staff(client, Role.FINANCE)
    page = reverse("admin:programs_tranche_changelist")

    rows = list(client.get(page).context["cl"].result_list)
    payable = client.get(page, {"standing": "payable"}).context["cl"].result_list

    assert rows[-1] == done
    assert set(rows[:-1]) == set(payable) >= {other}
    assert "can be requested" in client.get(page).content.decode()
