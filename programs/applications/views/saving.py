"""Saving while somebody types: a small question and a small answer, both in JSON.

A script sends what its page holds as a browser would post it, so that one form reads
both. It may ask twice, late, or again after its answer was lost; nothing is overwritten
and nothing doubled.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.files.states import Check
from programs.applications import actions, queries
from programs.applications.forms import BASE, REVISION, VERSION, AnswerForm
from programs.applications.models import Application, Attachment, Draft
from programs.calls.rules import by_id, questions, said
from programs.calls.states import QuestionKind as Kind


@dataclass(slots=True)
class Told:
    """What a page sends: its answers as posted, and what it had before its eyes."""

    user: int
    seen: actions.Seen
    asked: list[str]
    posted: QueryDict

    form: AnswerForm = field(init=False)  # that the page showed, once it is read

    def read(self, draft: Draft) -> dict[str, Any]:
        self.form = AnswerForm.posted(draft, self.posted)
        if not self.form.is_valid():
            raise Malformed
        return self.form.typed(self.asked)


class Malformed(Exception):
    """No page of ours sends this."""


def writable(request: HttpRequest, number: str) -> Application:
    """An application that this person may write."""
    seen = queries.in_writing(member(request))
    application: Application = get_object_or_404(seen, number=number)
    if not member(request).may(Permission.APPLY, at=application):
        raise PermissionDenied
    return application


def draft_of(application: Application) -> Draft:
    """The draft as it is now, whatever was read with the application."""
    drafts = Draft.objects.select_related("form_version", "saved_by")
    draft = drafts.get(application=application)
    draft.application = application  # which is here with all that goes with it
    return draft


@require_POST
@requires(Permission.APPLY)
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was typed; say what others have changed and what is still missing."""
    user, now = member(request), timezone.now()
    try:
        told = _told(request)
        if told.user != user.pk:
            return JsonResponse({"code": "other_user"}, status=409)
        saved = actions.save_page(number, told.read, told.seen, by=user, at=now)
    except Malformed:
        return JsonResponse({"code": "malformed"}, status=400)
    except Draft.DoesNotExist as nothing:
        raise Http404 from nothing
    return JsonResponse(_answer(request, told.form, saved))


def _told(request: HttpRequest) -> Told:
    try:
        sent = json.loads(request.body)
        hand = actions.Hand(str(sent["page"])[:40], int(sent["turn"]))
        posted = QueryDict(mutable=True)
        for name, value in sent["fields"]:
            posted.appendlist(str(name), str(value))
        revision, version = int(sent["revision"]), int(sent["version"])
        posted[REVISION], posted[VERSION] = str(revision), str(version)
        posted[BASE] = "{}"
        asked = [str(name) for name in sent["questions"]]
        seen = actions.Seen(revision, version, hand)
        return Told(int(sent["user"]), seen, asked, posted)
    except (ValueError, TypeError, KeyError) as error:
        raise Malformed from error


def _answer(
    request: HttpRequest, form: AnswerForm, saved: actions.Saved
) -> dict[str, Any]:
    draft = saved.draft
    return {
        "revision": draft.revision,
        "version": draft.form_version.number,
        "saved": date_format(timezone.localtime(), "H:i"),
        "objections": {name: str(told) for name, told in saved.objections.items()},
        **_others(request, form, saved),
        **lacking(draft.application, draft, queries.files_in(draft)),
    }


def _others(
    request: HttpRequest, form: AnswerForm, saved: actions.Saved
) -> dict[str, Any]:
    """What somebody else has written: beside one's own, or in place of what was old."""
    names = [*saved.conflicts, *saved.changed]
    if not names:
        return {"conflicts": {}, "changed": {}}
    draft = saved.draft
    asked, shown = by_id(draft.form_version.schema), AnswerForm.showing(draft)
    authors = queries.authors(draft, names, to=member(request))
    mine = form.typed(saved.conflicts)

    def theirs(name: str) -> dict[str, str]:
        field = shown[name].as_field_group()
        return {"html": field, "text": said(asked[name], draft.answers.get(name))} | (
            authors[name]
        )

    return {
        "conflicts": {
            name: theirs(name) | {"mine": said(asked[name], mine[name])}
            for name in saved.conflicts
        },
        "changed": {name: theirs(name) for name in saved.changed if name in asked},
    }


def lacking(
    application: Application, draft: Draft, files: list[Attachment]
) -> dict[str, Any]:
    """What is missing, as a list for the script and as the part of the page."""
    gaps = queries.gaps(draft, files)
    return {
        "gaps": [
            {"question": gap.question, "label": gap.label, "said": str(gap.said)}
            for gap in gaps
        ],
        "gaps_html": render_to_string(
            "programs/applications/_gaps.html",
            {"gaps": gaps, "application": application},
        ),
    }


@require_GET
@requires(Permission.APPLY)
def state(request: HttpRequest, number: str) -> HttpResponse:
    """What the check of the files says by now, and what is missing."""
    application = writable(request, number)
    return JsonResponse(state_of(application))


def state_of(application: Application) -> dict[str, Any]:
    """The files beside each question, as they stand now."""
    draft, files = draft_of(application), queries.kept_files(application)
    of = queries.by_question(files)
    asked = questions(draft.form_version.schema)
    lists = {
        question["id"]: render_to_string(
            "programs/applications/_files.html",
            {"files": of.get(question["id"], []), "application": application},
        )
        for question in asked
        if question["kind"] == Kind.FILE
    }
    waiting = any(one.file.state == Check.WAITING for one in files)
    return {
        "files": lists,
        "waiting": waiting,
        **lacking(application, draft, files),
    }


@require_POST
@requires(Permission.APPLY)
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    application = writable(request, number)
    attachment = get_object_or_404(application.attachments, pk=pk)
    attachment.application = application
    actions.detach(attachment, by=member(request), at=timezone.now())
    return JsonResponse(state_of(application) | {"said": _("The file was removed.")})
