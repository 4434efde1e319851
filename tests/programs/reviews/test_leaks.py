"""Nobody reads another's score, comment, file or name, by any address at all.

One application is full of marks: what the company wrote, the file and its name, who
judged it, what they thought. Each of those who must not read a mark then asks every
address of the site, pages, desk and API, for exactly these rows, with GET and POST.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from config import documents
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import User
from programs.applications import actions as applications
from programs.models import Application, Assignment, Objection
from programs.selection.actions import register
from tests.city import a_company, a_user, checked
from tests.programs.applications.scene import (
    ANSWERS,
    a_district_officer,
    a_scene,
    upload,
)
from tests.programs.reviews.scene import LONG, declare, given, scored
from tests.programs.stages import NOW, an_expert, decided, eligible, in_notice

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.journey,
    pytest.mark.timeout(900),
]

KEY = 770_001  # the key of the first row of every table
POINTS = {"core": "13.5", "rd": "20", "results": "12", "market": "17.5",
          "demonstration": "8.5"}  # fmt: skip
SCORE = {"comment": "qiukuangbiao", "feedback": "fankuibiao", "total": "71.5",
         "points": "13.5"}  # fmt: skip
WHO = {"expert": "Zhangbiaoji"}
WRITTEN = {"answer": "dabiaoji", "file": "wenjianbiao", "content": "neirongbiao"}
NAME = {"company": "mingchengbiao"}
OBJECTION = {"objector": "yiyirenbiao", "objected": "yiyineirongbiao"}
EVERYTHING = SCORE | WHO | WRITTEN | NAME | OBJECTION
SKIPPED = ("/static/", "/accounts/", "/admin/logout", "/admin/login", "/health")


@dataclass(frozen=True)
class Scene:
    application: Application
    judged: Assignment  # scored by one expert
    waiting: Assignment  # not declared by another of the same panel
    company_admin: User


@pytest.fixture
def scene() -> Scene:
    """The marked application; all keys are one number, which then asks for all."""
    _begin_all_keys_at(KEY)
    begun = a_scene()
    application = begun.application
    type(begun.company).objects.filter(pk=begun.company.pk).update(name=NAME["company"])
    answers = ANSWERS | {"pitch": WRITTEN["answer"]}
    applications.save(application, answers, revision=0, by=begun.editor, at=NOW)
    content = f"%PDF-1.7\n% {WRITTEN['content']}\n%%EOF\n".encode()
    upload(begun, f"{WRITTEN['file']}.pdf", content)
    applications.submit(application, by=begun.admin, at=NOW)
    check_waiting(now=datetime.now(UTC))
    applications.recommend(application, by=a_district_officer(), at=NOW)
    applications.begin_review(application, by=a_user(Role.OFFICER), at=NOW)
    checked(application)
    application.refresh_from_db()
    applications.pass_review(application, by=a_user(Role.OFFICER), at=NOW)
    marked = an_expert(user=a_user(Role.EXPERT, name=WHO["expert"]))
    judged, waiting = given(application, to=[marked, an_expert()])
    scored(declare(judged), POINTS, SCORE["comment"] + LONG, SCORE["feedback"])
    keys = {application.pk, judged.pk, begun.company.pk, an_objection().pk}
    assert keys == {KEY}
    return Scene(application, judged, waiting, begun.admin)


def an_objection() -> Objection:
    """To a list on which another company of the program stands."""
    now = datetime.now(UTC)
    proposal = decided()
    notice = in_notice(proposal, at=now)
    return register(
        notice, proposal=proposal, objector=OBJECTION["objector"], contact="020-0000",
        content=OBJECTION["objected"], at=now,
    )  # fmt: skip


def _begin_all_keys_at(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename) FROM pg_sequences")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {number}")


def addresses(scene: Scene) -> Iterator[str]:
    """Every address there is, filled in with the marked rows."""
    for pattern, _view in documents.views():
        if not pattern.startswith(SKIPPED):
            yield _filled(pattern, scene)


def _filled(pattern: str, scene: Scene) -> str:
    application = scene.application
    file = application.attachments.get().file_id
    known = {
        "number": application.number, "slug": application.call.slug,
        "language": "en", "format": "json", "object_id": str(KEY), "pk": str(KEY),
        "app_label": "programs", "model_name": "application",
    }  # fmt: skip
    by_kind = {"int": str(KEY), "uuid": str(file), "report_kind": "pdf"}

    def value(found: re.Match[str]) -> str:
        kind, name = found[1] or "", found[2]
        return by_kind.get(kind) or known.get(name, str(KEY))

    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    plain = re.sub(r"<(?:(\w+):)?(\w+)>", value, plain)
    return re.sub(r"\\Z|[\^$\\?]", "", plain)


def said(answer: Any) -> str:
    """All that an answer says, whatever it is packed in, its address line included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = " ".join(str(value) for value in answer.headers.values())
    return heads + _unpacked(content)


def _unpacked(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return content.decode(errors="replace") + _pdf_text(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "".join(
                package.read(name).decode(errors="replace")
                for name in package.namelist()
            )
    return content.decode(errors="replace")


def _pdf_text(content: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        return "".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError):
        return ""


def holds(text: str, mark: str) -> bool:
    if mark[0].isdigit():
        return bool(re.search(rf"(?<![\d.]){re.escape(mark)}(?!\d)", text))
    return mark in text


def leaks(client: Client, scene: Scene, marks: dict[str, str]) -> set[tuple[str, str]]:
    """Which marks were read, and where."""
    found = set()
    for ask, address in [
        *((client.get, each) for each in addresses(scene)),
        *((client.post, each) for each in addresses(scene) if not staffs(each)),
    ]:
        text = said(ask(address))
        found |= {(key, address) for key in marks if holds(text, marks[key])}
    return found


def staffs(address: str) -> bool:
    """The desk takes no POST from whoever may not open it, and its own have tests."""
    return address.startswith("/admin/")


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def another_expert(_scene: Scene) -> User:
    """With a case of their own, declared and scored."""
    (assignment,) = given(eligible())
    scored(declare(assignment), comment="Mine.")
    return assignment.expert.user


def expert_of_the_panel(scene: Scene) -> User:
    """Has the same application, and has not declared: may know the company's name."""
    return scene.waiting.expert.user


def expert_who_declared(scene: Scene) -> User:
    """Reads the application, and nothing of what another thought of it."""
    return declare(scene.waiting).expert.user


def another_applicant(scene: Scene) -> User:
    """Of the same call."""
    other = eligible(scene.application.call)
    return a_user(Role.COMPANY_ADMIN, at=other.company)


def the_applicant(scene: Scene) -> User:
    return scene.company_admin


def another_district(_scene: Scene) -> User:
    return a_district_officer(a_company("440112").district_id)


def the_district(_scene: Scene) -> User:
    return a_district_officer()


def finance(_scene: Scene) -> User:
    """On the staff desk, with nothing to do with reviews."""
    return a_user(Role.FINANCE)


def nobody(_scene: Scene) -> None:
    return None


@pytest.mark.parametrize(
    ("whom", "marks"),
    [
        (nobody, EVERYTHING),
        (another_expert, EVERYTHING),
        (another_applicant, EVERYTHING),
        (another_district, EVERYTHING),
        (expert_of_the_panel, SCORE | WHO | WRITTEN | OBJECTION),
        (expert_who_declared, SCORE | WHO | OBJECTION),
        (the_applicant, SCORE | WHO | OBJECTION),
        (the_district, SCORE | WHO | OBJECTION),
        (finance, SCORE | WHO | WRITTEN | OBJECTION),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_no_address_tells_what_somebody_must_not_read(scene, whom, marks) -> None:
    client = signed_in(whom(scene))

    assert leaks(client, scene, marks) == set()


def test_control_the_walk_finds_every_mark_for_those_who_may_read_it(scene) -> None:
    officer = leaks(signed_in(a_user(Role.OFFICER)), scene, EVERYTHING)
    own = leaks(signed_in(scene.judged.expert.user), scene, EVERYTHING)

    assert {mark for mark, _where in officer} == set(EVERYTHING)
    assert {mark for mark, _where in own} == set(EVERYTHING) - set(OBJECTION)
