"""Proposing, deciding, publishing, correcting, and hearing objections."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import CalendarDay, Message
from foundation.periods import CITY_TIME, midnight
from foundation.refusals import Refusal
from programs.models import Application, Objection, Program, Proposal, PublicNotice
from programs.selection import actions
from programs.selection.states import Signature
from tests.city import (
    TO_SCORED,
    a_call,
    a_company,
    a_program,
    a_user,
    an_application,
    moved,
)
from tests.programs.stages import (
    NOW,
    announced,
    decided,
    end_windows,
    in_notice,
    proposed,
    scored,
)

A_PDF = b"%PDF-1.7\n1\n%%EOF\n"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


# Proposals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company_type", "inputs", "amount"),
    [
        ("tech", {"subsidy": Decimal("7100000.00")}, "5000000.00"),
        ("tech", {"subsidy": Decimal("4000000.00")}, "4000000.00"),
        ("high_growth", {"subsidy": "250000"}, "250000.00"),
        ("model", {}, "1000000.00"),
        ("platform", {"subsidy": "9"}, "1000000.00"),
    ],
)
def test_the_amount_follows_from_the_formula(company_type, inputs, amount) -> None:
    application = scored()
    application.company_type = company_type

    proposal = proposed(application, inputs=inputs)

    assert proposal.amount == Decimal(amount)
    assert proposal.inputs == {name: str(value) for name, value in inputs.items()}
    assert proposal.score == Decimal("85.00")


@pytest.mark.parametrize("inputs", [{}, {"subsidy": "much"}, {"subsidy": "0"}])
def test_without_what_the_formula_needs_nothing_is_proposed(inputs) -> None:
    application = scored()

    with pytest.raises(Refusal, match=r"post-subsidy|would be nothing"):
        proposed(application, inputs=inputs)
    application.refresh_from_db()
    assert application.status == "scored"


def test_whoever_proposes_does_not_decide() -> None:
    both = a_user(Role.OFFICER, Role.CHECKER)
    proposal = proposed(by=both)

    for move in (actions.decide, actions.reject):
        reason = {"reason": "no"} if move is actions.reject else {}
        with pytest.raises(Refusal) as refused:
            move(proposal, by=both, at=NOW, **reason)
        assert refused.value.sentence == (
            "Whoever proposed this cannot decide it as well."
        )
    actions.decide(proposal, by=a_user(Role.LEADER), at=NOW)
    assert proposal.status == "decided"


def test_an_officer_does_not_decide() -> None:
    with pytest.raises(PermissionDenied):
        actions.decide(proposed(), by=a_user(Role.OFFICER), at=NOW)


def test_deciding_against_tells_the_application() -> None:
    proposal = proposed()

    actions.reject(proposal, by=a_user(Role.CHECKER), at=NOW, reason="not yet")
    assert Application.objects.get().status == "proposed"  # it can still be undone
    actions.tell(proposal, by=a_user(Role.OFFICER), at=NOW)

    application = Application.objects.get()
    assert (proposal.status, application.status) == ("rejected", "not_selected")
    assert application.letters.get().reasons == ["not yet"]


def test_a_decision_can_be_undone_until_it_is_published() -> None:
    checker = a_user(Role.CHECKER)
    proposal = proposed()
    actions.decide(proposal, by=checker, at=NOW)

    actions.reopen(proposal, by=checker, at=NOW, reason="new facts")

    assert (proposal.status, proposal.decided_by) == ("staged", None)
    actions.decide(proposal, by=checker, at=NOW)
    in_notice(proposal)
    with pytest.raises(Refusal, match="not possible any more"):
        actions.reopen(proposal, by=checker, at=NOW, reason="late")


def test_places_are_proposed_without_an_amount() -> None:
    program = a_program(kind="sme-support", ceiling=0, budget=0)
    application = moved(an_application(a_call(program)), *TO_SCORED)

    assert proposed(application, inputs=None).amount == 0


# Notices -----------------------------------------------------------------------------


def test_the_windows_of_the_notice_of_november_2016() -> None:
    """D§1.5: Monday 7 to Friday 11 November, objections until the 18th."""
    monday = datetime(2016, 11, 7, 10, tzinfo=CITY_TIME)

    notice = in_notice(decided(), at=monday)

    assert notice.closes_at == midnight(date(2016, 11, 12))
    assert notice.objections_close_at == midnight(date(2016, 11, 19))


def test_the_windows_across_a_holiday_with_adjusted_working_days() -> None:
    """Published on Tuesday; Thursday and Friday are holidays, Saturday is worked."""
    for day, works in ((10, False), (11, False), (12, True)):
        CalendarDay.objects.create(day=date(2033, 3, day), works=works)
    tuesday = datetime(2033, 3, 8, 16, tzinfo=CITY_TIME)

    notice = in_notice(decided(), at=tuesday)

    assert notice.closes_at == midnight(date(2033, 3, 16))  # 8 9 12 14 15
    assert notice.objections_close_at == midnight(date(2033, 3, 23))


def test_publishing_announces_the_list_and_tells_the_companies() -> None:
    first, second = decided(), None
    second = decided(scored(first.application.call))
    admin = a_user(Role.COMPANY_ADMIN, at=second.application.company)

    notice = in_notice(first, second, at=NOW)

    assert list(notice.proposals.values_list("status", flat=True)) == ["announced"] * 2
    assert set(Application.objects.values_list("status", flat=True)) == {
        "public_notice"
    }
    assert Message.objects.get(template="letter_issued").user == admin
    assert list(PublicNotice.objects.public().standing(NOW)) == [notice]


def test_a_notice_lists_what_is_decided_and_in_no_other() -> None:
    ready, staged = decided(), proposed()
    asked = {"slug": "n", "title": {"en": "N"}, "by": a_user(Role.OFFICER), "at": NOW}

    with pytest.raises(Refusal, match="Of 1 proposals only 0 are decided"):
        actions.prepare(staged.program, proposals=[staged], **asked)
    empty = actions.prepare(ready.program, proposals=[], **asked)
    with pytest.raises(Refusal, match="lists no decided proposal"):
        actions.publish(empty, by=a_user(Role.OFFICER), at=NOW)


def test_two_notices_never_share_an_address() -> None:
    proposal = decided()
    asked = {"slug": "list", "title": {"en": "N"}, "by": a_user(Role.OFFICER)}
    asked |= {"at": NOW}
    actions.prepare(proposal.program, proposals=[], **asked)

    with pytest.raises(Refusal, match="There is a notice at this address already"):
        actions.prepare(proposal.program, proposals=[proposal], **asked)
    assert Proposal.objects.get().notice is None


def test_more_than_there_are_places_is_not_published() -> None:
    call = a_call(a_program(quota=2))
    in_notice(decided(scored(call)))
    one_too_many = decided(scored(call))
    Program.objects.update(quota=1)

    with pytest.raises(Refusal) as refused:
        in_notice(one_too_many)

    assert refused.value.sentence == (
        "The program has 1 places, 1 are taken or announced; this notice lists 1."
    )
    one_too_many.refresh_from_db()
    assert one_too_many.status == "decided"


def test_a_notice_is_corrected_by_a_new_version() -> None:
    officer = a_user(Role.OFFICER)
    proposal = decided()
    notice = in_notice(proposal, at=NOW)
    waiting = actions.register(
        notice, objector="Li Lei", contact="020-0000", content="Wrong list.", at=NOW
    )

    version = actions.supersede(
        notice, by=officer, at=NOW, reason="a name was misspelled", title={"en": "New"}
    )
    third = actions.supersede(version, by=officer, at=NOW, reason="again")

    proposal.refresh_from_db()
    waiting.refresh_from_db()
    assert proposal.notice == waiting.notice == third
    assert [n.status for n in (notice, version, third)] == [
        "superseded", "superseded", "published",
    ]  # fmt: skip
    assert (version.slug, third.slug) == (f"{notice.slug}-v2", f"{notice.slug}-v3")
    assert set(PublicNotice.objects.public()) == {notice, version, third}


def test_a_notice_is_closed_after_its_windows_and_objections() -> None:
    officer = a_user(Role.OFFICER)
    notice = in_notice(decided(), at=NOW)
    objection = actions.register(
        notice, objector="Li Lei", contact="020-0000", content="No.", at=NOW
    )

    with pytest.raises(Refusal, match=r"are taken until 20\d\d-\d\d-\d\d 00:00"):
        actions.close(notice, by=officer, at=NOW)
    end_windows(notice)
    with pytest.raises(Refusal, match=f"Objection {objection.number} is not decided"):
        actions.close(notice, by=officer, at=NOW)
    actions.refuse(objection, by=officer, at=NOW, reason="no real name")
    actions.close(notice, by=officer, at=NOW)

    assert notice.status == "closed"


# Objections --------------------------------------------------------------------------


def objected(proposal: Proposal | None = None, **facts) -> Objection:
    """An objection to a proposal whose notice has just been published."""
    if proposal is None:
        proposal = decided()
        in_notice(proposal, at=datetime.now(UTC))
    asked = {"objector": "Li Lei", "contact": "020-0000", "content": "Copied."} | facts
    return actions.register(proposal.notice, proposal=proposal, at=NOW, **asked)


@pytest.mark.parametrize("missing", ["objector", "contact", "content"])
def test_an_objection_bears_a_name_a_contact_and_reasons(missing) -> None:
    with pytest.raises(Refusal, match="a real name or a seal, a contact, and reasons"):
        objected(**{missing: "  "})


def test_an_objection_may_bear_a_seal() -> None:
    page = [("seal.pdf", io.BytesIO(A_PDF))]

    with pytest.raises(Refusal, match="lacks: the page with the seal, as a file"):
        objected(signed_with=Signature.SEAL)
    sealed = objected(Proposal.objects.get(), signed_with=Signature.SEAL, files=page)

    assert sealed.get_signed_with_display() == "the seal of an organization"
    assert sealed.files.get().file.uploaded_by is None


def test_an_objection_after_the_window_is_not_taken() -> None:
    proposal = announced()

    with pytest.raises(Refusal, match=r"were taken until \d{4}-\d\d-\d\d 00:00\."):
        objected(proposal)


def test_a_founded_objection_removes_what_it_is_against_and_nothing_else() -> None:
    officer = a_user(Role.OFFICER)
    first = decided()
    second = decided(scored(first.application.call))
    in_notice(first, second, at=NOW)
    objection = objected(first)

    actions.take_up(objection, by=officer, at=NOW)
    first.application.refresh_from_db()
    assert first.application.status == "objection"
    actions.uphold(objection, by=officer, at=NOW, reason="the patent is not theirs")

    for each in (first, second):
        each.refresh_from_db()
        each.application.refresh_from_db()
    assert (first.status, first.application.status) == ("removed", "not_selected")
    assert (second.status, second.application.status) == ("announced", "public_notice")


def test_an_application_goes_on_when_its_last_objection_is_unfounded() -> None:
    officer = a_user(Role.OFFICER)
    first = objected()
    second = objected(first.proposal)
    for each in (first, second):
        actions.take_up(each, by=officer, at=NOW)

    actions.dismiss(first, by=officer, at=NOW, reason="not so")
    assert Application.objects.get().status == "objection"
    actions.dismiss(second, by=officer, at=NOW, reason="not so")

    assert Application.objects.get().status == "public_notice"


def test_an_objection_to_the_whole_list_is_aimed_before_it_is_founded() -> None:
    officer = a_user(Role.OFFICER)
    proposal = decided()
    notice = in_notice(proposal, at=NOW)
    objection = actions.register(
        notice, objector="Li Lei", contact="020-0000", content="All wrong.", at=NOW
    )
    late = actions.register(
        notice, objector="Li Lei", contact="020-0000", content="All wrong.", at=NOW
    )

    actions.take_up(late, by=officer, at=NOW)
    with pytest.raises(Refusal, match="Say first which proposal"):
        actions.uphold(late, by=officer, at=NOW, reason="so it is")
    with pytest.raises(Refusal, match="taken up already"):
        actions.aim(late, proposal, by=officer)
    actions.aim(objection, proposal, by=officer)
    actions.take_up(objection, by=officer, at=NOW)
    actions.uphold(objection, by=officer, at=NOW, reason="so it is")

    assert Proposal.objects.get().status == "removed"


def test_who_objects_is_seen_by_whoever_handles_it_and_by_supervision() -> None:
    objection = objected()
    rows = Objection.objects.all()
    program = objection.notice.program

    seeing = [a_user(Role.OFFICER, at=program), a_user(Role.SUPERVISOR)]
    blind = [a_user(Role.LEADER), a_user(Role.CHECKER), a_user(Role.FINANCE), a_user()]

    assert [rows.visible_to(user).count() for user in seeing] == [1, 1]
    assert [rows.visible_to(user).count() for user in blind] == [0, 0, 0, 0]


def test_a_notice_being_prepared_is_seen_by_its_staff_only() -> None:
    draft = actions.prepare(
        a_program(),
        slug="d",
        title={"en": "D"},
        proposals=[],
        by=a_user(Role.OFFICER),
        at=NOW,
    )
    public = in_notice(decided(), at=NOW - timedelta(days=1))
    rows = PublicNotice.objects.all()

    assert set(rows.visible_to(a_user())) == {public}
    assert set(rows.visible_to(a_user(Role.CHECKER))) == {draft, public}
    assert a_company().pk  # nobody's company sees more than the public
