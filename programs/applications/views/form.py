"""The form that a company writes in: saved as it is, handed in when it is complete."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.files.states import Check
from foundation.refusals import Refusal
from foundation.translated import pick
from programs.applications import actions, queries
from programs.applications.actions import BY_VERB
from programs.applications.forms import REVISION, AnswerForm
from programs.applications.models import Application, Attachment, Draft, Incoming
from programs.applications.queries import corrections
from programs.applications.rules import EDITABLE
from programs.applications.states import Status
from programs.applications.views import rescue
from programs.applications.views.pages import find
from programs.applications.views.saving import draft_of
from programs.calls.rules import by_id, questions
from programs.calls.rules import said as words
from programs.calls.states import QuestionKind as Kind
from startups.companies.queries import administrators


@requires(Permission.APPLY)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form: saved as it is, or handed in when nothing is missing."""
    application = _to_write(request, number)
    if not member(request).may(Permission.APPLY, at=application):
        raise PermissionDenied
    if application.status not in EDITABLE:
        return _already_handed_in(request, application)
    if request.method == "POST":
        return _saved_or_shown_again(request, application, request.POST)
    if kept := rescue.taken(request, number):
        kept["go"] = "save"  # handing in is for the person to say once more
        return _saved_or_shown_again(request, application, kept)
    draft = draft_of(application)
    files = queries.kept_files(application)
    gaps = queries.gaps(draft, files)
    checked = "check" in request.GET
    wrong = {gap.question: gap.said for gap in gaps if checked or gap.answered}
    form = AnswerForm.showing(draft, errors=wrong, files=files)
    return _page(request, application, draft, form, gaps)


def _to_write(request: HttpRequest, number: str) -> Application:
    """A page shows much of an application; what is posted asks for little of it."""
    if request.method != "POST":
        return find(request, number, "draft__form_version")
    return get_object_or_404(queries.in_handing_in(member(request)), number=number)


edit.rescue = rescue.keep  # type: ignore[attr-defined]  # read by the middleware


def _already_handed_in(request: HttpRequest, application: Application) -> HttpResponse:
    """Whoever hands in a second time gets the receipt of the first."""
    again = request.method == "POST" and request.POST.get("go") == "submit"
    if again and queries.latest_submission(application):
        return redirect("application-receipt", application.number)
    return redirect(application)


def _saved_or_shown_again(
    request: HttpRequest, application: Application, posted: QueryDict
) -> HttpResponse:
    """What is refused stays on the page as it was typed, with the reason above it."""
    form = AnswerForm.posted(application.draft, posted)
    _limited(application, form)
    complete = form.is_valid()
    try:
        if complete:
            return _saved(request, application, posted, form)
        messages.error(request, _("This page was not complete. Load it again."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    draft, files = draft_of(application), queries.kept_files(application)
    typed = form.typed(form.changed()) if complete else {}
    shown = AnswerForm.showing(draft, typed=typed, files=files)
    return _page(request, application, draft, shown, queries.gaps(draft, files))


def _saved(
    request: HttpRequest, application: Application, posted: QueryDict, form: AnswerForm
) -> HttpResponse:
    """Keep everything that was typed and sent; then do what the button says."""
    user, now = member(request), timezone.now()
    changed = form.changed()
    submits = posted.get("go") == "submit"
    if submits and not (changed or request.FILES or application.draft.news):
        return _handed_in(request, application)  # the script has saved it all
    saved = actions.save(
        application,
        changed,
        revision=form.cleaned_data[REVISION],
        by=user,
        at=now,
        version=form.version,
    )
    problems = _received(request, application, saved.draft)
    _removed(request, application)
    if saved.conflicts or problems:
        return _disputed(request, application, form, saved, problems)
    if submits:
        return _handed_in(request, application)
    told = date_format(timezone.localtime(now), "H:i")
    messages.success(request, _("Saved at %s.") % told)
    page = reverse("application-edit", args=[application.number])
    table = posted.get("row", "")  # where somebody wanted more rows
    return redirect(f"{page}#id_{table}_group" if table in form.fields else page)


def _received(
    request: HttpRequest, application: Application, draft: Draft
) -> dict[str, str]:
    """Take in the files; what could not be taken is said at its question."""
    problems: dict[str, str] = {}
    for question in questions(draft.form_version.schema):
        name = question["id"]
        sent = request.FILES.getlist(name) if question["kind"] == Kind.FILE else []
        for file in sent:
            try:
                actions.attach(
                    application,
                    name,
                    file.name or "",
                    file,
                    by=member(request),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                told = f"{file.name}: {refusal.sentence}"
                problems[name] = "\n".join(filter(None, [problems.get(name), told]))
    return problems


def _removed(request: HttpRequest, application: Application) -> None:
    wanted = request.POST.get("remove", "")
    if wanted.isdecimal():
        kept = application.attachments.filter(pk=wanted, removed_at=None)
        for attachment in kept:
            actions.detach(attachment, by=member(request), at=timezone.now())


def _disputed(
    request: HttpRequest,
    application: Application,
    posted: AnswerForm,
    saved: actions.Saved,
    problems: dict[str, str],
) -> HttpResponse:
    """Show what was typed beside what somebody else has saved; saving again decides."""
    said = _("%(by)s wrote at %(at)s: “%(text)s”. Save to keep yours.")
    draft, files = draft_of(application), queries.kept_files(application)
    asked = by_id(draft.form_version.schema)
    authors = queries.authors(draft, saved.conflicts, to=member(request))
    errors = {
        name: said % {"text": words(asked[name], theirs), **authors[name]}
        for name, theirs in saved.conflicts.items()
    }
    form = AnswerForm.showing(
        draft,
        typed=posted.typed(saved.conflicts),
        errors={**errors, **problems},
        files=files,
    )
    gaps = queries.gaps(draft, files)
    return _page(request, application, draft, form, gaps)


def _handed_in(request: HttpRequest, application: Application) -> HttpResponse:
    verb = "correct" if application.status == Status.CORRECTION else "submit"
    try:
        BY_VERB[verb](application, by=member(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code != "incomplete":
            raise
        page = reverse("application-edit", args=[application.number])
        return HttpResponseRedirect(f"{page}?check=1")
    messages.success(request, _("The application has been handed in."))
    return redirect("application-receipt", application.number)


def _page(
    request: HttpRequest,
    application: Application,
    draft: Draft,
    form: AnswerForm,
    gaps: list[queries.Gap],
) -> HttpResponse:
    files, coming = queries.kept_files(application), _coming(request, application)
    grace = _limited(application, form)
    context = {
        "application": application,
        "draft": draft,
        "form": form,
        "authors": json.dumps(
            queries.authors(draft, draft.authors, to=member(request))
        ),
        "author": rescue.seal(member(request), application.number),
        "parts": _parts(draft, form, files, coming),
        "gaps": gaps,
        "waiting": any(one.file.state == Check.WAITING for one in files),
        "closes_at": application.closes_at(),
        "grace": grace,
        "reason": queries.last_word(application),
        "asked": corrections.under_way(application, draft),
        "correction": getattr(application, "correction", None),
        "submits": member(request).may(Permission.SUBMIT_APPLICATION, at=application),
        "administrators": administrators(application.company),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("My applications"), reverse("applications-mine")),
            (application.number, application.get_absolute_url()),
            (_("Form"), ""),
        ],
    }
    return render(request, "programs/applications/edit.html", context)


def _limited(application: Application, form: AnswerForm) -> datetime | None:
    """In the minutes after a close only files may still arrive; until when, if so."""
    grace = queries.grace_until(application, timezone.now())
    if grace:
        fields = form.fields.items()
        form.limit(
            {n for n, field in fields if getattr(field, "kind", "") == Kind.FILE}
        )
    return grace


def _coming(request: HttpRequest, application: Application) -> list[Incoming]:
    """Uploads of this person that were interrupted and can go on."""
    rows = queries.on_their_way(application, timezone.now())
    return list(rows.filter(upload__owner=member(request)))


def _parts(
    draft: Draft, form: AnswerForm, files: list[Attachment], coming: list[Incoming]
) -> list[dict[str, Any]]:
    """The sections of the form with their fields, their files, and those on the way."""
    of = queries.by_question(files)
    return [
        {
            "title": pick(part.get("title")),
            "fields": [
                {
                    "field": form[q["id"]],
                    "files": of.get(q["id"], []),
                    "coming": [one for one in coming if one.question == q["id"]],
                    "takes_files": q["kind"] == Kind.FILE,
                }
                for q in part["questions"]
            ],
        }
        for part in draft.form_version.schema["sections"]
    ]
