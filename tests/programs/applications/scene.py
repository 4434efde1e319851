"""A call that asks one question of each kind, and the people around an application."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from foundation.accounts.models import User
from foundation.accounts.permissions import Role, ScopeKind
from foundation.models import RoleGrant
from programs.applications import actions
from programs.applications.rules import digest
from programs.models import Application, Call, FormVersion
from startups.models import Company
from tests.city import a_call, a_company, a_user

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def asked(name: str, kind: str, **more: Any) -> dict[str, Any]:
    label = {"en": name.title(), "zh-hans": f"问题 {name}"}
    return {"id": name, "kind": kind, "label": label, **more}


SCHEMA = {
    "sections": [
        {
            "title": {"en": "About", "zh-hans": "概况"},
            "questions": [
                asked("pitch", "long_text", required=True, max=100),
                asked("staff", "number", required=True, min=1),
                asked("revenue", "money"),
                asked("founded", "date"),
                asked(
                    "field",
                    "choice",
                    options=[
                        {"value": "it", "label": {"en": "IT", "zh-hans": "电子信息"}},
                        {"value": "bio", "label": {"en": "Bio", "zh-hans": "生物医药"}},
                    ],
                ),
            ],
        },
        {
            "title": {"en": "Papers", "zh-hans": "材料"},
            "questions": [
                asked("plan", "file", required=True),
                asked("truth", "commitment", required=True),
            ],
        },
    ]
}
ANSWERS = {
    "pitch": "木棉花开\n红满枝头",
    "staff": "12",
    "revenue": "1200.50",
    "founded": "2020-02-29",
    "field": "it",
    "truth": True,
}

SHORT_FORM = {  # what can be typed at once; no file has to be there
    "sections": [
        {
            "title": {"en": "About", "zh-hans": "概况"},
            "questions": [
                asked("pitch", "long_text", required=True, max=100),
                asked("staff", "number", required=True, min=1),
                asked("truth", "commitment", required=True),
            ],
        }
    ]
}
TYPED = {"pitch": "木棉花开", "staff": "12", "truth": "on"}
KEPT = TYPED | {"truth": True}
SEEN = {  # what a page holds when its script has saved all of it
    "_revision": 1,
    "_version": 1,
    "_base": json.dumps({name: digest(answer) for name, answer in KEPT.items()}),
}


def now() -> datetime:
    return datetime.now(UTC)


def an_open_call(**fields: Any) -> Call:
    call = a_call(**fields)
    FormVersion.objects.filter(call=call).update(schema=SCHEMA)
    return call


@dataclass
class Scene:
    call: Call
    company: Company
    admin: User
    editor: User
    application: Application


def a_scene(
    call: Call | None = None,
    district: str = "440106",
    company: Company | None = None,
) -> Scene:
    call, company = call or an_open_call(), company or a_company(district)
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    editor = a_user(Role.COMPANY_EDITOR, at=company)
    application = actions.begin(call, company, "tech", by=editor, at=now())
    return Scene(call, company, admin, editor, application)


def filled_in(scene: Scene) -> Scene:
    application, by = scene.application, scene.editor
    revision = application.draft.revision
    actions.save(application, ANSWERS, revision=revision, by=by, at=now())
    upload(scene)
    return scene


def typed(scene: Scene) -> Scene:
    """The short form, written and saved."""
    actions.save(scene.application, TYPED, revision=0, by=scene.editor, at=now())
    return scene


def upload(scene: Scene, name: str = "计划书.pdf", content: bytes = PDF) -> Any:
    file = io.BytesIO(content)
    return actions.attach(
        scene.application, "plan", name, file, by=scene.editor, at=now()
    )


def submitted(scene: Scene | None = None) -> Scene:
    scene = filled_in(scene or a_scene())
    actions.submit(scene.application, by=scene.admin, at=now())
    return scene


def in_review(scene: Scene | None = None) -> Scene:
    scene = submitted(scene)
    actions.recommend(scene.application, by=a_district_officer(), at=now())
    actions.begin_review(scene.application, by=an_officer(), at=now())
    return scene


WRONG = {"staff": "与社保人数不符", "plan": "附件缺页"}


def asked_to_correct(scene: Scene | None = None, **more: Any) -> Scene:
    """In formal review, with a number and a file to put right."""
    scene = scene or in_review()
    given = {"reason": "更正附件二", "items": WRONG} | more
    actions.ask_correction(scene.application, by=an_officer(), at=now(), **given)
    return scene


def a_district_officer(code: str = "440106") -> User:
    user = a_user()
    RoleGrant.objects.create(
        user=user, role=Role.DISTRICT, scope_kind=ScopeKind.DISTRICT, scope_id=code
    )
    return user


def an_officer() -> User:
    return a_user(Role.OFFICER)
