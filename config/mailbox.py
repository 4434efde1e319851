"""The demo's mail as a page: whoever tries Kapok reads here what people were sent.

It answers only where `DEMO` is on, since it shows everyone's mail to everyone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property, wraps
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from foundation.edges.rights import public

ON_A_PAGE = 30
LINK = re.compile(r"(https?://[^\s<>\"'，。；、（）]+)")
View = Callable[..., HttpResponse]


@dataclass
class Mail:
    """One kept file, and what of it is safe to show."""

    file: Path

    @property
    def key(self) -> str:
        return self.file.stem

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.file.read_bytes(), policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["from"] or "")

    @property
    def recipients(self) -> str:
        return str(self.message["x-envelope-to"] or self.message["to"] or "")

    @property
    def kept_at(self) -> datetime:
        return datetime.fromtimestamp(self.file.stat().st_mtime, tz=UTC)

    @property
    def text(self) -> str:
        """The words alone: a mail's markup is never handed to the browser."""
        body = self.message.get_body(("plain", "html"))
        if body is None:
            return ""
        words = str(body.get_content())
        return words if body.get_content_type() == "text/plain" else strip_tags(words)

    @property
    def linked(self) -> SafeString:
        """The text, escaped, with its addresses to click, even right after Chinese."""
        parts = [
            format_html('<a href="{}" rel="nofollow">{}</a>', part, part)
            if LINK.fullmatch(part)
            else conditional_escape(part)
            for part in LINK.split(self.text)
        ]
        return mark_safe("".join(parts))  # noqa: S308  # every part is escaped above

    @cached_property
    def attachments(self) -> list[EmailMessage]:
        return list(self.message.iter_attachments())

    @property
    def files(self) -> list[tuple[int, str, int]]:
        """Number, name and size in bytes of each attachment."""
        return [
            (number, name_of(part), len(content_of(part)))
            for number, part in enumerate(self.attachments)
        ]


def name_of(part: EmailMessage) -> str:
    return Path(part.get_filename() or "attachment").name


def content_of(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mailbox"


def kept() -> list[Mail]:
    """Every mail, the newest first; names begin with the time."""
    return [Mail(file) for file in sorted(folder().glob("[0-9]*.eml"), reverse=True)]


def find(key: str) -> Mail:
    found = next((mail for mail in kept() if mail.key == key), None)
    if found is None:
        raise Http404
    return found


def in_the_demo(view: View) -> View:
    """Elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, **where: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **where)

    return public(require_safe(guarded))


@in_the_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    """What was sent lately; `to` narrows it to one recipient."""
    wanted = request.GET.get("to", "").strip().lower()
    mails = [m for m in kept() if not wanted or wanted in m.recipients.lower()]
    page = Paginator(mails, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "mailbox/list.html", {"mails": page, "page_obj": page, "to": wanted}
    )


@in_the_demo
def mail(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "mailbox/message.html", {"mail": find(key)})


@in_the_demo
def attachment(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The file as it was sent, to be kept and never to be shown in our name."""
    parts = find(key).attachments
    if number >= len(parts):
        raise Http404
    part = parts[number]
    disposition = content_disposition_header(as_attachment=True, filename=name_of(part))
    return HttpResponse(
        content_of(part),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


urlpatterns = [
    path("", mailbox, name="mailbox"),
    path("<slug:key>/", mail, name="mailbox-mail"),
    path("<slug:key>/<int:number>/", attachment, name="mailbox-attachment"),
]
