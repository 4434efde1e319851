"""A notice as it was published stays so; a correction stands beside it."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import CalendarDay
from foundation.periods import CITY_TIME
from foundation.refusals import Refusal
from programs.models import Proposal, PublicNotice
from programs.printing.pdf import print_pdf
from programs.selection import actions
from programs.selection.queries.notices import page, record_of
from startups.models import Company
from tests.city import WHERE_TO_OBJECT, a_call, a_user, broken, sql
from tests.programs.stages import NOW, decided, in_notice, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def two_on_notice() -> PublicNotice:
    call = a_call()
    return in_notice(decided(scored(call)), decided(scored(call)), at=datetime.now(UTC))


# What is frozen ---------------------------------------------------------------------


def test_a_notice_has_all_that_it_must_and_its_hash() -> None:
    notice = two_on_notice()
    content = notice.content

    assert content["basis"] == WHERE_TO_OBJECT["basis"]
    assert content["contact"] == WHERE_TO_OBJECT["contact"]
    assert set(content["list"][0]) == {
        "proposal", "company", "district", "type", "amount",
    }  # fmt: skip
    assert hashlib.sha256(record_of(notice)).hexdigest() == notice.sha256


@pytest.mark.parametrize(
    "change",
    [
        "title = '{}'", "text = '{\"en\": 1}'", "basis = 'x'",
        "phone = '1'", "sha256 = 'x'",
        "content = '{}'", "closes_at = closes_at + interval '1 day'",
    ],
)  # fmt: skip
def test_nothing_that_the_public_has_read_is_changed(change) -> None:
    two_on_notice()

    attempt = f"UPDATE programs_publicnotice SET {change}"  # noqa: S608  # words of ours
    assert broken(lambda: sql(attempt)) == "notice_windows_are_frozen"


def test_a_name_that_changes_later_does_not_change_the_notice(client) -> None:
    notice = two_on_notice()
    company = notice.proposals.first().application.company
    before = company.name
    Company.objects.filter(pk=company.pk).update(name="Renamed Ltd")

    page = client.get(notice.get_absolute_url()).content.decode()

    assert before in page
    assert "Renamed Ltd" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_same_notice_prints_to_the_same_bytes(language) -> None:
    notice = two_on_notice()
    asked = {"content": notice.content, "sha256": notice.sha256, "at": NOW}

    one, two = (print_pdf(page(notice, language, **asked)) for __ in range(2))

    assert one == two
    assert one.startswith(b"%PDF")


def test_anyone_downloads_paper_and_record_and_nobody_those_of_a_draft(client) -> None:
    notice = two_on_notice()
    paper = client.get(reverse("notice-pdf", args=[notice.slug]) + "?language=en")
    record = client.get(reverse("notice-record", args=[notice.slug]))
    draft = actions.correct(notice, by=SYSTEM, at=NOW, reason="a typo")

    assert paper.content.startswith(b"%PDF")
    assert hashlib.sha256(record.content).hexdigest() == notice.sha256
    for name in ("notice-pdf", "notice-record", "notice-changes", "notice-detail"):
        assert client.get(reverse(name, args=[draft.slug])).status_code == 404
    assert client.get(reverse("notice-preview", args=[draft.slug])).status_code == 302


# The clock -------------------------------------------------------------------------


def test_the_windows_across_the_national_day_with_adjusted_working_days() -> None:
    """2025: 1 to 8 October are free, Sunday 28 September and Saturday 11 are worked."""
    for day in range(1, 9):
        CalendarDay.objects.update_or_create(
            day=date(2025, 10, day), defaults={"works": False}
        )
    for day in (date(2025, 9, 28), date(2025, 10, 11)):
        CalendarDay.objects.update_or_create(day=day, defaults={"works": True})
    sunday = datetime(2025, 9, 28, 10, tzinfo=CITY_TIME)

    content = in_notice(decided(), at=sunday).content

    # 28, 29, 30 September, 9, 10 October; then 11, 13, 14, 15, 16.
    assert content["published"] == "2025-09-28"
    assert content["closes"] == "2025-10-10"
    assert content["objections_close"] == "2025-10-16"


def test_the_example_of_november_2016_in_the_words_of_the_notice() -> None:
    monday = datetime(2016, 11, 7, 10, tzinfo=CITY_TIME)

    content = in_notice(decided(), at=monday).content

    assert (content["closes"], content["objections_close"]) == (
        "2016-11-11", "2016-11-18",
    )  # fmt: skip


# Corrections -----------------------------------------------------------------------


def test_the_old_notice_stands_until_its_correction_is_out() -> None:
    notice = two_on_notice()
    version = actions.correct(notice, by=SYSTEM, at=NOW, reason="a name was wrong")

    notice.refresh_from_db()
    assert (notice.status, version.status) == ("published", "draft")
    with pytest.raises(Refusal, match="is being prepared already"):
        actions.correct(notice, by=SYSTEM, at=NOW, reason="again")
    actions.publish(version, by=SYSTEM, at=NOW)

    notice.refresh_from_db()
    assert (notice.status, version.status) == ("superseded", "published")
    assert len(version.content["list"]) == 2
    assert set(version.proposals.all()) == set(Proposal.objects.all())


def test_a_correction_says_why(client) -> None:
    notice = two_on_notice()

    with pytest.raises(Refusal, match="give a reason"):
        actions.correct(notice, by=SYSTEM, at=NOW, reason="  ")
    assert not PublicNotice.objects.filter(replaces=notice).exists()


def test_whoever_moves_up_comes_onto_the_corrected_list() -> None:
    notice = two_on_notice()
    next_one = decided(scored(notice.proposals.first().application.call), rank=3)

    version = actions.correct(
        notice, by=SYSTEM, at=NOW, reason="one has moved up", proposals=[next_one]
    )
    actions.publish(version, by=SYSTEM, at=NOW)

    next_one.refresh_from_db()
    assert (next_one.status, next_one.notice) == ("announced", version)
    assert next_one.application.letters.get().outcome == "selected"
    assert len(version.content["list"]) == 3


def test_versions_stand_side_by_side_with_what_changed(client) -> None:
    client.cookies["django_language"] = "en"
    notice = two_on_notice()
    added = decided(scored(notice.proposals.first().application.call), rank=3)
    version = actions.correct(
        notice,
        by=SYSTEM,
        at=NOW,
        reason="one has moved up",
        proposals=[added],
        phone="020-00001111",
    )
    actions.publish(version, by=SYSTEM, at=NOW)

    text = client.get(reverse("notice-changes", args=[version.slug])).content.decode()

    assert "one has moved up" in text
    assert WHERE_TO_OBJECT["phone"] in text
    assert "020-00001111" in text
    assert "came onto the list" in text
    assert added.application.company.name in text


def test_a_notice_that_nobody_has_seen_is_given_up() -> None:
    proposal = decided()
    draft = actions.prepare(
        proposal.program,
        slug="d",
        title={"en": "D"},
        proposals=[proposal],
        by=SYSTEM,
        at=NOW,
        **WHERE_TO_OBJECT,
    )
    actions.discard(draft, by=a_user(Role.OFFICER))

    proposal.refresh_from_db()
    assert proposal.notice is None
    assert not PublicNotice.objects.exists()
    notice = in_notice(proposal, at=NOW)
    with pytest.raises(Refusal, match="corrected by a new version"):
        actions.discard(notice, by=SYSTEM)


def test_the_address_of_the_receipts_is_no_notice() -> None:
    proposal = decided()

    with pytest.raises(Refusal, match="leads somewhere else"):
        actions.prepare(
            proposal.program,
            slug="objections",
            title={"en": "N"},
            proposals=[],
            by=SYSTEM,
            at=NOW,
        )


# The desk --------------------------------------------------------------------------


def test_the_preview_says_what_keeps_a_notice_back(client) -> None:
    client.cookies["django_language"] = "en"
    notice = two_on_notice()
    told = {"phone": "", "text": {"en": "Ask 13800138000"}}
    draft = actions.correct(notice, by=SYSTEM, at=NOW, reason="why", **told)
    client.force_login(a_user(Role.OFFICER))

    text = client.get(reverse("notice-preview", args=[draft.slug])).content.decode()

    assert "The phone number is missing." in text
    assert "nobody has looked at yet: 1" in text
    paper = client.get(reverse("notice-preview-pdf", args=[draft.slug]))
    assert paper.content.startswith(b"%PDF")


def test_a_finding_is_accepted_and_a_file_taken_away_at_the_desk(client) -> None:
    proposal = decided()
    draft = actions.prepare(
        proposal.program,
        slug="d",
        title={"en": "Hotline 13800138000"},
        proposals=[proposal],
        by=SYSTEM,
        at=NOW,
        **WHERE_TO_OBJECT,
    )
    client.force_login(a_user(Role.OFFICER))
    finding = draft.findings.get()
    accept = reverse("admin:programs_noticefinding_accept", args=[finding.pk])

    assert client.get(accept).status_code == 200
    client.post(accept, {"reason": "a public hotline"})
    for name, pk in (("publicnotice", draft.pk), ("noticefinding", finding.pk)):
        address = reverse(f"admin:programs_{name}_change", args=[pk])
        assert client.get(address).status_code == 200
    client.post(
        reverse("admin:programs_publicnotice_press", args=[draft.pk, "publish"])
    )

    draft.refresh_from_db()
    finding.refresh_from_db()
    assert (draft.status, finding.reason) == ("published", "a public hotline")


def test_a_list_is_numbered_from_one_whatever_the_places_were(client) -> None:
    client.cookies["django_language"] = "en"
    call = a_call()
    places = (3, 3, 70)
    rows = [decided(scored(call), rank=place) for place in places]
    notice = in_notice(*rows, at=datetime.now(UTC))

    told = client.get(notice.get_absolute_url()).content.decode()
    paper = page(
        notice, "en", content=notice.content, sha256=notice.sha256, at=datetime.now(UTC)
    )
    rest = client.get(f"/api/v1/notices/{notice.pk}/").json()["proposals"]

    cells = [cell.split("</td>")[0] for cell in told.split('data-label="No.">')[1:]]
    table = next(each for each in paper["blocks"] if each["kind"] == "table")
    assert cells == ["1", "2", "3"] == [row[0] for row in table["rows"]]
    assert [row["number"] for row in rest] == [1, 2, 3]
    assert "rank" not in record_of(notice).decode()
