"""A blind review shows neither company nor people: not in answers, not in files."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from programs.applications import actions as applications
from programs.models import Application, Assignment, CleanCopy, FormVersion
from programs.printing.pdf import print_pdf
from programs.reviews import actions
from programs.reviews.rules.cleaning import text_of
from startups.models import Company
from tests.city import a_company, a_user, advance, checked
from tests.programs.applications.scene import (
    Scene,
    a_district_officer,
    an_open_call,
    asked,
    upload,
)
from tests.programs.reviews.scene import given
from tests.programs.stages import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
COMPANY, PERSON, PHONE = "广州木棉星河科技有限公司", "欧阳致远", "13800138000"
COLUMNS = [
    {"id": "who", "kind": "text", "label": {"en": "Full name", "zh-hans": "姓名"}},
    {"id": "part", "kind": "text", "label": {"en": "Part", "zh-hans": "分工"}},
]
SCHEMA = {
    "sections": [
        {
            "title": {"en": "About", "zh-hans": "概况"},
            "questions": [
                asked("pitch", "long_text"),
                {**asked("lead", "text"), "label": {"zh-hans": "项目负责人"}},
                {**asked("team", "table"), "columns": COLUMNS},
                {**asked("plan", "file"), "max": 3},
            ],
        }
    ]
}
ANSWERS: dict[str, Any] = {
    "pitch": f"木棉星河科技由{PERSON}创办，电话{PHONE}。Mumian Galaxy grows.",
    "lead": PERSON,
    "team": [
        {"who": "上官云", "part": "算法"},
        {"who": "司马青", "part": "上官云助手"},
    ],
}
SECRETS = (
    COMPANY, "木棉星河", PERSON, PHONE, "上官云", "司马青", "Mumian Galaxy",
    "secret@example.org", "星河计划书",
)  # fmt: skip


def printed(text: str) -> bytes:
    """A PDF on whose page this is written."""
    words = {"agency": "x", "title": "x"}
    page = {"language": "en", "timestamp": 0, "number": "1", "sha256": "0" * 64,
            "blocks": [{"kind": "paragraph", "text": text}], "signed": [],
            "verify": "x", "words": words}  # fmt: skip
    return print_pdf(page)


def plain() -> bytes:
    """A PDF that names the company only where it says who made it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.metadata = {"/Author": COMPANY}
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def company() -> Company:
    return a_company(
        name=COMPANY,
        english_name="Mumian Galaxy Co., Ltd.",
        legal_representative=PERSON,
        contact_phone=PHONE,
        contact_email="secret@example.org",
    )


@pytest.fixture
def application(company) -> Application:
    call = an_open_call()
    FormVersion.objects.filter(call=call).update(schema=SCHEMA)
    admin = a_user(Role.COMPANY_ADMIN, at=company, name="Secretary")
    begun = applications.begin(call, company, "tech", by=admin, at=NOW)
    applications.save(begun, ANSWERS, revision=0, by=admin, at=NOW)
    here = Scene(call, company, admin, admin, begun)
    upload(here, "星河计划书.pdf", plain())
    upload(here, "星河计划书二.pdf", printed("木棉 星河科技的计划"))
    applications.submit(begun, by=admin, at=NOW)
    check_waiting(now=datetime.now(UTC))
    applications.recommend(begun, by=a_district_officer(), at=NOW)
    advance(begun, "begin_review", by=a_user(Role.OFFICER))
    checked(begun)
    begun.refresh_from_db()
    applications.pass_review(begun, by=a_user(Role.OFFICER), at=NOW)
    actions.plan(call, by=a_user(Role.OFFICER), at=NOW, blind=True)
    return begun


@pytest.fixture
def assignment(application) -> Assignment:
    (held,) = given(application)
    actions.clean_waiting(NOW)
    return held


def pages(client, assignment: Assignment) -> list[str]:
    client.force_login(assignment.expert.user)
    found = [
        client.get(reverse(name)).content.decode()
        for name in ("reviews-desk", "reviews-declarations")
    ]
    detail = reverse("review-detail", args=[assignment.pk])
    found.append(client.get(detail).content.decode())
    client.post(reverse("review-declare", args=[assignment.pk]))
    found.append(client.get(detail).content.decode())
    packet = client.get(reverse("review-packet", args=[assignment.pk]))
    bound = PdfReader(io.BytesIO(packet.content))
    found.append("".join(page.extract_text() for page in bound.pages))
    return [*found, str(bound.metadata), str(packet.headers)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_tells_who_applies(client, assignment, language) -> None:
    client.cookies["django_language"] = language

    found = pages(client, assignment)

    for secret in (*SECRETS, assignment.application.company.uscc):
        assert [number for number, page in enumerate(found) if secret in page] == []
    assert "算法" in found[3]  # the control: the rest is there
    assert "▇▇▇" in found[3]


def test_control_the_same_pages_tell_it_where_names_are_not_hidden(
    client, application
) -> None:
    actions.plan(application.call, by=a_user(Role.OFFICER), at=NOW, blind=False)
    (held,) = given(application)

    found = "".join(pages(client, held))

    assert [secret for secret in SECRETS if secret not in found] == [
        "secret@example.org"
    ]


def test_a_file_is_clean_or_held_back(client, assignment) -> None:
    clean, named = CleanCopy.objects.order_by("attachment")
    actions.declare(assignment, by=assignment.expert.user, at=NOW)
    client.force_login(assignment.expert.user)

    assert (clean.withheld, named.withheld) == (False, True)
    answer = client.get(
        reverse("review-file", args=[assignment.pk, clean.attachment_id])
    )
    refused = client.get(
        reverse("review-file", args=[assignment.pk, named.attachment_id])
    )

    assert refused.status_code == 404
    assert "plan%201.pdf" in answer["Content-Disposition"]
    reader = PdfReader(io.BytesIO(answer.content))
    assert COMPANY not in str(reader.metadata)
    assert text_of("pdf", answer.content) == ""


def test_nothing_is_read_before_it_has_been_cleaned(client, application) -> None:
    (held,) = given(application)
    actions.declare(held, by=held.expert.user, at=NOW)
    client.force_login(held.expert.user)
    file = application.attachments.first()

    page = client.get(reverse("review-detail", args=[held.pk])).content.decode()
    direct = client.get(reverse("review-file", args=[held.pk, file.pk]))

    assert "It is being prepared." in page or "正在准备" in page
    assert direct.status_code == 404


def test_cleaning_twice_keeps_one_copy(application) -> None:
    given(application)
    file = application.attachments.select_related("file").first()

    first = actions.clean(file, now=NOW)
    again = actions.clean(file, now=NOW)

    assert first == again
    assert actions.clean_waiting(NOW) == 1  # the other file
    assert actions.clean_waiting(NOW) == 0
