"""Pages on which staff build the form of a call, without a script and without JSON.

Each page shows the sketch as it is and says in `revision` what it showed; what somebody
else has changed since is never overwritten unseen.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.calls import actions, queries
from programs.calls.forms import (
    LINES,
    Editing,
    ExpertForm,
    FindForm,
    Lines,
    QuestionForm,
    SectionForm,
)
from programs.calls.models import BankQuestion, Call
from programs.calls.rules import (
    Schema,
    add_section,
    by_id,
    duplicate,
    fault,
    fresh,
    move,
    move_section,
    put,
    question_faults,
    remove,
    remove_section,
    retitle,
    terms,
)
from programs.calls.rules.editing import section_of
from programs.calls.states import QuestionKind as Kind

Change = Callable[[Schema, str], dict[str, Any]]
FOUND = 30  # questions of the bank on one page
# What a button on the form's page does to the question or section that it names.
CHANGES: Mapping[str, Change] = {
    "up": lambda form, name: move(form, name, -1),
    "down": lambda form, name: move(form, name, 1),
    "duplicate": duplicate,
    "remove": remove,
    "section-up": lambda form, number: move_section(form, int(number), -1),
    "section-down": lambda form, number: move_section(form, int(number), 1),
    "section-remove": lambda form, number: remove_section(form, int(number)),
}
guarded = requires(Permission.EDIT_CALL)


class FormDesk(ErrandsAdmin):
    """The pages below `<call>/form/`."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "": self.form_page,
            "change/": self.form_change,
            "question/": self.form_question,
            "section/": self.form_section,
            "bank/": self.form_bank,
            "expert/": self.form_expert,
        } | self.more_pages()
        mine = [
            path(
                f"<path:object_id>/form/{name}",
                self.admin_site.admin_view(page),
                name="_".join(filter(None, ["programs_call_form", name.rstrip("/")])),
            )
            for name, page in pages.items()
        ]
        return [*mine, *super().get_urls()]

    def more_pages(self) -> dict[str, Any]:
        """Pages of those who know who answers the form."""
        return {}

    def editing(self, request: HttpRequest, object_id: str, **more: Any) -> Editing:
        """The form that this person may write, as it is now."""
        call = self.get_object(request, object_id)
        if call is None:
            raise Http404
        if not self.has_change_permission(request, call):
            raise PermissionDenied
        sketch = queries.sketch_of(call)
        return Editing(call, sketch.schema, sketch.revision, **more)

    def shown(
        self, request: HttpRequest, page: str, editing: Editing, **context: Any
    ) -> HttpResponse:
        own = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "call": editing.call,
            "editing": editing,
            "back": form_url(editing.call),
            "title": _("Form of “%(call)s”") % {"call": editing.call},
        }
        return TemplateResponse(request, f"programs/calls/{page}.html", own | context)

    def keeps(self, request: HttpRequest, editing: Editing, schema: Schema) -> None:
        """Save what the page was changed to, if nobody has changed it meanwhile."""
        actions.edit_form(
            editing.call,
            schema,
            revision=posted_revision(request),
            by=member(request),
            at=timezone.now(),
        )

    @guarded
    def form_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The sections and their questions, with what can be done to each."""
        editing = self.editing(request, object_id)
        latest = editing.call.form_versions.first()
        return self.shown(
            request,
            "editor",
            editing,
            sketch=queries.sketch_of(editing.call),
            latest=latest,
            differs=latest is None or latest.schema != editing.schema,
            fault=fault(editing.schema),
            kinds=Kind.choices,
            asked=by_id(editing.schema),
            terms=terms(editing.schema),
        )

    @guarded
    def form_change(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A button: `do` names what, and what to. One POST, one change."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        editing = self.editing(request, object_id)
        verb, __, name = request.POST.get("do", "").partition(":")
        back = HttpResponseRedirect(f"{form_url(editing.call)}#{_anchor(verb, name)}")
        try:
            self._carry_out(request, editing, verb, name)
        except (LookupError, ValueError):
            messages.error(request, _("That is not in the form any more."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return back

    def _carry_out(
        self, request: HttpRequest, editing: Editing, verb: str, name: str
    ) -> None:
        by, at = member(request), timezone.now()
        if verb == "keep":
            actions.keep_question(by_id(editing.schema)[name], by=by, at=at)
            messages.success(request, _("Kept in the bank of questions."))
        elif verb == "discard":
            actions.discard_form(
                editing.call, revision=posted_revision(request), by=by, at=at
            )
            messages.success(request, _("The form is what it was."))
        else:
            self.keeps(request, editing, CHANGES[verb](editing.schema, name))

    @guarded
    def form_question(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write one question; `name` is the one there is, `kind` another kind of it."""
        editing = self._of_question(request, object_id)
        sent = request.POST if request.method == "POST" else None
        form = QuestionForm(sent, subject=editing, user=member(request))
        lines = _lines(request, editing)

        def run() -> None:
            self._put_question(request, editing, form, lines)

        told = sent is not None and (lines is None or lines.is_valid())
        if told and carried_out(form, run):
            return self._after_question(request, editing, form)
        return self.shown(
            request, "question", editing, form=form, lines=lines, kinds=Kind.choices
        )

    def _of_question(self, request: HttpRequest, object_id: str) -> Editing:
        editing = self.editing(request, object_id)
        name, kind = request.GET.get("name", ""), request.GET.get("kind", "")
        question = by_id(editing.schema).get(name)
        if name and question is None:
            raise Http404
        section = section_of(editing.schema, name) if name else _number(request)
        if kind not in Kind.values:
            kind = question["kind"] if question else Kind.TEXT
        if section >= len(editing.schema["sections"]):
            raise Http404
        return Editing(
            editing.call, editing.schema, editing.revision, kind, section, question
        )

    def _put_question(
        self,
        request: HttpRequest,
        editing: Editing,
        form: QuestionForm,
        lines: Lines | None,
    ) -> None:
        question = form.question(lines.lines() if lines else None)
        if wrong := next(question_faults(question), None):
            raise Refusal(wrong, code="form")
        old = str(editing.question["id"]) if editing.question else ""
        schema = put(editing.schema, editing.section, question, instead_of=old)
        self.keeps(request, editing, schema)
        form.made = question["id"]

    def _after_question(
        self, request: HttpRequest, editing: Editing, form: QuestionForm
    ) -> HttpResponse:
        if "stay" in request.POST:
            here = form_url(editing.call, "question")
            return HttpResponseRedirect(f"{here}?name={form.made}#lines")
        messages.success(request, _("The question has been saved."))
        return HttpResponseRedirect(f"{form_url(editing.call)}#q-{form.made}")

    @guarded
    def form_section(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The title of a section, or a new section."""
        editing = self.editing(request, object_id)
        sections = editing.schema["sections"]
        number = _number(request) if "section" in request.GET else None
        if number is not None and number >= len(sections):
            raise Http404
        initial = {"title": sections[number].get("title")} if number is not None else {}
        sent = request.POST if request.method == "POST" else None
        form = SectionForm(sent, subject=editing, user=member(request), initial=initial)

        def run() -> None:
            title = form.cleaned_data["title"]
            if number is None:
                self.keeps(request, editing, add_section(editing.schema, title))
            else:
                self.keeps(request, editing, retitle(editing.schema, number, title))

        if sent is not None and carried_out(form, run):
            return HttpResponseRedirect(form_url(editing.call))
        return self.shown(request, "section", editing, form=form)

    @guarded
    def form_bank(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Find a question in the bank and put a copy of it into a section."""
        editing = self.editing(request, object_id)
        section = _number(request)
        if section >= len(editing.schema["sections"]):
            raise Http404
        if request.method == "POST":
            return self._inserted(request, editing, section)
        find = FindForm(request.GET, subject=editing, user=member(request))
        words = find.cleaned_data["q"] if find.is_valid() else ""
        found = queries.banked(words)[:FOUND]
        return self.shown(
            request, "bank", editing, find=find, found=found, section=section
        )

    def _inserted(
        self, request: HttpRequest, editing: Editing, section: int
    ) -> HttpResponse:
        wanted = request.POST.get("question", "")
        kept = BankQuestion.objects.filter(pk=wanted if wanted.isdecimal() else 0)
        if (found := kept.first()) is None:
            raise Http404
        name = fresh(editing.schema, found.name)
        schema = put(editing.schema, section, {**found.question, "id": name})
        try:
            self.keeps(request, editing, schema)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return HttpResponseRedirect(f"{form_url(editing.call)}#q-{name}")

    @guarded
    def form_expert(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The whole form as JSON, for those who know what they do."""
        editing = self.editing(request, object_id)
        sent = request.POST if request.method == "POST" else None
        form = ExpertForm(
            sent,
            subject=editing,
            user=member(request),
            initial={"schema": editing.schema},
        )

        def run() -> None:
            schema = form.cleaned_data["schema"]
            if wrong := fault(schema):
                raise Refusal(wrong, code="schema")
            self.keeps(request, editing, schema)

        if sent is not None and carried_out(form, run):
            return HttpResponseRedirect(form_url(editing.call))
        return self.shown(request, "expert", editing, form=form)


def form_url(call: Call, page: str = "") -> str:
    name = "_".join(filter(None, ["admin:programs_call_form", page]))
    return reverse(name, args=[call.pk])


def posted_revision(request: HttpRequest) -> int:
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() else -1


def _number(request: HttpRequest) -> int:
    sent = request.GET.get("section", "0")
    return int(sent) if sent.isdecimal() else 0


def _anchor(verb: str, name: str) -> str:
    return f"s-{name}" if verb.startswith("section") else f"q-{name}"


def _lines(request: HttpRequest, editing: Editing) -> Lines | None:
    """The options or columns of this kind of question, as sent or as they are."""
    if editing.kind not in LINES:
        return None
    name, formset = LINES[editing.kind]
    had = list((editing.question or {}).get(name, ()))
    made = formset(
        request.POST if request.method == "POST" else None,
        initial=had,
        prefix=name,
        form_kwargs={"subject": editing, "user": member(request)},
    )
    return cast("Lines", made)
