"""Proposing a list, the reserve list, those below the line, and stepping back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.applications.queries import listed
from programs.calls.models import Call
from programs.ranking.models import Scenario
from programs.ranking.queries import OPEN, board, calls
from programs.ranking.rules import Side
from programs.selection import actions, queries
from programs.selection.forms import WhyForm
from programs.selection.models import Proposal
from programs.selection.states import ProposalStatus


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(calls(member(request)), slug=slug)


def _way(call: Call, last: str) -> list[tuple[str, str]]:
    return [
        (_("Ranking"), reverse("ranking-list")),
        (str(call), reverse("ranking-board", args=[call.slug])),
        (last, ""),
    ]


@requires(Permission.PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose what a scenario chose and keeps in reserve; each row says what came."""
    rows = Scenario.objects.all().visible_to(member(request))
    scenario = get_object_or_404(rows.select_related("call__program"), pk=pk)
    outcomes = None
    if request.method == "POST":
        outcomes = actions.propose_list(scenario, by=member(request), at=timezone.now())
        done = sum(each.refusal is None for each in outcomes)
        said = ngettext("%s application is proposed.", "%s applications are proposed.",
                        done)  # fmt: skip
        messages.success(request, said % done)
    found = {row.application.pk: row for row in board(scenario.call)}
    wanted = [line for line in scenario.rows if line["side"] != Side.OUT]
    lines = [(line, found[line["key"]]) for line in wanted if line["key"] in found]
    context = {
        "scenario": scenario,
        "call": scenario.call,
        "lines": lines,
        "outcomes": outcomes,
        "open": [line for line, row in lines if row.application.status in OPEN],
        "pays": scenario.call.program.rules.pays,
        "breadcrumbs": _way(scenario.call, _("Propose")),
    }
    return render(request, "programs/selection/propose.html", context)


@requires(Permission.READ_SCORES)
def reserve(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits in reserve, and who has moved up in whose place."""
    call = _call(request, slug)
    moved = Proposal.objects.filter(
        application__call=call, promoted_on__isnull=False
    ).select_related("application__company", "stands_for__application__company")
    context = {
        "call": call,
        "waiting": queries.waiting(call.program_id, call.pk),
        "moved": moved.order_by("promoted_on"),
        "may_decide": member(request).may(Permission.DECIDE, at=call.program),
        "breadcrumbs": _way(call, _("Reserve list")),
    }
    return render(request, "programs/selection/reserve.html", context)


@require_POST
@requires(Permission.DECIDE)
def pass_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the reserve list, with the reason."""
    rows = Proposal.objects.all().visible_to(member(request))
    rows = rows.select_related("application__call__program", "application__company")
    proposal = get_object_or_404(rows, pk=pk)
    try:
        reason = request.POST.get("reason", "")
        now = timezone.now()
        actions.pass_over(proposal, by=member(request), at=now, reason=reason)
        messages.success(request, _("Taken off the reserve list."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("reserve-list", proposal.application.call.slug)


@requires(Permission.READ_SCORES)
def below(request: HttpRequest, slug: str) -> HttpResponse:
    """Those whom nobody proposes: told together, each with a letter and the reason."""
    call = _call(request, slug)
    form = WhyForm(request.POST or None)
    outcomes: list[actions.Outcome] = []

    def decline() -> None:
        outcomes.extend(
            actions.decline_below(
                call,
                reason=form.cleaned_data["reason"],
                by=member(request),
                at=timezone.now(),
            )
        )
        done = sum(each.refusal is None for each in outcomes)
        said = ngettext("%s applicant is told.", "%s applicants are told.", done)
        messages.success(request, said % done)

    if request.method == "POST":
        carried_out(form, decline)
    context = {
        "call": call,
        "form": form,
        "rows": queries.below(call),
        "outcomes": outcomes,
        "may_propose": member(request).may(Permission.PROPOSE, at=call.program),
        "breadcrumbs": _way(call, _("Those whom nobody proposes")),
    }
    return render(request, "programs/selection/below.html", context)


@requires(Permission.SUBMIT_APPLICATION)
def step_back(request: HttpRequest, number: str) -> HttpResponse:
    """The company steps back from what it is proposed for."""
    rows = listed(member(request))
    application = get_object_or_404(rows, number=number)
    proposal = Proposal.objects.filter(application=application).first()
    offered = {
        ProposalStatus.STAGED, ProposalStatus.DECIDED, ProposalStatus.RESERVE,
        ProposalStatus.ANNOUNCED,
    }  # fmt: skip
    if proposal is None or proposal.status not in offered:
        raise Http404
    form = WhyForm(request.POST or None)
    form.fields["reason"].help_text = _("The city reads it.")

    def go() -> None:
        reason = form.cleaned_data["reason"]
        now = timezone.now()
        actions.step_back(proposal, by=member(request), at=now, reason=reason)
        messages.success(request, _("Your company has stepped back."))

    if request.method == "POST" and carried_out(form, go):
        return redirect(application)
    context = {
        "application": application,
        "form": form,
        "breadcrumbs": [
            (application.number, application.get_absolute_url()),
            (_("Step back"), ""),
        ],
    }
    return render(request, "programs/selection/step_back.html", context)
