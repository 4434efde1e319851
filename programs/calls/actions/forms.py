"""Writing the form of a call, and keeping questions that are worth asking again.

Staff write in a sketch; what applicants answer is a version, which changes no more once
somebody has begun. `revision` is what an officer had before their eyes: of two who edit
at once, the second is told.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.calls.models import BankQuestion, Call, FormVersion, Sketch
from programs.calls.rules import Question, fault


@use_case
def write_form(call: Call, schema: Mapping[str, Any], *, by: Actor) -> FormVersion:
    """Set what the call asks; a form that somebody has begun to answer stays as it is.

    Its drafts keep their version, and those that begin later get the new one.
    """
    _may(call, by)
    if wrong := fault(schema):
        raise Refusal(wrong, code="form")
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    latest = call.form_versions.first()
    if latest and not latest.drafts.exists():
        latest.schema = dict(schema)
        latest.save(update_fields=["schema"])
    else:
        number = latest.number + 1 if latest else 1
        latest = FormVersion.objects.create(
            call=call, number=number, schema=dict(schema)
        )
    record(call, "write_form", by=by, version=latest.number)
    return latest


@use_case
def edit_form(
    call: Call, schema: Mapping[str, Any], *, revision: int, by: Actor, at: datetime
) -> Sketch:
    """Keep what an officer has written; nobody answers it before it is issued."""
    _may(call, by)
    sketch = _locked(call, revision)
    sketch.schema, sketch.revision = dict(schema), revision + 1
    sketch.edited_at, sketch.edited_by_id = (at, by.pk) if by.pk else (None, None)
    sketch.save()
    return sketch


def _locked(call: Call, revision: int) -> Sketch:
    """The sketch as this officer knows it; whoever edits at the same time waits."""
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    sketch = Sketch.objects.select_related("edited_by").filter(call=call).first()
    present = sketch.revision if sketch else 0
    if present != revision:
        raise Refusal(
            _("%(name)s has changed this form meanwhile; this was not saved."),
            code="moved_on",
            params={"name": str((sketch and sketch.edited_by) or _("Somebody else"))},
        )
    return sketch or Sketch(call=call)


@use_case
def issue_form(
    call: Call, *, revision: int, carries_over: bool, by: Actor, at: datetime
) -> FormVersion:
    """Make the form that was written the one that is asked from now on.

    With `carries_over`, the drafts under way follow it; else they keep their version.
    """
    _may(call, by)
    sketch = _locked(call, revision)
    if not revision:
        raise Refusal(_("Nothing has been changed."), code="form")
    version = write_form(call, sketch.schema, by=by)
    Call.objects.filter(pk=call.pk).update(carries_over=carries_over)
    record(
        call, "issue_form", by=by, version=version.number, carries_over=carries_over,
        day=at.isoformat(),
    )  # fmt: skip
    return version


@use_case
def discard_form(call: Call, *, revision: int, by: Actor, at: datetime) -> Sketch:
    """Go back to the form that is asked at present."""
    latest = call.form_versions.first()
    asked = latest.schema if latest else {"sections": []}
    sketch = edit_form(call, asked, revision=revision, by=by, at=at)
    record(call, "discard_form", by=by)
    return sketch


@use_case
def keep_question(question: Question, *, by: Actor, at: datetime) -> BankQuestion:
    """Keep a question for other forms; one of the same id is replaced.

    What it depends on belongs to its form, and is left out.
    """
    if not by.may(Permission.EDIT_CALL):
        raise PermissionDenied
    plain = {name: value for name, value in question.items() if name != "when"}
    if wrong := fault({"sections": [{"questions": [plain]}]}):
        raise Refusal(wrong, code="form")
    kept, __ = BankQuestion.objects.update_or_create(
        name=plain["id"],
        defaults={
            "kind": plain["kind"],
            "label": plain["label"],
            "question": plain,
            "kept_at": at if by.pk else None,
            "kept_by_id": by.pk,
        },
    )
    record(kept, "keep_question", by=by)
    return kept


@use_case
def drop_question(kept: BankQuestion, *, by: Actor) -> None:
    """Take a question out of the bank; forms that have it keep it."""
    if not by.may(Permission.EDIT_CALL):
        raise PermissionDenied
    record(kept, "drop_question", by=by, name=kept.name)
    kept.delete()


def _may(call: Call, by: Actor) -> None:
    if not by.may(Permission.EDIT_CALL, at=call):
        raise PermissionDenied
