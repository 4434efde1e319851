"""PDF, workbook, mail and page say what the dataset says, no more and no less."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from programs.reports.dataset import (
    Column,
    Dataset,
    Figure,
    Row,
    Section,
    Table,
    digest,
)
from programs.reports.measures import COMPANIES, DAY, WAN_YUAN, text
from programs.reports.rendering.mail import render_mail
from programs.reports.rendering.numbers import show
from programs.reports.rendering.pdf import render_pdf
from programs.reports.rendering.presentation import present
from programs.reports.rendering.workbook import render_xlsx
from tests.programs.reports.rendering.samples import (
    AGENCY,
    AS_OF,
    FIRST_QUARTER,
    incubator_report,
    program_report,
)

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-5",
    "http://evil.example/",
    "mailto:a@evil.example",
    "{=1}",
    "\t=1",
    "#set page(width: 1pt) $x^2$ *bold* _it_ @ref <label> // gone",
    '#include "/etc/passwd"',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "]]>&amp;\"'",
    "00123456789012345678",
    "\u202eevil\u202c\u200b",
    "晟䶮𠮷😀\U0010fffd",
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 6,
    "\x00\x07\x1b\r\n",
    "",
    " ",
]
EMPTY = Dataset(
    code="R0",
    version=1,
    title=text("Nothing", "空"),
    agency=AGENCY,
    period=FIRST_QUARTER,
    as_of=AS_OF,
)


def a_report(*names: str) -> Dataset:
    """A report of rows with these names, which also stand everywhere else."""
    columns = (
        Column("name", text("Name", "名称")),
        Column("amount", text("Amount", "金额"), WAN_YUAN),
        Column("day", text("Day", "日期"), DAY),
    )
    rows = tuple(Row((name, Decimal("12345.67"), AS_OF.date())) for name in names)
    told = text(names[0] if names else "x", names[-1] if names else "x")
    return replace(
        EMPTY,
        title=told,
        figures=(Figure("f", told, COMPANIES, 3, note=told),),
        sections=(
            Section("s", told, text=told, table=Table(columns, rows), note=told),
        ),
        remarks=(told,),
        corrections=(told,),
    )


def pdf_text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def workbook_of(dataset: Dataset, language: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_xlsx(dataset, language)))


SCRIPT = """
import hashlib, django
from django.conf import settings
settings.configure(TIME_ZONE="Asia/Shanghai", TEMPLATES=[{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": ["config/templates"],
}])
django.setup()
from programs.reports.rendering.mail import render_mail
from programs.reports.rendering.pdf import render_pdf
from programs.reports.rendering.workbook import render_xlsx
from tests.programs.reports.rendering.samples import program_report
for language in ("zh-hans", "en"):
    mail = render_mail(program_report(), language, "https://kapok.example/")
    for made in (
        render_pdf(program_report(), language),
        render_xlsx(program_report(), language),
        *mail.images.values(),
    ):
        print(hashlib.sha256(made).hexdigest())
"""


def test_another_process_makes_the_same_bytes() -> None:
    def run(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "PYTHONPATH": "."}
        return subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    first = run("1")

    assert len(set(first.split())) >= 5
    assert run("2") == first


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("report", [program_report(), incubator_report()])
def test_the_pdf_has_every_number_of_the_dataset(report: Dataset, language) -> None:
    told = re.sub(r"\s", "", pdf_text(render_pdf(report, language)))

    figures = [(figure.value, figure.measure) for figure in report.figures]
    cells = [
        (cell, column.measure)
        for section in report.sections
        if section.numbers
        for row in section.numbers.lines
        for column, cell in zip(section.numbers.columns, row.cells, strict=True)
    ]
    missing = [
        (value, measure)
        for value, measure in figures + cells
        if re.sub(r"\s", "", show(value, measure, language)) not in told
    ]
    assert missing == []
    assert digest(report) in told


def test_the_pdf_is_tagged_titled_and_archivable() -> None:
    reader = PdfReader(BytesIO(render_pdf(program_report(), "zh-hans", "R3-2026-001")))
    catalog: Any = reader.trailer["/Root"]
    packet = catalog["/Metadata"].get_data().decode()

    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"].startswith("zh")
    assert reader.metadata
    assert reader.metadata.title == program_report().title["zh-hans"]
    assert reader.metadata.creation_date == AS_OF
    assert "pdfuaid:part" in packet
    assert "pdfaid:part" in packet
    assert "R3-2026-001" in reader.pages[-1].extract_text()


def test_the_pdf_repeats_the_head_of_a_long_table() -> None:
    report = a_report(*(f"Company {place}" for place in range(120)))

    pages = PdfReader(BytesIO(render_pdf(report, "en"))).pages
    full = [page for page in pages if "Company" in page.extract_text()]

    assert len(full) >= 3
    assert all("Amount" in page.extract_text() for page in full)


def test_only_the_workbook_has_thousands_of_rows() -> None:
    report = a_report(*(f"Company {place}" for place in range(1_200)))

    told = pdf_text(render_pdf(report, "en"))
    sheet = workbook_of(report).worksheets[1]

    assert "The first 500 of 1,200 rows" in told
    assert "Company 499" in told
    assert "Company 500" not in told
    assert sum("Company" in str(cell.value) for cell in sheet["A"][4:]) >= 1_200


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_printed_not_obeyed(words: str) -> None:
    told = pdf_text(render_pdf(a_report(words), "en"))

    assert "1.23" in told
    if "#set" in words:
        assert "#setpage(width:1pt)$x^2$*bold*_it_@ref<label>//gone" in re.sub(
            r"\s", "", told
        )


def test_letters_that_no_font_has_are_replaced() -> None:
    told = pdf_text(render_pdf(a_report("晟䶮𠮷😀"), "zh-hans"))

    assert "晟䶮𠮷〓" in told


@settings(max_examples=25, deadline=None)
@given(st.text())
def test_any_text_can_be_printed(words: str) -> None:
    assert render_pdf(a_report(words), "en").startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])))
def test_any_text_stays_text_in_a_workbook(words: str) -> None:
    book = workbook_of(a_report(words))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    told = {cell.value for cell in cells if cell.data_type == "s"}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert not words or words in told


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text_in_a_workbook(words: str) -> None:
    book = workbook_of(a_report(words, words))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {cell.data_type for cell in book.worksheets[1]["B"][4:6]} <= {"n", "s"}


def test_a_workbook_has_typed_cells_and_totals_as_values() -> None:
    book = workbook_of(program_report(), "zh-hans")
    sheet = book["分区情况"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}

    assert [cell.value for cell in rows["天河区"]] == [
        "天河区",
        18,
        6240,
        4135,
        pytest.approx(0.66266),
        34,
        210,
    ]
    assert rows["合计"][2].value == pytest.approx(24470.00005)
    assert rows["荔湾区"][2].value == "＊"
    assert rows["从化区"][4].value == "—"
    assert rows["合计"][2].number_format == "#,##0.00"
    assert rows["合计"][4].number_format == "0.0%"
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert book.properties.created == datetime(2026, 4, 15, 8, 30)  # noqa: DTZ001  local


def test_sheets_have_names_that_excel_allows() -> None:
    sections = tuple(
        replace(program_report().sections[0], heading=text(name, name))
        for name in (
            "a/b:c*[d]?",
            "A/B:C*[D]?",
            "History",
            "'" * 3,
            "长" * 40,
            "长" * 41,
        )
    )

    names = workbook_of(replace(program_report(), sections=sections)).sheetnames

    assert len({name.casefold() for name in names}) == len(names) == 8
    assert all(0 < len(name) <= 31 for name in names)
    assert not [name for name in names if re.search(r"[\[\]:*?/\\]|^'|'$", name)]
    assert "History" not in names


def test_an_empty_report_is_still_a_report() -> None:
    page = render_to_string(
        "programs/reports/_dataset.html", {"report": present(EMPTY, "en")}
    )
    mail = render_mail(EMPTY, "en", "https://kapok.example/")

    assert "Nothing" in pdf_text(render_pdf(EMPTY, "en"))
    assert len(workbook_of(EMPTY).sheetnames) == 2
    assert "Nothing" in page
    assert mail.images == {}
    assert "<img" not in mail.html


@pytest.mark.parametrize("words", HOSTILE)
def test_pages_and_mails_escape_what_people_wrote(words: str) -> None:
    report = a_report(words)
    page = render_to_string(
        "programs/reports/_dataset.html", {"report": present(report, "en")}
    )
    mail = render_mail(report, "en", "https://kapok.example/")

    assert "<script" not in page + mail.html
    assert not re.search(r"<[^>]*\s(style|on\w+)=", page)
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


def test_the_page_opens_the_rows_behind_its_numbers() -> None:
    page = render_to_string(
        "programs/reports/_dataset.html", {"report": present(program_report(), "en")}
    )
    ids = re.findall(r'\bid="([^"]+)"', page)

    assert (
        '<a class="govuk-link" href="/reports/rows/?district=Tianhe">Tianhe</a>' in page
    )
    assert 'href="/reports/rows/awards/"' in page
    assert len(ids) == len(set(ids))
    assert page.count("<svg") == 2 * page.count("<figure")
    assert page.count("<details") == page.count("<figure")


def test_a_mail_carries_summary_chart_and_link() -> None:
    mail = render_mail(
        program_report(), "zh-hans", "https://kapok.example/r/1/", "R3-001"
    )
    message = EmailMultiAlternatives(to=["leader@example.org"])

    mail.fill(message)
    parts = {part.get_content_type(): part for part in message.message().walk()}

    assert message.subject == mail.subject
    assert "2026年第一季度" in mail.subject
    assert parts["image/png"]["Content-ID"] == "<chart@kapok>"
    assert 'src="cid:chart@kapok"' in mail.html
    for body in (mail.text, mail.html):
        assert "24,470.00" in body
        assert "https://kapok.example/r/1/" in body
        assert "R3-001" in body
    assert "attached" not in render_mail(EMPTY, "en", "/", attached=False).text


def test_control_the_clock_would_change_a_workbook() -> None:
    later = replace(EMPTY, as_of=datetime(2026, 5, 1, tzinfo=UTC))

    assert render_xlsx(later, "en") != render_xlsx(EMPTY, "en")
    assert render_pdf(later, "en") != render_pdf(EMPTY, "en")
