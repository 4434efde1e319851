"""Public notices, for everyone: the list, each with its companies, and objecting."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from foundation.edges.pages import carried_out, page_of
from foundation.edges.rights import public
from foundation.refusals import Refusal
from programs.selection import actions
from programs.selection.forms import ObjectionForm
from programs.selection.models import Proposal, PublicNotice
from programs.selection.states import NoticeStatus, ProposalStatus

LISTED = (
    ProposalStatus.ANNOUNCED,
    ProposalStatus.GRANTED,
    ProposalStatus.REMOVED,
)


class FewPerHour(SimpleRateThrottle):
    """What one address may hand in, so that nobody floods the register."""

    scope = "objections"
    rate = "5/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:  # noqa: ARG002  # the library's signature
        ident = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


@public
def listing(request: HttpRequest) -> HttpResponse:
    """All public notices, the latest first; replaced versions stay in it."""
    rows = PublicNotice.objects.public().select_related("program")
    context = {
        "page_obj": page_of(request, rows),
        "now": timezone.now(),
        "breadcrumbs": [(_("Home"), "/"), (_("Public notices"), "")],
    }
    return render(request, "programs/selection/notices.html", context)


def _find(slug: str) -> PublicNotice:
    rows = PublicNotice.objects.public()
    return get_object_or_404(
        rows.select_related("program", "replaces", "replaced_by"), slug=slug
    )


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A notice with its list: what the law wants published and no more."""
    notice = _find(slug)
    context = _told(notice)
    context["proposals"] = page_of(request, _listed(notice))
    return render(request, "programs/selection/notice.html", context)


def _listed(notice: PublicNotice) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = notice.proposals.filter(status__in=LISTED)
    return rows.select_related(
        "application__company__district", "application__call__program"
    ).order_by("rank", "id")


def _told(notice: PublicNotice) -> dict[str, Any]:
    now = timezone.now()
    until = notice.objections_close_at
    stands = notice.status == NoticeStatus.PUBLISHED
    return {
        "notice": notice,
        "pays": notice.program.rules.pays,
        "takes_objections": stands and until is not None and now < until,
        "stands": stands and notice.closes_at is not None and now < notice.closes_at,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Public notices"), reverse("notices-list")),
            (str(notice), ""),
        ],
    }


@public
def objection(request: HttpRequest, slug: str) -> HttpResponse:
    """Object, by name and with reasons; the number is the receipt."""
    notice = _find(slug)
    context = _told(notice)
    if not context["takes_objections"]:
        return redirect(notice)
    form = ObjectionForm(request.POST or None, notice=notice)

    def register() -> None:
        _not_too_many(request)
        taken = actions.register(notice, **form.facts(), at=timezone.now())
        said = _("Your objection is registered as %s. Please keep the number.")
        messages.success(request, said % taken.number)

    if request.method == "POST" and carried_out(form, register):
        return redirect(notice)
    context["form"] = form
    return render(request, "programs/selection/objection.html", context)


def _not_too_many(request: HttpRequest) -> None:
    if not FewPerHour().allow_request(request, None):  # type: ignore[arg-type]  # it reads META only
        raise Refusal(
            _("Too many objections from this address. Please try again in an hour."),
            code="throttled",
        )
