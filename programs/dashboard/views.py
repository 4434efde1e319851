"""The front page: it shows several slices, so it stands above them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.edges.rights import public
from programs.calls import queries as calls
from programs.catalogue.states import Status
from programs.models import Program, PublicNotice
from programs.selection.states import NoticeStatus

MOST = 6


@public
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    notices = PublicNotice.objects.filter(status=NoticeStatus.PUBLISHED)
    context = {
        "calls": calls.current(now)[:MOST],
        "programs": Program.objects.filter(status=Status.RUNNING),
        "notices": notices.order_by("-published_on")[:MOST],
    }
    return render(request, "portal/home.html", context)
