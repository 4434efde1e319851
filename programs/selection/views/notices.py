"""Public notices, for everyone: the list, and each with its companies."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.edges.pages import page_of
from foundation.edges.rights import public
from programs.selection.models import Proposal, PublicNotice
from programs.selection.states import NoticeStatus, ProposalStatus

LISTED = (
    ProposalStatus.ANNOUNCED,
    ProposalStatus.GRANTED,
    ProposalStatus.REMOVED,
)


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


def find(slug: str) -> PublicNotice:
    rows = PublicNotice.objects.public()
    return get_object_or_404(
        rows.select_related("program", "replaces", "replaced_by"), slug=slug
    )


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A notice with its list: what the law wants published and no more."""
    notice = find(slug)
    context = told(notice)
    context["proposals"] = page_of(request, _listed(notice))
    return render(request, "programs/selection/notice.html", context)


def _listed(notice: PublicNotice) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = notice.proposals.filter(status__in=LISTED)
    return rows.select_related(
        "application__company__district", "application__call__program"
    ).order_by("rank", "id")


def told(notice: PublicNotice) -> dict[str, Any]:
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
