"""An expert's invitations to panels, and the answer to each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import page_of, press
from foundation.edges.rights import member, requires
from foundation.moves import HasLifecycle
from programs.panels import actions
from programs.panels.models import Seat
from programs.panels.states import SITTING, SeatStatus, Status


@requires(Permission.SCORE)
def invitations(request: HttpRequest) -> HttpResponse:
    """What the expert is asked, the unanswered first."""
    user = member(request)
    rows = Seat.objects.of(user).select_related("panel__call__program", "expert")
    waiting = rows.filter(status=SeatStatus.INVITED).order_by("panel__starts_on")
    answered = rows.exclude(pk__in=waiting.values("pk")).order_by("-pk")
    context = {
        "waiting": [seat for seat in waiting if seat.panel.status != Status.AT_WORK],
        "begun": [seat for seat in waiting if seat.panel.status == Status.AT_WORK],
        "page_obj": page_of(request, answered),
        "sitting": SITTING,
    }
    return render(request, "programs/panels/invitations.html", context)


@require_POST
@requires(Permission.SCORE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One button for an invitation of one's own: accept, or decline with a reason."""
    rows = Seat.objects.of(member(request))
    seat: HasLifecycle = get_object_or_404(
        rows.select_related("panel__call__program", "expert__user"), pk=pk
    )
    press(request, seat, {"accept": actions.accept, "decline": actions.decline})
    return redirect("review-invitations")
