"""The expert's desk: declare first, then read, then score; nothing of anyone else."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out, page_of
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.applications.queries import files_for, handed_in, latest_submission
from programs.reviews import actions, rules
from programs.reviews.forms import RecuseForm, SheetForm
from programs.reviews.models import Assignment, Score
from programs.reviews.queries import sheet_of
from programs.reviews.states import Status

TO_DO = (Status.ASSIGNED, Status.DECLARED)


def _mine(request: HttpRequest) -> QuerySet[Assignment]:
    rows = Assignment.objects.of(member(request))
    return rows.select_related(
        "expert__user", "application__call__program", "application__company__district"
    )


def _find(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(_mine(request), pk=pk)


@requires(Permission.SCORE)
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be declared or scored, the most urgent first."""
    rows = _mine(request).filter(status__in=TO_DO).order_by("due_on", "id")
    return _listed(request, rows, _("To review"))


@requires(Permission.SCORE)
def done(request: HttpRequest) -> HttpResponse:
    """What has been scored or given back, the latest first."""
    rows = _mine(request).exclude(status__in=TO_DO).order_by("-id")
    return _listed(request, rows, _("Done"))


def _listed(
    request: HttpRequest, rows: QuerySet[Assignment], title: str
) -> HttpResponse:
    context = {
        "title": title,
        "page_obj": page_of(request, rows),
        "today": timezone.localdate(),
        "to_do": TO_DO,
    }
    return render(request, "programs/reviews/desk.html", context)


@requires(Permission.SCORE)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration, then the packet with the sheet, then what was submitted."""
    assignment = _find(request, pk)
    if assignment.status == Status.ASSIGNED:
        return _declaration(request, assignment, RecuseForm())
    if assignment.status == Status.RECUSED:
        return redirect("reviews-done")
    kept = Score.objects.filter(assignment=assignment).first()
    return _packet(request, assignment, _filled(assignment, kept), kept)


def _declaration(
    request: HttpRequest, assignment: Assignment, form: RecuseForm
) -> HttpResponse:
    context = {
        "assignment": assignment,
        "form": form,
        "breadcrumbs": _way(assignment),
    }
    return render(request, "programs/reviews/declare.html", context)


def _filled(assignment: Assignment, kept: Score | None) -> SheetForm:
    initial = {**kept.points, "comment": kept.comment} if kept else {}
    return SheetForm(sheet=sheet_of(assignment), initial=initial)


def _packet(
    request: HttpRequest, assignment: Assignment, form: SheetForm, kept: Score | None
) -> HttpResponse:
    application = assignment.application
    receipt = latest_submission(application)
    context = {
        "assignment": assignment,
        "application": application,
        "type": application.call.program.rules.type_named(application.company_type),
        "sections": handed_in(application, receipt) if receipt else [],
        "form": form,
        "kept": kept,
        "sheet": [(line, (kept.points if kept else {}).get(line.code, ""))
                  for line in sheet_of(assignment)],
        "recusal": RecuseForm(auto_id="recuse_%s"),
        "breadcrumbs": _way(assignment),
    }  # fmt: skip
    return render(request, "programs/reviews/packet.html", context)


def _way(assignment: Assignment) -> list[tuple[str, str]]:
    return [
        (_("Reviews"), reverse("reviews-desk")),
        (assignment.application.number, ""),
    ]


@require_POST
@requires(Permission.SCORE)
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _find(request, pk)
    actions.declare(assignment, by=member(request), at=timezone.now())
    return redirect("review-detail", pk)


@require_POST
@requires(Permission.SCORE)
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an application back, with the reason, before or after reading it."""
    assignment = _find(request, pk)
    form = RecuseForm(request.POST)

    def give_back() -> None:
        by, now = member(request), timezone.now()
        actions.recuse(assignment, **form.cleaned_data, by=by, at=now)

    if not carried_out(form, give_back):
        return _declaration(request, assignment, form)
    messages.success(request, _("Thank you. The application goes to somebody else."))
    return redirect("reviews-desk")


@require_POST
@requires(Permission.SCORE)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is typed, as it is; submit it when the button says so."""
    assignment = _find(request, pk)
    typing = bool(request.headers.get("HX-Request"))
    if typing and assignment.status != Status.DECLARED:
        return HttpResponse(status=204)  # it was submitted while this was under way
    form = SheetForm(request.POST, sheet=sheet_of(assignment))
    typed = form.typed()
    kept = actions.save_sheet(
        assignment, points=typed, comment=typed["comment"], by=member(request)
    )
    if typing:
        return render(request, "programs/reviews/_saved.html", _saved(kept))
    if request.POST.get("go") == "submit":
        return _submitted(request, assignment, form, kept)
    messages.success(request, _saved(kept)["said"])
    return redirect("review-detail", pk)


def _saved(kept: Score) -> dict[str, Any]:
    told = date_format(timezone.localtime(), "H:i:s")
    return {"kept": kept, "said": _("Saved at %s.") % told}


def _submitted(
    request: HttpRequest, assignment: Assignment, form: SheetForm, kept: Score
) -> HttpResponse:
    for field, said in rules.faults(sheet_of(assignment), kept.points, kept.comment):
        form.add_error(field, said)

    def submit() -> None:
        actions.score(assignment, by=member(request), at=timezone.now())

    if not carried_out(form, submit):
        return _packet(request, assignment, form, kept)
    messages.success(request, _("Your score has been submitted. Thank you."))
    return redirect("reviews-desk")


@requires(Permission.SCORE)
def download(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of the packet: only of an application that is theirs and declared."""
    assignment = get_object_or_404(_mine(request).readable(), pk=pk)  # type: ignore[attr-defined]  # an AssignmentQuerySet
    files = files_for(assignment.application, to=member(request))
    attachment = get_object_or_404(files, pk=file)
    try:
        return download_of(attachment.file)
    except Refusal as refusal:
        raise Http404(refusal.sentence) from refusal
