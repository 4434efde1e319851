"""The formal review on the staff desk: a list of cases, a checklist for each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.edges.errands import errand
from foundation.edges.rights import member, requires
from foundation.edges.staff import MOST_AT_ONCE, column
from foundation.refusals import Refusal
from foundation.states import Move
from programs.applications.admin import ApplicationAdmin
from programs.applications.queries import endorsement_of
from programs.applications.queries.corrections import correction_of
from programs.applications.states import Status as Standing
from programs.formal import actions, queries
from programs.formal.forms import ChecklistForm, FoundCorrectionForm
from programs.formal.models import Checklist, FormalCase
from programs.formal.states import Stage, Status

STAGES: dict[str, str] = {
    Stage.BEGIN: "info",
    Stage.OPEN: "info",
    Stage.SECOND: "warning",
    Stage.CORRECTION: "warning",
    Stage.DONE: "success",
}
EVERY = "every"
BEGIN = Move(
    "begin",
    gettext_lazy("Begin the check"),
    (),
    Standing.FORMAL_REVIEW,
    Permission.REVIEW_FORMALLY,
)
MANY = {"begin": actions.begin_many, "confirm": actions.confirm_many}


class StageFilter(admin.SimpleListFilter):
    """What a case waits for; unless asked or searched for, only those that wait."""

    title = gettext_lazy("stage")
    parameter_name = "stage"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [*Stage.choices, (EVERY, gettext_lazy("all, confirmed ones too"))]

    def choices(self, changelist: Any) -> Any:
        offered: list[Any] = list(super().choices(changelist))
        offered[0]["display"] = _("All that wait")
        return iter(offered)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        stage = self.value()
        if stage == EVERY or (not stage and request.GET.get(SEARCH_VAR)):
            return queryset
        return queries.in_stage(queryset, stage) if stage else queries.at_work(queryset)


def _may_be_corrected(case: Any) -> bool:
    reviewed = case.status == Standing.FORMAL_REVIEW
    return reviewed and correction_of(case) is None


@admin.register(FormalCase)
class FormalCaseAdmin(ApplicationAdmin):
    """Cases from the district's recommendation to the result that two have signed."""

    reads = Permission.READ_SCORES
    buttons = {
        "begin": actions.begin,
        "conclude": actions.conclude,
        "confirm": actions.confirm,
        "give_back": actions.give_back,
    }
    actions_detail = ["ask_correction"]
    ask_correction = errand(
        gettext_lazy("Ask for a correction"),
        right=Permission.REVIEW_FORMALLY,
        form=FoundCorrectionForm,
        do=actions.ask_correction,
        offered=_may_be_corrected,
    )
    list_display = [
        "number", "company", "call", "shown_stage", "progress", "shown_status",
        "due_on",
    ]  # fmt: skip
    list_filter = [StageFilter, "call", "company__district"]
    ordering = ["due_on", "-id"]
    inlines = []
    change_form_outer_after_template = "programs/formal/case.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return queries.cases(rows)

    @column(gettext_lazy("stage"), label=STAGES)
    def shown_stage(self, case: Any) -> tuple[str, str]:
        stage = Stage(queries.stage_of(case))
        return stage, str(stage.label)

    @column(pgettext_lazy("checklist", "answered"))
    def progress(self, case: Any) -> str:
        checklist = next(iter(case.alive), None)
        return f"{checklist.done} / {checklist.all_items}" if checklist else "—"

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/answers/",
            self.admin_site.admin_view(self.answers),
            name="programs_formalcase_answers",
        )
        return [page, *super().get_urls()]

    @requires(Permission.REVIEW_FORMALLY)
    def answers(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save the checklist; with the second button, hand it over as well."""
        case = self.get_object(request, object_id)
        checklist = queries.checklist_of(case) if case else None
        if checklist is None or request.method != "POST":
            raise Http404
        try:
            self._write(request, checklist)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        here = reverse("admin:programs_formalcase_change", args=[object_id])
        return HttpResponseRedirect(here)

    def _write(self, request: HttpRequest, checklist: Checklist) -> None:
        form = ChecklistForm(request.POST, items=queries.items(checklist))
        by, at = member(request), timezone.now()
        if not form.is_valid():
            raise Refusal(_("An answer is not one of those offered."), code="answer")
        lacking = actions.answer(checklist, form.given(), by=by, at=at)
        for sentence in lacking:
            messages.error(request, sentence)
        messages.success(request, _("The checklist has been saved."))
        if request.POST.get("then") == "conclude" and not lacking:
            actions.conclude(checklist, by=by, at=at)
            messages.success(request, _("It waits for the second check now."))

    def moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        """Begin what has no checklist; else what may be done with the checklist."""
        if obj is None:
            return []
        checklist = queries.checklist_of(obj)
        if _is_to_begin(obj, checklist):
            may = member(request).may(BEGIN.permission, at=obj)
            return [BEGIN] if may else []
        if checklist is None:
            return []
        open_moves = checklist.moves_for(member(request))
        return [move for move in open_moves if move.verb != "conclude"]

    def take(self, request: HttpRequest, verb: str, rows: list[Any]) -> None:
        """A button of one case, or of many from the list: say of each what happened."""
        by, at = member(request), timezone.now()
        if verb in MANY:
            for result in MANY[verb](rows, by=by, at=at):
                tell = messages.success if result.is_done else messages.error
                tell(request, f"{result.application}: {result.said}")
            return
        checklists = [queries.checklist_of(row) for row in rows]
        super().take(request, verb, [each for each in checklists if each])

    def given(self, verb: str, reason: str) -> dict[str, Any]:
        given: dict[str, Any] = {"at": timezone.now()}
        return given | ({"reason": reason} if verb == "give_back" else {})

    def get_actions(self, request: HttpRequest) -> Any:
        if not member(request).may(Permission.REVIEW_FORMALLY):
            return {}
        labels = {"begin": BEGIN.label, "confirm": Checklist.lifecycle["confirm"].label}
        return {verb: (_many(verb), verb, label) for verb, label in labels.items()}

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Below the facts the checklist, and below that what was handed in."""
        case: FormalCase = context["original"]
        checklist = queries.checklist_of(case)
        user = member(request)
        may_write = user.may(Permission.REVIEW_FORMALLY, at=case)
        writing = checklist is not None and checklist.status == Status.OPEN
        context |= {
            "checklist": checklist,
            "is_new_round": _is_to_begin(case, checklist),
            "checks": ChecklistForm(items=queries.items(checklist))
            if checklist
            else None,
            "writes": writing and may_write and case.status == Standing.FORMAL_REVIEW,
            "given_back": queries.given_back(checklist) if writing else "",
            "rounds": queries.earlier(case),
            "endorsement": endorsement_of(case),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _is_to_begin(case: Any, checklist: Checklist | None) -> bool:
    """Recommended; or in review with nothing that checks what was handed in last."""
    if case.status == Standing.RECOMMENDED:
        return True
    if case.status != Standing.FORMAL_REVIEW:
        return False
    return checklist is None or not queries.is_of_last(checklist)


def _many(verb: str) -> Callable[[Any, HttpRequest, QuerySet[Any]], None]:
    def take_many(
        desk: FormalCaseAdmin, request: HttpRequest, rows: QuerySet[Any]
    ) -> None:
        desk.take(request, verb, list(rows[:MOST_AT_ONCE]))

    return take_many
