"""Adding files to a call's guideline, and taking them out."""

from datetime import datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.bulletin.models import CallDocument
from programs.calls import actions as calls
from programs.calls.models import Call

MOST = 30  # files of one call


@use_case
def attach(
    call: Call, title: Texts, name: str, content: IO[bytes], *, by: User, at: datetime
) -> CallDocument:
    """Add a file; everybody can have it as soon as its content has been checked."""
    if not by.may(Permission.EDIT_CALL, at=call):
        raise PermissionDenied
    if call.documents.filter(removed_at=None).count() >= MOST:
        raise Refusal(
            _("A call has at most %(most)s files."), code="files", params={"most": MOST}
        )
    document = CallDocument.objects.create(
        call=call,
        title=title,
        file=receive(name, content, by=by, at=at),
        added_at=at,
        added_by=by,
    )
    record(call, "attach", by=by, file=str(document.file_id), name=document.file.name)
    return document


@use_case
def clone(call: Call, *, slug: str, year: int, by: User, at: datetime) -> Call:
    """Prepare a call like an earlier one, with the files of its guideline."""
    made: Call = calls.clone(call, slug=slug, year=year, by=by)
    CallDocument.objects.bulk_create(
        CallDocument(
            call=made,
            title=each.title,
            file_id=each.file_id,
            added_at=at,
            added_by=by,
        )
        for each in call.documents.filter(removed_at=None)
    )
    return made


@use_case
def take_out(document: CallDocument, *, by: User, at: datetime) -> None:
    """Nobody downloads it any more; that it was there stays on record."""
    if not by.may(Permission.EDIT_CALL, at=document.call):
        raise PermissionDenied
    there = CallDocument.objects.filter(pk=document.pk, removed_at=None)
    if there.update(removed_at=at, removed_by=by):
        record(document.call, "take_out", by=by, file=str(document.file_id))
