"""Looking through a notice and what goes with it before anyone outside reads it."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.files.states import Check
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.selection.models import NoticeFile, NoticeFinding, PublicNotice
from programs.selection.queries.notices import to_list
from programs.selection.rules.scanning import Hit, digits, hits
from programs.selection.rules.texts import readable
from programs.selection.states import NoticeStatus
from programs.selection.states.scanning import Trace

SALT = "kapok.notice.finding"
MOST_FILES = 10
Found = tuple[str, NoticeFile | None, Hit]  # where, in which attachment, what


@use_case
def scan(notice: PublicNotice, *, by: Actor, at: datetime) -> int:
    """Look for numbers of persons in all that it says; how many nobody has accepted.

    What is gone from the notice is gone from the findings; what somebody has accepted
    stays accepted as long as it stands where it stood.
    """
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    _refuse_published(notice)
    known = {_key(each): each for each in notice.findings.all()}
    found = {_found_key(each): each for each in _found(notice)}
    gone = [finding.pk for key, finding in known.items() if key not in found]
    NoticeFinding.objects.filter(pk__in=gone).delete()
    NoticeFinding.objects.bulk_create(
        _as_row(notice, each, at) for key, each in found.items() if key not in known
    )
    PublicNotice.objects.filter(pk=notice.pk).update(scanned_on=at)
    notice.scanned_on = at
    return notice.findings.open().count()


def _found(notice: PublicNotice) -> Iterator[Found]:
    allowed = {digits(notice.phone)}
    for place, text in _texts(notice):
        for hit in hits(text, allowed=allowed):
            yield place, None, hit
    for attachment in notice.files.select_related("file"):
        text, whole = _read(attachment)
        for hit in hits(text, allowed=allowed):
            yield "file", attachment, hit
        if not whole:
            name = attachment.file.name
            yield "file", attachment, Hit(Trace.UNREADABLE, "", name)


def _texts(notice: PublicNotice) -> Iterator[tuple[str, str]]:
    """Everything that somebody typed and the public would read, by where it stands."""
    for name in ("title", "text", "issuer"):
        for code, text in getattr(notice, name).items():
            yield f"{name}.{code}", text
    for name in ("basis", "contact", "email", "address", "correction"):
        yield name, getattr(notice, name)
    yield "list", "\n".join(str(p.application.company) for p in to_list(notice))


def _read(attachment: NoticeFile) -> tuple[str, bool]:
    """Its text; the bytes are there as soon as they have arrived."""
    with storages["default"].open(attachment.file.path) as kept:
        return readable(attachment.file.name, kept.read())


def _mark(hit: Hit) -> str:
    return salted_hmac(SALT, hit.number, algorithm="sha256").hexdigest()


def _found_key(found: Found) -> tuple[Any, ...]:
    place, attachment, hit = found
    return place, attachment.pk if attachment else None, hit.trace, _mark(hit)


def _key(finding: NoticeFinding) -> tuple[Any, ...]:
    return finding.place, finding.attachment_id, finding.trace, finding.fingerprint


def _as_row(notice: PublicNotice, found: Found, at: datetime) -> NoticeFinding:
    place, attachment, hit = found
    return NoticeFinding(
        notice=notice,
        attachment=attachment,
        place=place,
        trace=hit.trace,
        fingerprint=_mark(hit),
        excerpt=hit.excerpt[:120],
        found_on=at,
    )


@use_case
def accept_finding(
    finding: NoticeFinding, *, by: Actor, at: datetime, reason: str
) -> None:
    """Let a finding stand, by name and with the reason: a person answers for it."""
    if by.pk is None or not by.may(Permission.PUBLISH_NOTICE, at=finding):
        raise PermissionDenied
    _refuse_published(finding.notice)
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    mine = NoticeFinding.objects.open().filter(pk=finding.pk)
    mine.update(reason=reason.strip(), accepted_at=at, accepted_by=by)
    finding.refresh_from_db()
    details: dict[str, Any] = {"finding": finding.pk, "trace": finding.trace}
    record(finding.notice, "accept_finding", by=by, reason=reason, **details)


@use_case
def attach(
    notice: PublicNotice, name: str, content: IO[bytes], *, by: Any, at: datetime
) -> NoticeFile:
    """Attach a file to a notice in preparation; the scan reads it at once."""
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    _refuse_published(notice)
    if notice.files.count() >= MOST_FILES:
        raise Refusal(
            _("At most %(most)s files go with a notice."),
            code="files",
            params={"most": MOST_FILES},
        )
    stored = receive(name, content, by=by, at=at)
    attachment = NoticeFile.objects.create(
        notice=notice,
        file=stored,
        attached_at=at if by.pk else None,
        attached_by_id=by.pk,
    )
    record(notice, "attach", by=by, name=stored.name, sha256=stored.sha256)
    scan(notice, by=by, at=at)
    return attachment


@use_case
def detach(attachment: NoticeFile, *, by: Actor, at: datetime) -> None:
    """Take a file away from a notice that nobody outside has seen."""
    notice = attachment.notice
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    record(notice, "detach", by=by, name=attachment.file.name)
    attachment.delete()
    scan(notice, by=by, at=at)


def _refuse_published(notice: PublicNotice) -> None:
    if notice.status != NoticeStatus.DRAFT:
        raise Refusal(
            _("A published notice is corrected by a new version."), code="published"
        )


@use_case
def refuse_unchecked_files(notice: PublicNotice) -> None:
    """Nothing goes out that the check of files has not released."""
    waiting = notice.files.exclude(file__state=Check.AVAILABLE).select_related("file")
    if first := waiting.first():
        raise Refusal(
            _("The file “%(name)s” has not been released by the check of files."),
            code="files",
            params={"name": first.file.name},
        )
