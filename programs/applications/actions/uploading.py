"""Files that arrive in pieces: where they go, and the few minutes after a close.

A file that was on its way when the call closed may still arrive and be attached; none
may be begun then. Whether the application may still be handed in with it is for the
database to say (`submission_before_the_close`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.files import actions as files
from foundation.files.models import Upload
from foundation.refusals import Refusal, use_case
from programs.applications import queries
from programs.applications.actions.drafting import (
    _editable,
    _refuse_by_its_rules,
    _refuse_too_many,
    _refuse_unasked,
    attach,
)
from programs.applications.models import Application, Attachment, Incoming
from programs.applications.states import Status
from programs.calls.rules import by_id
from programs.calls.states import QuestionKind as Kind


@use_case
def expect(
    application: Application,
    question: str,
    announced: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> Incoming:
    """Announce a file by name, size and the time it was last changed.

    The same file announced again, as after a reload, is the upload under way.
    """
    draft = _editable(application, by)
    if under_way := _same(application, question, announced, by=by, at=at):
        return under_way
    _refuse_after_close(draft.application, at)
    every = by_id(draft.form_version.schema)
    asked = every.get(question)
    if asked is None or asked["kind"] != Kind.FILE:
        raise Refusal(_("This question takes no files."), code="question")
    _refuse_unasked(draft, every, {question})
    kept = queries.kept_files(application)
    there = [(one.question, one.file.size) for one in kept]
    there += [
        (o.question, o.upload.size) for o in queries.on_their_way(application, at)
    ]
    _refuse_too_many(there, question, announced["size"])
    _refuse_by_its_rules(asked, announced["name"], announced["size"], kept)
    upload = files.begin_upload(**announced, by=by, at=at)
    return Incoming.objects.create(
        application=application, question=question, upload=upload
    )


def _same(
    application: Application,
    question: str,
    announced: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> Incoming | None:
    mine = queries.on_their_way(application, at).filter(
        question=question,
        upload__owner=by,
        upload__name=announced["name"],
        upload__size=announced["size"],
        upload__modified=announced["modified"],
    )
    return mine.first()


def _refuse_after_close(application: Application, at: datetime) -> None:
    if application.status == Status.DRAFT and at >= application.closes_at():
        raise Refusal(_("The call has closed. No more files are taken."), code="closed")


@use_case
def take_in(incoming: Incoming, *, by: User, at: datetime) -> Attachment:
    """Attach the file that has arrived; asked again, it is the one that is attached."""
    application = incoming.application
    draft = _editable(application, by)
    now = Incoming.objects.select_related("upload", "attachment").get(pk=incoming.pk)
    if now.attachment:
        return now.attachment
    _refuse_after_grace(draft.application, at)
    content = files.finish_upload(now.upload)
    name = now.upload.name
    now.attachment = attach(application, now.question, name, content, by=by, at=at)
    now.save(update_fields=["attachment"])
    return now.attachment


def _refuse_after_grace(application: Application, at: datetime) -> None:
    """Uploads have some minutes after the close, which the call gives."""
    grace = timedelta(minutes=application.call.upload_grace)
    if application.status == Status.DRAFT and at >= application.closes_at() + grace:
        raise Refusal(_("The call has closed. No more files are taken."), code="closed")


@use_case
def forget(incoming: Incoming, *, by: User) -> None:
    """Give an upload up; what has been attached stays."""
    upload = Upload.objects.of(by).filter(pk=incoming.upload_id).first()
    if upload:
        files.discard(upload)
