"""Issuing a form on the staff desk: how it looks, what it means, who follows it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.translated import pick
from programs.applications.actions import carry_over_all
from programs.applications.forms import AnswerForm
from programs.applications.queries import behind
from programs.bulletin.admin import PublicCallAdmin
from programs.calls import actions
from programs.calls.admin import form_url, posted_revision
from programs.calls.models import Call
from programs.calls.rules import Schema, fault
from programs.calls.states import QuestionKind as Kind
from programs.revisions.forms import IssueForm
from programs.revisions.queries import impact

AT_ONCE = 50  # drafts that follow while the officer waits
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


@admin.register(Call)
class IssuingCallAdmin(PublicCallAdmin):
    """Calls, with the pages that know who answers their forms."""

    def more_pages(self) -> dict[str, Any]:
        return {"preview/": self.form_preview, "issue/": self.form_issue}

    @requires(Permission.EDIT_CALL)
    def form_preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form as an applicant finds it: the same fields in the same parts."""
        editing = self.editing(request, object_id)
        wanted = request.GET.get("in", translation.get_language())
        known = dict(LANGUAGES)
        with translation.override(wanted if wanted in known else LANGUAGES[0][0]):
            wrong = fault(editing.schema)
            context = {
                "call": editing.call,
                "wrong": wrong,
                "parts": [] if wrong else _parts(editing.schema),
                "languages": LANGUAGES,
                "back": form_url(editing.call),
                "here": form_url(editing.call, "preview"),
            }
            return render(request, "programs/revisions/preview.html", context)

    @requires(Permission.EDIT_CALL)
    def form_issue(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the new form means for drafts under way, and the button that issues."""
        editing = self.editing(request, object_id)
        sent = request.POST if request.method == "POST" else None
        form = IssueForm(sent, subject=editing, user=member(request))
        by, at = member(request), timezone.now()

        def run() -> None:
            actions.issue_form(
                editing.call, revision=posted_revision(request), by=by, at=at,
                **form.facts(),
            )  # fmt: skip

        if sent is not None and carried_out(form, run):
            return self._issued(request, editing.call, follow=form.cleaned_data)
        return self.shown(
            request,
            "issue",
            editing,
            form=form,
            impact=impact(editing.call),
            fault=fault(editing.schema),
        )

    def _issued(
        self, request: HttpRequest, call: Call, *, follow: dict[str, Any]
    ) -> HttpResponse:
        """Take the first drafts over at once; the others follow in the background."""
        messages.success(request, _("The form is the one that is asked from now on."))
        if follow["carries_over"]:
            by, at = member(request), timezone.now()
            done = carry_over_all(call, by=by, at=at, most=AT_ONCE)
            left = behind(call).count()
            said = _("%(done)s drafts follow it; %(left)s more will within minutes.")
            messages.success(request, said % {"done": done, "left": left})
        return HttpResponseRedirect(form_url(call))


def _parts(schema: Schema) -> list[dict[str, Any]]:
    """As the applicant's page has them, without files."""
    form = AnswerForm.preview(schema)
    return [
        {
            "title": pick(part.get("title")),
            "fields": [
                {
                    "field": form[question["id"]],
                    "takes_files": question["kind"] == Kind.FILE,
                    "files": [],
                    "coming": [],
                }
                for question in part["questions"]
            ],
        }
        for part in schema["sections"]
    ]
