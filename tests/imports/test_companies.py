"""The company registry from workbooks and delimited text."""

import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from startups.models import Company, Qualification
from tests.city import a_company, a_uscc, a_user, advance

pytestmark = pytest.mark.django_db

CHINESE = [
    "统一社会信用代码",
    "企业名称",
    "所在区",
    "注册资本（元）",
    "成立日期",
    "备注",
]


def facts(uscc: str, name: str = "木棉科技有限公司") -> list:
    return [uscc, name, "天河区", "1,000,000.50", "2020/3/1", "x"]


def test_a_workbook_with_chinese_headings_becomes_verified_companies(run, sheet):
    code = a_uscc()

    printed = run("companies", sheet(CHINESE, facts(code)))

    company = Company.objects.get(uscc=code)
    assert "1 new" in printed
    assert "Ignored columns: 备注." in printed
    assert (company.status, company.district_id) == ("verified", "440106")
    assert company.registered_capital == Decimal("1000000.50")
    assert company.founded_on == date(2020, 3, 1)
    entries = Entry.objects.filter(subject_id=str(company.pk)).order_by("id")
    assert set(entries.values_list("verb", flat=True)) == {"import", "verify"}


def test_order_width_and_blanks_do_not_matter(run, sheet):
    code = a_uscc()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    headings = ["District", " Name *", "Unified social credit code", "founded_on"]

    line = [440106, " 木棉　科技 ", f" {wide[:8]} {wide[8:]} ", date(2021, 5, 6)]
    run("companies", sheet([], headings, line))

    company = Company.objects.get(uscc=code)
    assert (company.name, company.founded_on) == ("木棉 科技", date(2021, 5, 6))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_its_encoding_and_with_its_delimiter(
    run, table, encoding, delimiter
):
    lines = [CHINESE, facts(a_uscc(), "广州𠮷野科技")]
    if encoding == "utf-8":
        lines.append(facts(a_uscc()))

    run("companies", table(*lines, encoding=encoding, delimiter=delimiter))

    assert Company.objects.filter(name="广州𠮷野科技").exists()


def test_bytes_of_no_encoding_are_refused(run, folder):
    path = folder / "list.csv"
    path.write_bytes("名称".encode() + b"\xff\xff")

    assert "neither UTF-8 nor GB18030" in run("companies", path)


def test_a_second_run_writes_nothing(run, sheet):
    path = sheet(CHINESE, facts(a_uscc()), facts(a_uscc()))
    run("companies", path)
    before = Entry.objects.count()

    assert "0 new, 0 changed, 2 unchanged" in run("companies", path)
    assert Entry.objects.count() == before


def test_a_new_name_keeps_the_old_one_findable(run, sheet):
    company = advanced(a_company(name="旧名公司"))

    assert "1 changed" in run(
        "companies", sheet(CHINESE, facts(company.uscc, "新名公司"))
    )

    assert list(Company.objects.all().named("旧名")) == [company]
    entry = Entry.objects.get(verb="import")
    assert entry.details["before"]["name"] == "旧名公司"


def advanced(company):
    advance(company, "verify", by=SYSTEM)
    return company


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(run, sheet):
    printed = run("companies", sheet(CHINESE, facts(a_uscc())), dry_run=True)

    assert "dry run. It would be: 1 new" in printed
    assert "FAILED" not in printed
    assert not Company.objects.exists()


def test_every_problem_of_every_row_is_told_at_once(run, sheet, errors):
    good, wrong = a_uscc(), "91440106000000000X"
    path = sheet(
        CHINESE,
        facts(good),
        [wrong, "", "Mars", "10万元", "3/4/2020", ""],
        facts(good),
        [a_uscc(), "名" * 201, "萝岗区", "-1", "2999-01-01", ""],
    )

    printed = run("companies", path)

    assert [(row, column) for row, column, *__ in errors()] == [
        (3, "统一社会信用代码"), (3, "企业名称"), (3, "所在区"), (3, "成立日期"),
        (3, "注册资本（元）"), (5, "企业名称"), (5, "所在区"), (5, "成立日期"),
        (5, "注册资本（元）"), (4, "统一社会信用代码"),
    ]  # fmt: skip
    assert "Row 2 is about the same." in printed
    assert "“Luogang” became part of “Huangpu”." in printed
    assert "Nothing is imported." in printed
    assert not Company.objects.exists()


def test_formulas_are_text_everywhere(run, sheet, folder, errors):
    evil = '=HYPERLINK("http://x.example","y")'
    path = folder / "list.csv"
    path.write_text(
        f'uscc,name,district\n{a_uscc()},"{evil.replace(chr(34), chr(34) * 2)}",x\n'
    )

    run("companies", path)

    assert errors()[0][1:] == ("district", "x", "The city has no such district.")
    path.write_text(
        path.read_text().replace(",x\n", ",天河\n").replace("uscc,name", "name,uscc")
    )
    run("companies", path)
    assert evil in [row[2] for row in errors()]


def test_headings_that_are_missing_or_double_are_named(run, sheet, errors):
    printed = run("companies", sheet(["uscc", "USCC", "name"], [a_uscc(), "", "x"]))

    assert "row 1, district: This column is missing." in printed
    assert "row 1, USCC: There are two columns of this name." in printed


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx", "empty.json"])
def test_an_empty_file_says_so(run, folder, name):
    (folder / name).touch()

    assert "FAILED The file is empty." in run("awards", folder / name)


def test_blank_sheets_other_types_and_false_names_are_refused(run, sheet, folder):
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "false.xlsx").write_bytes(b"uscc,name")

    assert "has no rows" in run("companies", sheet([]))
    assert "Only XLSX and CSV" in run("companies", folder / "old.xls")
    assert "not what its name says" in run("companies", folder / "false.xlsx")


def test_a_bomb_is_not_unpacked(run, folder):
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w") as member:
            for __ in range(210):
                member.write(bytes(1 << 20))

    assert "unpacks to far more than it should" in run(
        "companies", folder / "bomb.xlsx"
    )


def test_a_certificate_makes_a_high_tech_company(run, sheet):
    code = a_uscc()
    head = ["uscc", "name", "district", "高企证书编号", "高企发证日期", "高企有效期至"]
    line = [code, "木棉", "Tianhe", "GR202544000001", "2024-12-01", "2027-12-01"]

    run("companies", sheet(head, line))
    assert "1 unchanged" in run("companies", sheet(head, line))
    line[3] = "GR202544000009"
    assert "1 changed" in run("companies", sheet(head, line))

    title = Qualification.objects.get(company__uscc=code)
    assert (title.number, title.valid_until) == ("GR202544000009", date(2027, 12, 1))


def test_a_certificate_without_its_day_is_refused(run, sheet, errors):
    head = ["uscc", "name", "district", "HTE number"]

    run("companies", sheet(head, [a_uscc(), "木棉", "Tianhe", "GR1"]))

    assert errors()[0][3] == "Say when the certificate was issued."


def test_only_who_may_import_imports(run, sheet):
    path = sheet(CHINESE, facts(a_uscc()))
    officer, auditor = a_user(Role.OFFICER), a_user(Role.AUDITOR)

    assert "may not import" in run("companies", path, by=auditor.email)
    assert "There is no account" in run("companies", path, by="nobody@example.org")
    assert "1 new" in run("companies", path, by=officer.email)
    assert set(Entry.objects.values_list("actor", flat=True)) == {officer.pk}


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_statements_is_flat(run, sheet, count):
    path = sheet(CHINESE, *(facts(a_uscc()) for __ in range(count)))

    with CaptureQueriesContext(connection) as queries:
        run("companies", path)

    assert len(queries) == 20  # 6 of them savepoints, 10 reads, 4 writes
