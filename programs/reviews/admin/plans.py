"""Reviews of calls on the staff desk: their dates, and how they stand."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin
from foundation.edges.records import RecordAdmin
from foundation.edges.rights import member, requires
from foundation.edges.staff import column
from programs.reviews import actions
from programs.reviews.forms import LineForm
from programs.reviews.models import Assignment, ReviewPlan
from programs.reviews.queries import board
from programs.reviews.states import Status

USUAL_LINE = 10


@admin.register(ReviewPlan)
class ReviewPlanAdmin(RecordAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    edits = Permission.DRAW_EXPERTS
    list_display = ["call", "blind", "opens_at", "scores_until", "in_hand", "scored"]
    list_select_related = ["call__program"]
    fields = ["call", "blind", "opens_at", "scores_until", "set_at", "set_by"]
    readonly_fields = ["set_at", "set_by"]
    autocomplete_fields = ["call"]
    actions_detail = ["state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewPlan]:
        rows: QuerySet[ReviewPlan] = super().get_queryset(request)
        return rows.annotate(
            given_out=_counted(Assignment.objects.counted()),
            handed_in=_counted(Assignment.objects.filter(status=Status.SCORED)),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        fixed = ["call"] if obj else []
        return [*self.readonly_fields, *fixed]

    @column(_("given out"))
    def in_hand(self, plan: Any) -> int:
        return int(plan.given_out or 0)

    @column(_("scored"))
    def scored(self, plan: Any) -> int:
        return int(plan.handed_in or 0)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        return actions.plan(facts.pop("call"), by=by, at=at, **facts)

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:
        actions.plan(record.call, by=by, at=at, **facts)

    @action(description=_("How the review stands"), url_path="state")
    @requires(Permission.READ_SCORES)
    def state(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Progress, experts, agreement, outliers, and who would change places."""
        plan = self.get_object(request, object_id)
        if plan is None:
            raise Http404
        asked = LineForm(request.GET if "line" in request.GET else None)
        usual = plan.call.program.quota or USUAL_LINE
        line = asked.cleaned_data["line"] if asked.is_valid() else usual
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("How the review stands"),
            "plan": plan,
            "board": board(plan.call, line=line, today=timezone.localdate()),
            "form": asked if asked.is_bound else LineForm(initial={"line": line}),
            "may_confirm": member(request).may(Permission.DRAW_EXPERTS, at=plan),
        }
        return TemplateResponse(request, "programs/reviews/state.html", context)


def _counted(rows: QuerySet[Assignment]) -> Subquery:
    of_call = rows.filter(application__call=OuterRef("call")).order_by()
    counted = of_call.values("application__call").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))
