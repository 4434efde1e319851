"""Panels at the desk of those who prepare them: preview, give out, fill up, replace."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.experts.states import Specialty
from programs.panels.admin import PanelAdmin, SeatAdmin
from programs.panels.models import Panel, Seat
from programs.panels.queries import sitting
from programs.panels.states import SeatStatus, Status
from programs.reviews import actions
from programs.reviews.queries.giving import Giving, giving_of

GIVES = (Status.CONFIRMED, Status.AT_WORK)


class GivingForm(ErrandForm):
    """Agreement to the preview that was shown; filling up asks why as well."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def prepare(self) -> None:
        if self.subject.status != Status.AT_WORK:
            del self.fields["reason"]


@admin.register(Panel)
class PanelDesk(PanelAdmin):
    """The panel's page, with what gives its applications out."""

    actions_detail = [*PanelAdmin.actions_detail, "preview"]

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<int:pk>/giving/",
            self.admin_site.admin_view(self.giving),
            name="programs_panel_giving",
        )
        return [page, *super().get_urls()]

    @action(description=_("Who judges what"))
    @requires(Permission.DRAW_EXPERTS)
    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:  # noqa: ARG002  # Django's signature
        """A button of the panel's page that leads to the preview."""
        return HttpResponseRedirect(_giving_url(object_id))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        panel = self.get_object(request, str(object_id))
        gives = _may_give(request, panel)
        return [
            each
            for each in super().get_actions_detail(request, object_id)
            if gives or not each.action_name.endswith("_preview")
        ]

    @requires(Permission.DRAW_EXPERTS)
    def giving(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What giving out would do, looked at first; the button does exactly that."""
        panel = self.get_object(request, str(pk))
        if panel is None:
            raise Http404
        if not _may_give(request, panel):
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else None
        form = GivingForm(typed, subject=panel, user=member(request))
        if typed is not None and carried_out(form, lambda: _give(request, panel, form)):
            messages.success(request, gettext("The applications have been given out."))
            return HttpResponseRedirect(
                reverse("admin:programs_panel_change", args=[pk])
            )
        return self._preview(request, panel, form)

    def _preview(
        self, request: HttpRequest, panel: Panel, form: GivingForm
    ) -> HttpResponse:
        giving = giving_of(panel)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Who judges what"),
            "panel": panel,
            "giving": giving,
            "rows": _rows(giving),
            "lacking": [(n, Specialty(seat).label) for n, seat in giving.lacking],
            "unanswered": [
                seat for seat in sitting(panel) if seat.status == SeatStatus.INVITED
            ],
            "form": form,
            "is_at_work": panel.status == Status.AT_WORK,
            "back": reverse("admin:programs_panel_change", args=[panel.pk]),
        }
        return TemplateResponse(request, "programs/reviews/giving.html", context)


def _giving_url(pk: object) -> str:
    return reverse("admin:programs_panel_giving", args=[pk])


def _may_give(request: HttpRequest, panel: Panel | None) -> bool:
    return (
        panel is not None
        and panel.status in GIVES
        and member(request).may(Permission.DRAW_EXPERTS, at=panel)
    )


def _give(request: HttpRequest, panel: Panel, form: GivingForm) -> None:
    by, now = member(request), timezone.now()
    use = actions.fill_up if panel.status == Status.AT_WORK else actions.give_out
    use(panel, by=by, at=now, **form.cleaned_data)


def _rows(giving: Giving) -> list[tuple[Any, list[str]]]:
    """Each application with the names of those who would judge it."""
    named = {load.expert.pk: load.expert.user.name for load in giving.loads}
    return [(each, [named[key] for key in keys]) for each, keys in giving.shares]


@admin.register(Seat)
class SeatDesk(SeatAdmin):
    """A seat; whoever is replaced hands over what they have not scored."""

    buttons = {"excuse": actions.replace}
