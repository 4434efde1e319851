"""Every applicant is told what was decided and why, once, and can prove it."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.utils import translation

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.outbox.queries import written
from foundation.refusals import Refusal
from programs.letters import actions, queries
from programs.letters.rules import told
from programs.letters.states import Outcome
from programs.models import Application, Letter
from programs.printing.pdf import print_pdf
from tests.city import a_user, an_application, at_once, broken, moved, sql
from tests.programs.stages import NOW, TO_ELIGIBLE, proposed, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
BOTH = {"zh-hans": "研发投入不足。", "en": "Too little was spent on R&D."}


def not_selected() -> Application:
    return moved(scored(), "decline")


def refused() -> Letter:
    """A letter with a reason in both languages and one in the officer's own words."""
    given = [BOTH, "The patent has lapsed."]
    return actions.issue(
        not_selected(), Outcome.NOT_SELECTED, reasons=given, by=SYSTEM, at=NOW
    )


def test_a_draft_reads_as_the_letter_will() -> None:
    application = not_selected()
    reasons = [BOTH, " The patent has lapsed. ", "", BOTH]

    letter = queries.draft(application, Outcome.NOT_SELECTED, reasons=reasons)
    chinese = queries.draft(
        application, Outcome.NOT_SELECTED, reasons=reasons, language="zh-hans"
    )

    assert letter.title == "Your application was not selected"
    assert application.company.name in letter.to
    assert application.number in letter.paragraphs[0]
    assert letter.reasons == ["Too little was spent on R&D.", "The patent has lapsed."]
    assert "1. Too little was spent on R&D." in letter.paragraphs
    assert chinese.reasons[0] == "研发投入不足。"
    assert not Letter.objects.exists()


def test_a_letter_is_kept_in_every_language_under_its_hash() -> None:
    letter = refused()

    assert set(letter.content["letter"]) == {"zh-hans", "en"}
    assert queries.said(letter, "zh-hans").reasons[0] == "研发投入不足。"
    assert queries.said(letter, "en").reasons[1] == "The patent has lapsed."
    assert hashlib.sha256(queries.record_of(letter)).hexdigest() == letter.sha256
    assert letter.number.startswith("GZ20")


def test_whoever_asks_again_gets_the_same_letter() -> None:
    first = refused()
    again = actions.issue(
        first.application,
        Outcome.NOT_SELECTED,
        reasons=["another"],
        by=a_user(Role.OFFICER),
        at=NOW,
    )

    assert again == first
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("reasons", [[], ["  "], [{"en": ""}]])
def test_whoever_is_refused_is_told_why(reasons) -> None:
    with pytest.raises(Refusal, match="Whoever is refused is told why"):
        actions.issue(
            not_selected(), Outcome.NOT_SELECTED, reasons=reasons, by=SYSTEM, at=NOW
        )


@pytest.mark.parametrize("outcome", [Outcome.SELECTED, Outcome.INELIGIBLE])
def test_a_letter_says_what_is_so(outcome) -> None:
    with pytest.raises(Refusal, match="not how the application stands"):
        actions.issue(not_selected(), outcome, reasons=["x"], by=SYSTEM, at=NOW)


def test_whoever_is_selected_needs_no_reason_and_hears_what_is_next() -> None:
    proposal = proposed()
    until = {"en": "Objections until 18 November.", "zh-hans": "异议截至11月18日。"}

    letter = actions.issue(
        proposal.application, Outcome.SELECTED, notes=[until], by=SYSTEM, at=NOW
    )

    assert queries.said(letter, "en").closing[-1] == until["en"]
    assert queries.said(letter, "zh-hans").closing[-1] == until["zh-hans"]


def test_a_letter_is_never_changed() -> None:
    letter = refused()

    for statement in (
        "UPDATE programs_letter SET sha256 = ''",
        "DELETE FROM programs_letter",
    ):
        assert broken(lambda said=statement: sql(said)) == "letter_is_append_only"
    letter.refresh_from_db()
    assert letter.sha256


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_writes() -> None:
    application = not_selected()
    asked = {"reasons": ["late"], "by": SYSTEM, "at": NOW}

    letters = at_once(
        *(
            lambda: actions.issue(application, Outcome.NOT_SELECTED, **asked)
            for __ in range(3)
        )
    )

    assert len({letter.number for letter in letters}) == 1
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_two_letters_are_tried() -> None:
    application = not_selected()

    def careless() -> Letter:
        if application.letters.exists():
            return application.letters.get()
        return actions._written(  # the control leaves the lock out
            application, Outcome.NOT_SELECTED, ["late"], [], by=SYSTEM, at=NOW
        )

    outcomes = at_once(*[careless] * 4)

    kinds = sorted({type(each).__name__ for each in outcomes})
    assert kinds == ["IntegrityError", "Letter"]


# The letters that nobody thought of ---------------------------------------------


def test_whoever_was_forgotten_gets_a_letter_with_the_reason_of_the_move() -> None:
    ineligible = moved(an_application(), *TO_ELIGIBLE[:-1], "fail_review")
    refused_by_district = moved(an_application(), "submit", "refuse")
    under_way = scored()
    told_already = refused().application

    assert actions.issue_missing(datetime.now(UTC)) == 2
    assert actions.issue_missing(datetime.now(UTC)) == 0

    letter = ineligible.letters.get()
    assert (letter.outcome, letter.reasons) == (
        "ineligible", ["because the test needs it"],
    )  # fmt: skip
    assert refused_by_district.letters.get().outcome == "not_recommended"
    assert not under_way.letters.exists()
    assert told_already.letters.count() == 1


def test_what_ended_long_ago_is_let_rest() -> None:
    moved(an_application(), "submit", "refuse")

    assert actions.issue_missing(datetime(2036, 1, 1, tzinfo=UTC)) == 0


# Mail and paper ---------------------------------------------------------------------


def test_the_company_gets_the_letter_by_mail_with_the_paper() -> None:
    application = not_selected()
    admin = a_user(Role.COMPANY_ADMIN, at=application.company)
    letter = actions.issue(
        application, Outcome.NOT_SELECTED, reasons=[BOTH], by=SYSTEM, at=NOW
    )

    message = Message.objects.get(template="letter_issued")
    message.language = "en"
    mail = written(message)

    assert (message.user, message.kind) == (admin, "required")
    assert letter.get_absolute_url() in mail.body
    name, content, media = mail.attachments[0]
    assert (name, media) == (f"letter-{letter.number}.pdf", "application/pdf")
    assert content.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_same_letter_prints_to_the_same_bytes(language) -> None:
    letter = refused()
    page = queries.page(letter, language)

    assert print_pdf(page) == print_pdf(page)
    with translation.override("en" if language == "zh-hans" else "zh-hans"):
        assert queries.page(letter, language) == page


def test_nothing_that_somebody_wrote_is_markup() -> None:
    strange = '#eval("1") $x$ *b* \\ ]) <a> 😀\0'
    application = not_selected()
    letter = actions.issue(
        application, Outcome.NOT_SELECTED, reasons=[strange], by=SYSTEM, at=NOW
    )

    assert print_pdf(queries.page(letter, "en")).startswith(b"%PDF")
    assert told([strange])[0] in queries.said(letter, "en").reasons
