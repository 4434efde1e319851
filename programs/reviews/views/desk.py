"""The expert's desk: what is to be declared, to be scored, and what is done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.permissions import Permission
from foundation.edges.pages import page_of
from foundation.edges.rights import member, requires
from foundation.refusals import Refusal
from programs.reviews import actions
from programs.reviews.forms import NO_CONFLICT, DeclarationForm
from programs.reviews.models import Assignment
from programs.reviews.queries import are_names_hidden, desk_of, progress_of
from programs.reviews.states import TO_DO, Status

MOST_AT_ONCE = 50


@requires(Permission.SCORE)
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be declared or scored, the most urgent first."""
    rows = desk_of(member(request)).filter(status__in=TO_DO).order_by("due_on", "id")
    more = {"progress": progress_of(member(request))}
    return _listed(request, rows, _("To review"), **more)


@requires(Permission.SCORE)
def done(request: HttpRequest) -> HttpResponse:
    """What has been scored or given back, the latest first."""
    rows = desk_of(member(request)).exclude(status__in=TO_DO).order_by("-id")
    return _listed(request, rows, _("Done"))


def _listed(
    request: HttpRequest, rows: QuerySet[Assignment], title: str, **more: Any
) -> HttpResponse:
    page = page_of(request, rows)
    context = {
        "title": title,
        "page_obj": page,
        "rows": [(row, are_names_hidden(row)) for row in page],
        "today": timezone.localdate(),
        "to_do": TO_DO,
        **more,
    }
    return render(request, "programs/reviews/desk.html", context)


@requires(Permission.SCORE)
def declarations(request: HttpRequest) -> HttpResponse:
    """Declare item by item, for all that wait, on one page."""
    waiting = desk_of(member(request)).filter(status=Status.ASSIGNED)
    rows = list(waiting.order_by("due_on", "id")[:MOST_AT_ONCE])
    sent = request.POST if request.method == "POST" else None
    forms = [DeclarationForm(sent, assignment=row) for row in rows]
    if sent is not None:
        right = [form for form in forms if form.is_valid()]
        _carry_out(request, [form for form in right if form.is_answered])
        if len(right) == len(forms):
            return redirect("reviews-desk")
        forms = [form for form in forms if form not in right or not form.is_answered]
    context = {
        "rows": [(form, are_names_hidden(form.assignment)) for form in forms],
        "wrong": sent is not None,
    }
    return render(request, "programs/reviews/declarations.html", context)


def _carry_out(request: HttpRequest, forms: list[DeclarationForm]) -> None:
    """Each answer by itself: one that comes too late does not undo the others."""
    declared = given_back = 0
    for form in forms:
        try:
            if _declare(request, form):
                declared += 1
            else:
                given_back += 1
        except (Refusal, PermissionDenied) as refused:
            said = getattr(refused, "sentence", _("This is not yours to do."))
            messages.error(request, f"{form.assignment.application}: {said}")
    if declared:
        said = ngettext(
            "%(count)s application can be read now.",
            "%(count)s applications can be read now.",
            declared,
        )
        messages.success(request, said % {"count": declared})
    if given_back:
        said = ngettext(
            "%(count)s application has been given back.",
            "%(count)s applications have been given back.",
            given_back,
        )
        messages.success(request, said % {"count": given_back})


def _declare(request: HttpRequest, form: DeclarationForm) -> bool:
    """Whether there is no conflict; else the application is given back."""
    given: dict[str, Any] = {"by": member(request), "at": timezone.now()}
    answer = form.cleaned_data["answer"]
    if answer == NO_CONFLICT:
        actions.declare(form.assignment, **given)
        return True
    reason = form.cleaned_data["reason"]
    actions.recuse(form.assignment, kind=answer, reason=reason, **given)
    return False
