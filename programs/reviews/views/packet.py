"""One application on the expert's desk: declare first, then read, then score."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of, kept_by_reader
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.printing.pdf import print_apart
from programs.reviews import actions, rules
from programs.reviews.forms import RecuseForm, SheetForm
from programs.reviews.models import Assignment, CleanCopy, Score
from programs.reviews.queries import (
    are_names_hidden,
    bound,
    desk_of,
    may_read,
    packet,
    paper_of,
    printed,
    sheet_of,
)
from programs.reviews.states import TO_DO, Status


def _find(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(desk_of(member(request)), pk=pk)


def _readable(request: HttpRequest, pk: int) -> Assignment:
    assignment = _find(request, pk)
    if not may_read(assignment, timezone.now()):
        raise Http404
    return assignment


@requires(Permission.SCORE)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration, then the packet with the sheet, then what was submitted."""
    assignment = _find(request, pk)
    if assignment.status == Status.ASSIGNED:
        return _declaration(request, assignment, RecuseForm())
    if assignment.status == Status.RECUSED:
        return redirect("reviews-done")
    if not may_read(assignment, timezone.now()):
        return render(request, "programs/reviews/waiting.html", _about(assignment))
    kept = Score.objects.filter(assignment=assignment).first()
    return _packet(request, assignment, _filled(assignment, kept), kept)


def _about(assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "hidden": are_names_hidden(assignment),
        "breadcrumbs": [
            (_("Reviews"), reverse("reviews-desk")),
            (assignment.application.number, ""),
        ],
    }


def _declaration(
    request: HttpRequest, assignment: Assignment, form: RecuseForm
) -> HttpResponse:
    context = {**_about(assignment), "form": form}
    return render(request, "programs/reviews/declare.html", context)


def _filled(assignment: Assignment, kept: Score | None) -> SheetForm:
    texts = {"comment": kept.comment, "feedback": kept.feedback} if kept else {}
    initial = {**kept.points, **texts} if kept else {}
    return SheetForm(sheet=sheet_of(assignment), initial=initial)


def _packet(
    request: HttpRequest, assignment: Assignment, form: SheetForm, kept: Score | None
) -> HttpResponse:
    points = kept.points if kept else {}
    context = {
        **_about(assignment),
        "application": assignment.application,
        "packet": packet(assignment),
        "form": form,
        "kept": kept,
        "sheet": [(line, points.get(line.code, "")) for line in sheet_of(assignment)],
        "reopened": kept.rescorings.first() if kept else None,
        "next": _next(request, assignment),
        "recusal": RecuseForm(auto_id="recuse_%s"),
    }
    return render(request, "programs/reviews/packet.html", context)


def _next(request: HttpRequest, assignment: Assignment) -> int | None:
    """The most urgent of the others that wait."""
    rows = Assignment.objects.of(member(request)).filter(status__in=TO_DO)
    others = rows.exclude(pk=assignment.pk).order_by("due_on", "id")
    return others.values_list("pk", flat=True).first()


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
    messages.success(request, _("Thank you. You do not judge this application."))
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
        assignment,
        points=typed,
        comment=typed["comment"],
        feedback=typed["feedback"],
        by=member(request),
        at=timezone.now(),
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
    assignment = _readable(request, pk)
    found = paper_of(assignment, file, to=member(request))
    if found is None:
        raise Http404
    attachment, copy = found
    if copy is not None:
        return _clean(assignment, file, copy)
    try:
        return download_of(attachment.file)
    except Refusal as refusal:
        raise Http404(refusal.sentence) from refusal


def _clean(assignment: Assignment, file: int, copy: CleanCopy) -> HttpResponse:
    """The copy without names, under a name that tells nothing."""
    papers = {paper.pk: paper for paper in packet(assignment).papers}
    with storages["default"].open(copy.path) as kept:
        content = kept.read()
    answer = kept_by_reader(content, "application/octet-stream", papers[file].name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@requires(Permission.SCORE)
def packet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole packet as one PDF: the answers, then the attached PDFs."""
    assignment = _readable(request, pk)
    by, now, language = member(request), timezone.now(), get_language() or ""
    told: dict[str, Any] = {"language": language, "reader": by.name, "at": now}
    answers = print_apart(printed(assignment, **told))
    content, apart = bound(assignment, answers, to=by)
    if apart:  # rare: it is printed again, saying so
        answers = print_apart(printed(assignment, apart=apart, **told))
        content, apart = bound(assignment, answers, to=by)
    name = f"{assignment.application.number}.pdf"
    return kept_by_reader(content, "application/pdf", name)
