"""Objections: what they must bear, their deadlines, their secrecy, their rulings."""

import io
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import Message
from foundation.outbox.queries import written
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal
from programs.models import Objection, Proposal
from programs.selection import actions
from programs.selection.queries.objections import receipt_code, status_path
from tests.city import a_user, broken, sql
from tests.programs.stages import NOW, decided, in_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PDF = b"%PDF-1.7\n1\n%%EOF\n"
LI = {
    "objector": "Li Lei",
    "contact": "li@example.org",
    "content": "The patent has lapsed.",
}


@pytest.fixture
def client(client):
    cache.clear()
    client.cookies["django_language"] = "en"
    return client


def objected(**told) -> Objection:
    proposal = decided()
    in_notice(proposal, at=datetime.now(UTC))
    asked = LI | {"proposal": proposal, "at": NOW, "language": "en"} | told
    return actions.register(proposal.notice, **asked)


def taken_up(**told) -> Objection:
    objection = objected(**told)
    actions.take_up(objection, by=SYSTEM, at=NOW)
    return objection


def mails(template: str) -> list[str]:
    """Subject, text and receiver of each."""
    rows = Message.objects.filter(template=template).order_by("pk")
    letters = []
    for message in rows:
        message.language = "en"
        mail = written(message)
        letters.append(f"{mail.to} {mail.subject} {mail.body}")
    return letters


# Handing in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("objector", "匿名", "a real name"),
        ("objector", "Anonymous", "a real name"),
        ("contact", "at home", "a phone number or an e-mail address"),
        ("content", " ", "what is not right"),
        ("signed_with", "seal", "the page with the seal"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, field, value, said) -> None:
    notice = in_notice(decided(), at=datetime.now(UTC))
    told = LI | {"signed_with": "real_name", "truth": "on"} | {field: value}

    answer = client.post(reverse("notice-object", args=[notice.slug]), told)

    place = "evidence" if field == "signed_with" else field
    assert said in " ".join(answer.context["form"].errors[place]) or place == "content"
    assert not Objection.objects.exists()


def test_evidence_comes_with_it_and_only_those_in_charge_open_it(client) -> None:
    notice = in_notice(decided(), at=datetime.now(UTC))
    told = LI | {"signed_with": "seal", "truth": "on"}
    files = [io.BytesIO(PDF), io.BytesIO(PDF)]
    for number, each in enumerate(files):
        each.name = f"page{number}.pdf"

    client.post(
        reverse("notice-object", args=[notice.slug]), told | {"evidence": files}
    )
    objection = Objection.objects.get()
    check_waiting(now=NOW)

    assert objection.files.count() == 2
    address = reverse(
        "objection-file", args=[objection.number, objection.files.first().pk]
    )
    assert client.get(address).status_code == 302  # to sign in
    for role, status in ((Role.OFFICER, 200), (Role.SUPERVISOR, 200)):
        client.force_login(a_user(role))
        assert client.get(address).status_code == status
    for role in (Role.LEADER, Role.CHECKER, Role.FINANCE):
        client.force_login(a_user(role))
        assert client.get(address).status_code in (403, 404)


def test_the_receipt_leads_to_how_it_stands_and_nothing_else_does(client) -> None:
    objection = objected()
    ask, code = reverse("objection-ask"), receipt_code(objection.number)

    wrong = client.post(ask, {"number": objection.number, "code": "AAAAAAAA"})
    right = client.post(ask, {"number": objection.number, "code": code.lower()})

    assert "no receipt with this number" in wrong.content.decode()
    text = client.get(right.url).content.decode()
    assert objection.number in text
    assert "Li Lei" not in text
    assert client.get(status_path("YY2026-99999")).status_code == 404
    assert client.get(status_path(objection.number)[:-3] + "x/").status_code == 404


def test_codes_are_not_guessed(client) -> None:
    ask = reverse("objection-ask")

    for __ in range(20):
        client.post(ask, {"number": "YY2026-00001", "code": "AAAAAAAA"})
    answer = client.post(ask, {"number": "YY2026-00001", "code": "AAAAAAAA"})

    assert "Too many attempts" in answer.content.decode()


# The clocks ------------------------------------------------------------------------


def test_it_is_accepted_in_five_working_days_and_decided_in_thirty() -> None:
    objection, calendar, today = objected(), working_days(), city_day(NOW)
    assert objection.due_on == calendar.after(today, 5)

    actions.take_up(objection, by=SYSTEM, at=NOW)
    assert objection.due_on == calendar.after(today, 30)


def test_the_investigation_is_extended_once_by_a_person_with_a_reason() -> None:
    officer = a_user(Role.OFFICER)
    objection = taken_up()
    due = objection.due_on

    with pytest.raises(PermissionDenied):
        actions.extend(objection, by=SYSTEM, at=NOW, reason="busy")
    with pytest.raises(Refusal, match="give a reason"):
        actions.extend(objection, by=officer, at=NOW, reason=" ")
    actions.extend(objection, by=officer, at=NOW, reason="the court is asked")
    with pytest.raises(Refusal, match="extended once"):
        actions.extend(objection, by=officer, at=NOW, reason="again")

    assert objection.due_on == working_days().after(due, 30)
    assert "the court is asked" in mails("objection_told")[-1]


def test_what_was_objected_stays_as_it_came() -> None:
    objected()

    for change in ("content = 'x'", "objector = 'x'", "received_on = now()"):
        attempt = f"UPDATE programs_objection SET {change}"  # noqa: S608  # words of ours
        assert broken(lambda said=attempt: sql(said)) == "objection_stays_as_it_came"
    gone = "DELETE FROM programs_objection"
    assert broken(lambda: sql(gone)) == "objection_stays_as_it_came"


# The investigation -----------------------------------------------------------------


def test_notes_are_added_and_read_only_by_those_in_charge(client) -> None:
    officer = a_user(Role.OFFICER)
    objection = taken_up()
    note = actions.write_note(objection, "Asked the registry.", by=officer, at=NOW)

    with pytest.raises(PermissionDenied):
        actions.write_note(objection, "x", by=a_user(Role.LEADER), at=NOW)
    change = "UPDATE programs_objectionnote SET text = 'x'"
    assert broken(lambda: sql(change)) == "objection_note_is_append_only"
    page = reverse("admin:programs_objection_change", args=[objection.pk])
    client.force_login(officer)
    assert note.text in client.get(page).content.decode()
    client.force_login(a_user(Role.LEADER))
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("ruling", ["Li Lei is right.", "As li@example.org wrote."])
def test_a_ruling_does_not_give_away_who_objected(ruling) -> None:
    objection = taken_up()

    for rule in (actions.uphold, actions.dismiss):
        with pytest.raises(Refusal, match="must not name who objected"):
            rule(objection, by=SYSTEM, at=NOW, reason=ruling)


@pytest.mark.parametrize(
    ("rule", "status", "said"),
    [
        (actions.dismiss, "unfounded", "to be unfounded"),
        (actions.uphold, "founded", "to be founded"),
    ],
)
def test_the_ruling_is_told_to_both_sides(rule, status, said) -> None:
    objection = objected()
    company = objection.proposal.application.company
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    actions.take_up(objection, by=SYSTEM, at=NOW)

    rule(objection, by=SYSTEM, at=NOW, reason="The registry says so.")

    to_objector, to_subject = mails("objection_told"), mails("objection_subject")
    assert [len(to_objector), len(to_subject)] == [3, 2]
    for mail, receiver in (
        (to_objector[-1], "li@example.org"),
        (to_subject[-1], admin),
    ):
        assert getattr(receiver, "email", receiver) in mail
        assert said in mail
        assert "The registry says so." in mail
    for mail in to_subject:
        assert "Li Lei" not in mail
        assert "li@example.org" not in mail
    assert (objection.status, objection.ruling) == (status, "The registry says so.")


def test_what_is_not_accepted_is_told_to_whoever_objected_alone() -> None:
    objection = objected()
    a_user(Role.COMPANY_ADMIN, at=objection.proposal.application.company)

    actions.refuse(objection, by=SYSTEM, at=NOW, reason="It names no fact.")

    assert "is not accepted" in mails("objection_told")[-1]
    assert mails("objection_subject") == []


def test_whoever_is_removed_gets_the_letter_with_the_reasons() -> None:
    objection = taken_up()

    actions.uphold(objection, by=SYSTEM, at=NOW, reason="The patent has lapsed.")

    application = Proposal.objects.get().application
    letter = application.letters.get(outcome="removed")
    assert letter.reasons == ["The patent has lapsed."]


def test_a_ruling_without_reasons_is_none() -> None:
    objection = taken_up()

    with pytest.raises(Refusal, match="give a reason"):
        actions.dismiss(objection, by=SYSTEM, at=NOW, reason=" ")
    decided_by_hand = (
        "UPDATE programs_objection SET status = 'unfounded' WHERE ruling = ''"
    )
    assert broken(lambda: sql(decided_by_hand)) == "objection_ruled_with_reasons"


def test_late_ones_stand_first_in_the_register(client) -> None:
    objection = objected()
    Objection.objects.update(due_on="2020-01-01")
    client.force_login(a_user(Role.OFFICER))
    register = reverse("admin:programs_objection_changelist")

    for clock, count in (("overdue", 1), ("open", 1)):
        text = client.get(register, {"clock": clock}).content.decode()
        assert text.count(objection.number) >= count
    actions.refuse(objection, by=SYSTEM, at=NOW, reason="no facts")
    text = client.get(register, {"clock": "overdue"}).content.decode()
    assert objection.number not in text
