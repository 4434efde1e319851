"""The mail that brings an issue: a short summary, a link, and the files themselves."""

from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from foundation.sheets import XLSX
from programs.reports.dataset import from_json
from programs.reports.models import Delivery, Rendition
from programs.reports.rendering.mail import Mail, render_mail
from programs.reports.states import Format

LARGEST = 10 * 1024 * 1024  # bytes that people's mailboxes surely take
CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.XLSX: XLSX,
}


def mail(delivery: Delivery) -> EmailMultiAlternatives:
    """The same delivery always makes a mail of the same Message-ID and files."""
    language = delivery.user.language
    files = list(delivery.issue.renditions.filter(language=language).order_by("format"))
    attached = sum(len(file.content) for file in files) <= LARGEST
    message = EmailMultiAlternatives(
        to=[delivery.user.email],
        headers={
            "Message-ID": delivery.message_id,
            "X-Entity-Ref-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    issue = delivery.issue
    path = f"{settings.SITE_URL}{issue.get_absolute_url()}"
    told = worded(bytes(issue.dataset), language, path, issue.number, attached=attached)
    told.fill(message)
    for file in files if attached else ():
        kind = CONTENT_TYPES[Format(file.format)]
        message.attach(filename(file), bytes(file.content), kind)
    return message


@lru_cache(maxsize=8)
def worded(
    dataset: bytes, language: str, url: str, number: str, *, attached: bool
) -> Mail:
    """What the mail says, made once for all receivers of an issue in a language."""
    return render_mail(from_json(dataset), language, url, number, attached=attached)


def filename(file: Rendition) -> str:
    """What a file is called on somebody's disk: plain letters only."""
    return f"{file.issue.number}-{file.language}.{file.format}"
