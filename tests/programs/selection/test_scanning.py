"""Numbers of persons are found before a notice is released, wherever they stand."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.files.states import Check
from foundation.refusals import Refusal
from programs.models import NoticeFile, NoticeFinding, PublicNotice
from programs.printing.pdf import print_pdf
from programs.selection import actions
from programs.selection.rules.scanning import CHECKS, WEIGHTS, digits, hits, is_luhn
from programs.selection.rules.texts import readable
from programs.selection.states.scanning import Trace
from tests.city import WHERE_TO_OBJECT, a_program, a_user, broken, sql
from tests.programs.stages import NOW, decided

pytestmark = pytest.mark.usefixtures("english")
ID = "110101199003077715"
MOBILE = "13800138000"
CARD = "6222021234567890128"

# The numbers ------------------------------------------------------------------------

days = st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 12, 31))


def id_number(region: str, born: date, serial: int) -> str:
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    total = sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


@given(days, st.integers(0, 999), st.sampled_from(["440106", "110101", "650102"]))
def test_every_right_identity_number_is_found_and_no_wrong_one(born, serial, region):
    right = id_number(region, born, serial)
    wrong = right[:17] + ("0" if right[17] != "0" else "1")

    found = hits(f"证件号{right}，电话另附")
    assert [(hit.trace, hit.number) for hit in found] == [(Trace.ID_NUMBER, right)]
    assert Trace.ID_NUMBER not in {hit.trace for hit in hits(f"编号{wrong}。")}
    assert right not in found[0].excerpt


@given(st.text("0123456789", min_size=14, max_size=17))
def test_every_card_number_with_its_check_digit_is_found(tail) -> None:
    body = "6" + tail
    card = next(body + last for last in "0123456789" if is_luhn(body + last))

    spaced = " ".join(card[at : at + 4] for at in range(0, len(card), 4))
    for written in (card, spaced):
        found = {hit.number for hit in hits(f"账号：{written}；")}
        as_id = {hit.number for hit in hits(card) if hit.trace == Trace.ID_NUMBER}
        assert card in found | as_id


@pytest.mark.parametrize(
    ("text", "trace", "number"),
    [
        ("身份证１１０１０１１９９００３０７７７１５", Trace.ID_NUMBER, ID),
        ("110101 19900307 7715", Trace.ID_NUMBER, ID),
        ("id:11010519491231002x", Trace.ID_NUMBER, "11010519491231002X"),
        ("手机：+86 138—0013—8000", Trace.PHONE, MOBILE),
        ("(020) 8312-4114", Trace.PHONE, "02083124114"),
        ("0755-26001234转801", Trace.PHONE, "075526001234"),
        ("卡号4111-1111-1111-1111", Trace.BANK_CARD, "4111111111111111"),
        (f"卡号 {CARD}", Trace.BANK_CARD, CARD),
    ],
)
def test_numbers_are_found_however_they_are_written(text, trace, number) -> None:
    assert [(hit.trace, hit.number) for hit in hits(text)] == [(trace, number)]


@pytest.mark.parametrize(
    "text",
    [
        "9144030071526726XG", "914403001922038216", "91440101618607269R",  # USCC
        "2016-11-07 至 2016-11-18", "¥5,000,000.00", "穗府办规〔2016〕10号",
        "BG2026-00001", "GZ2026-00019", "4,739家", "12345678901", "1380013800",
        "SHA-256 0d9688912d5cff71c0d068d419f8bf42420b773ceeae25ad098f9390ac050772",
    ],
)  # fmt: skip
def test_what_a_notice_is_full_of_is_no_number_of_a_person(text) -> None:
    assert hits(text) == []


def test_two_numbers_side_by_side_are_both_found_and_neither_is_shown() -> None:
    found = hits(f"王 {ID} {MOBILE} {CARD}")

    assert {hit.number for hit in found} == {ID, MOBILE, CARD}
    assert not any(n in hit.excerpt for hit in found for n in (ID, MOBILE, CARD))


def test_the_contact_phone_of_the_notice_is_allowed() -> None:
    assert hits("致电 020-8312 4114", allowed={digits("（020）83124114")}) == []


# The files --------------------------------------------------------------------------


def a_pdf(*lines: str) -> bytes:
    return print_pdf({
        "language": "zh-hans", "timestamp": 0, "number": "1", "sha256": "0" * 64,
        "words": {"agency": "委员会", "title": "说明"}, "signed": [], "verify": "",
        "blocks": [{"kind": "paragraph", "text": line} for line in lines],
    })  # fmt: skip


def a_docx(document: str, creator: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document>{document}</w:document>")
        core = f"<cp:coreProperties><dc:creator>{creator}</dc:creator>"
        package.writestr("docProps/core.xml", core + "</cp:coreProperties>")
    return content.getvalue()


def test_a_number_that_a_program_has_cut_into_runs_is_whole_again() -> None:
    runs = "<w:p><w:r><w:t>110101199</w:t></w:r><w:r><w:t>003077715</w:t></w:r></w:p>"
    text, whole = readable("名单.docx", a_docx(runs, creator=f"王{MOBILE}"))

    assert {hit.number for hit in hits(text)} == {ID, MOBILE}
    assert whole


def test_a_pdf_is_read_and_a_picture_is_said_to_be_unreadable() -> None:
    text, whole = readable("a.pdf", a_pdf(f"联系人 {MOBILE}"))

    assert MOBILE in {hit.number for hit in hits(text)}
    assert whole
    assert readable("a.pdf", b"%PDF-1.7\nno pages\n%%EOF")[1] is False
    assert readable(f"{MOBILE}.png", b"")[0] == f"{MOBILE}.png"


# The notice -------------------------------------------------------------------------


def prepared(text: str = "", **words) -> PublicNotice:
    proposal = decided()
    told = {"title": {"en": "List"}, "text": {"zh-hans": text}} | WHERE_TO_OBJECT
    return actions.prepare(
        proposal.program,
        slug="list",
        proposals=[proposal],
        by=SYSTEM,
        at=NOW,
        **told | words,
    )


def released(notice: PublicNotice) -> None:
    check_waiting(now=NOW)
    actions.publish(notice, by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_a_notice_with_a_number_waits_until_somebody_answers_for_it() -> None:
    officer = a_user(Role.OFFICER)
    notice = prepared(f"联系王先生 {MOBILE}")
    finding = notice.findings.get()

    with pytest.raises(Refusal, match="found what may not be published: 1"):
        released(notice)
    with pytest.raises(Refusal, match="give a reason"):
        actions.accept_finding(finding, by=officer, at=NOW, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.accept_finding(finding, by=SYSTEM, at=NOW, reason="nobody's word")
    with pytest.raises(PermissionDenied):
        actions.accept_finding(finding, by=a_user(Role.CHECKER), at=NOW, reason="x")
    actions.accept_finding(finding, by=officer, at=NOW, reason="a public hotline")
    released(notice)

    assert (notice.status, finding.accepted_by) == ("published", officer)


@pytest.mark.django_db
def test_a_number_that_was_taken_out_is_forgotten_and_one_that_stays_is_not() -> None:
    officer = a_user(Role.OFFICER)
    notice = prepared(f"{MOBILE} {ID}")
    phone = notice.findings.get(trace=Trace.PHONE)
    actions.accept_finding(phone, by=officer, at=NOW, reason="a public hotline")

    actions.reword(notice, by=officer, at=NOW, text={"zh-hans": f"热线 {MOBILE}"})

    assert notice.findings.get() == phone
    assert notice.findings.get().accepted_by == officer
    released(notice)


@pytest.mark.django_db
def test_nothing_of_the_number_is_kept() -> None:
    finding = prepared(f"联系王先生 {MOBILE}").findings.get()

    kept = " ".join(str(value) for value in vars(finding).values())

    assert MOBILE not in kept
    assert MOBILE[3:9] not in kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        {"title": {"en": f"List {MOBILE}"}},
        {"basis": f"文件 {MOBILE}"},
        {"contact": f"王先生 {MOBILE}"},
        {"address": f"广州 {MOBILE}"},
    ],
)
def test_every_part_of_a_notice_is_scanned(words) -> None:
    assert prepared(**words).findings.get().trace == Trace.PHONE


@pytest.mark.django_db
def test_an_attachment_is_scanned_by_what_it_says_and_is_called() -> None:
    notice = prepared()
    pdf = io.BytesIO(a_pdf(f"身份证 {ID}"))

    attachment = actions.attach(notice, f"{MOBILE}.pdf", pdf, by=SYSTEM, at=NOW)

    found = set(notice.findings.values_list("trace", "attachment"))
    assert found == {
        (Trace.ID_NUMBER, attachment.pk),
        (Trace.PHONE, attachment.pk),
    }
    actions.detach(attachment, by=SYSTEM, at=NOW)
    assert not NoticeFinding.objects.exists()
    released(notice)


@pytest.mark.django_db
def test_what_no_program_reads_is_looked_at_by_a_person() -> None:
    officer = a_user(Role.OFFICER)
    notice = prepared()
    scan = io.BytesIO(b"%PDF-1.7\n1\n%%EOF\n")
    actions.attach(notice, "scan.pdf", scan, by=officer, at=NOW)

    finding = notice.findings.get()
    assert finding.trace == Trace.UNREADABLE
    actions.accept_finding(finding, by=officer, at=NOW, reason="I have read it")
    released(notice)


@pytest.mark.django_db
def test_nothing_goes_out_with_a_file_that_was_not_released() -> None:
    notice = prepared()
    actions.attach(notice, "a.pdf", io.BytesIO(a_pdf("x")), by=SYSTEM, at=NOW)

    with pytest.raises(Refusal, match=r"“a\.pdf” has not been released"):
        actions.publish(notice, by=SYSTEM, at=NOW)
    attachment = NoticeFile.objects.get()
    attachment.file.state = Check.REJECTED
    attachment.file.save()
    with pytest.raises(Refusal, match="has not been released"):
        actions.publish(notice, by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_the_database_keeps_what_was_not_scanned_or_answered_for_inside() -> None:
    notice = prepared(f"电话 {MOBILE}")
    out = (
        "UPDATE programs_publicnotice SET status = 'published', sha256 = 'x', "
        "published_on = now(), closes_at = now() + interval '7 days', "
        "objections_close_at = now() + interval '14 days' WHERE id = %s"
    )

    assert broken(lambda: sql(out, notice.pk)) == "notice_without_open_findings"
    sql("DELETE FROM programs_noticefinding")
    sql("UPDATE programs_publicnotice SET scanned_on = NULL")
    assert broken(lambda: sql(out, notice.pk)) == "notice_is_scanned_and_hashed"


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["basis", "contact", "phone", "address"])
def test_a_notice_says_where_one_objects_and_on_what_it_rests(missing) -> None:
    notice = prepared(**{missing: ""})

    with pytest.raises(Refusal, match="names its basis document"):
        actions.publish(notice, by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_a_finding_of_the_past_does_not_follow_into_another_notice() -> None:
    prepared(f"电话 {MOBILE}")
    other = actions.prepare(
        a_program(),
        slug="other",
        title={"en": "Other"},
        proposals=[],
        by=SYSTEM,
        at=NOW + timedelta(days=1),
        **WHERE_TO_OBJECT,
    )

    assert not other.findings.exists()
