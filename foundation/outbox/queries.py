"""A message put into words: the mail as its receiver gets it."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from foundation.outbox.models import Message
from foundation.outbox.rules import attachments
from foundation.outbox.states import CHOSEN, Kind

STOP = "foundation.outbox.stop"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


def written(message: Message) -> EmailMessage:
    """The mail: its words, what is enclosed, and the way out of what is optional."""
    with translation.override(message.language):
        words, foot = worded(message), _foot(message)
        files = attachments(message.template, message.context, message.language)
    headers = {"Message-ID": message.message_id}
    if link := stop_link(message):
        headers["List-Unsubscribe"] = f"<{link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMessage(
        words.subject, words.body + foot, to=[message.to], headers=headers
    )
    for file in files:
        mail.attach(file.name, file.content, file.media)
    return mail


def worded(message: Message) -> Words:
    """Subject and text, in the language that is active; a digest holds others."""
    told = {**message.context, "site": settings.SITE_URL}
    if message.template == "digest":
        told["letters"] = [worded(one) for one in digested(message)]
    text = render_to_string(f"outbox/{message.template}.txt", told)
    subject, __, body = text.strip().partition("\n")
    return Words(" ".join(subject.split()), body.strip())


def digested(message: Message) -> list[Message]:
    return list(message.digested.order_by("created_at", "pk"))


def _foot(message: Message) -> str:
    link = stop_link(message)
    if not link:
        return ""
    told = {
        "kind": Kind(message.kind).label,
        "link": link,
        "page": settings.SITE_URL + reverse("notifications"),
        "is_digest": message.kind == Kind.DIGEST,
    }
    return "\n\n" + render_to_string("outbox/_foot.txt", told).strip()


def stop_link(message: Message) -> str:
    """Where this receiver can stop this kind of mail without signing in."""
    optional = {*CHOSEN, Kind.DIGEST}
    if message.user_id is None or message.kind not in optional:
        return ""
    token = signing.dumps([message.user_id, message.kind], salt=STOP)
    return f"{settings.SITE_URL}{reverse('notifications-stop', args=[token])}"
