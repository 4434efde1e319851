"""Outages on the staff desk: recorded, and time given back to those who were hit."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin
from foundation.edges.pages import carried_out
from foundation.edges.records import RecordAdmin
from foundation.edges.rights import member, requires
from foundation.edges.staff import DeskInline, column
from foundation.places.models import working_days
from programs.incidents import actions, queries
from programs.incidents.forms import IncidentForm, ReliefForm
from programs.incidents.models import Incident, Relief
from programs.incidents.rules import suggested


class ReliefInline(DeskInline):
    """Who was given time because of it, as it was granted."""

    model = Relief
    reads = Permission.READ_PROGRAMS
    fields = ["company", "call", "until", "granted_by", "granted_at"]
    readonly_fields = fields
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relief]:
        rows: QuerySet[Relief] = super().get_queryset(request)
        return rows.select_related("company", "call", "extension__granted_by")

    @column(gettext_lazy("until"))
    def until(self, relief: Relief) -> datetime:
        return relief.extension.closes_at

    @column(gettext_lazy("granted by"))
    def granted_by(self, relief: Relief) -> str:
        return str(relief.extension.granted_by or "—")

    @column(gettext_lazy("granted"))
    def granted_at(self, relief: Relief) -> datetime | None:
        return relief.extension.granted_at


@admin.register(Incident)
class IncidentAdmin(RecordAdmin, ErrandsAdmin):
    reads = Permission.READ_PROGRAMS
    edits = Permission.EXTEND_DEADLINE
    form = IncidentForm
    list_display = ["began_on", "ended_on", "what", "extended", "recorded_by"]
    list_select_related = ["recorded_by"]
    search_fields = ["what"]
    fields = [
        "began_on",
        "ended_on",
        "what",
        "hours_after",
        "recorded_by",
        "recorded_at",
    ]
    readonly_fields = ["recorded_by", "recorded_at"]
    inlines = [ReliefInline]
    actions_detail = ["hit"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        rows: QuerySet[Incident] = super().get_queryset(request)
        return rows.annotate(extensions=Count("reliefs"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """An incident is recorded once; what was wrong is said in another."""
        return False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        return actions.enter(by=by, at=at, **facts)

    @column(gettext_lazy("extensions"))
    def extended(self, incident: Any) -> int:
        return int(incident.extensions)

    @action(description=gettext_lazy("Who was hit"), url_path="hit")
    @requires(Permission.EXTEND_DEADLINE)
    def hit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everyone with a draft, with the evidence; those selected get more time."""
        incident = self.get_object(request, object_id)
        if incident is None:
            raise Http404
        found = queries.hit(incident, member(request))
        form = ReliefForm(
            request.POST or None, hits=found, initial=_usual(found, incident)
        )
        made: list[actions.Result] = []

        def give() -> None:
            told = form.cleaned_data
            by, now = member(request), timezone.now()
            chosen = set(told["rows"])
            more = {"until": told["until"], "reason": told["reason"]}
            made.extend(actions.relieve(incident, chosen, by=by, at=now, **more))

        if request.method == "POST" and carried_out(form, give):
            _say(request, made)
            here = "admin:programs_incident_change"
            return HttpResponseRedirect(reverse(here, args=[incident.pk]))
        return TemplateResponse(
            request,
            "programs/incidents/hit.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Who was hit"),
                "incident": incident,
                "hits": found,
                "chosen": request.POST.getlist("rows"),
                "form": form,
            },
        )


def _usual(found: list[queries.Hit], incident: Incident) -> dict[str, Any]:
    """The deadline that gives back what was lost, and what happened as the reason."""
    latest = max([timezone.now(), *(h.application.call.closes_at for h in found)])
    window = {"began": incident.began_on, "ended": incident.ended_on}
    until = suggested(latest, **window, calendar=working_days())
    return {"reason": incident.what, "until": until}


def _say(request: HttpRequest, results: list[actions.Result]) -> None:
    """One line for each company."""
    for result in results:
        row = f"{result.application.number} {result.application.company}"
        tell = messages.success if result.is_granted else messages.warning
        tell(request, f"{row}: {result.said}")
