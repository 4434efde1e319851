"""An expert's own record, and the page on which applicants name whom to avoid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from programs.applications.models import Application
from programs.applications.queries import listed
from programs.experts import actions
from programs.experts.forms import AbsenceForm, AvoidForms, EmploymentForm
from programs.experts.models import Absence, Avoidance, Expert
from programs.experts.models.conflicts import BEFORE_EXPERTS
from programs.experts.queries import credit_of
from programs.experts.states import Field


def _me(request: HttpRequest) -> Expert:
    """The record of whoever asks; somebody without one has no such page."""
    rows = Expert.objects.select_related("user")
    return get_object_or_404(rows, user=member(request))


@requires(Permission.SCORE)
def profile(request: HttpRequest) -> HttpResponse:
    """What the commission knows of an expert, and what they keep right themselves."""
    return _shown(request, EmploymentForm(prefix="work"), AbsenceForm(prefix="away"))


def _shown(
    request: HttpRequest, work: EmploymentForm, away: AbsenceForm
) -> HttpResponse:
    expert = _me(request)
    known = {str(field): field.label for field in Field}
    context = {
        "expert": expert,
        "credit": credit_of(expert),
        "fields": [known.get(name, name) for name in expert.fields],
        "employments": expert.employments.all(),
        "absences": expert.absences.filter(ends_on__gt=timezone.localdate()),
        "work": work,
        "away": away,
    }
    return render(request, "programs/experts/profile.html", context)


@require_POST
@requires(Permission.SCORE)
def employ(request: HttpRequest) -> HttpResponse:
    """Enter an employer, present or past."""
    form = EmploymentForm(request.POST, prefix="work")
    expert = _me(request)

    def enter() -> None:
        actions.employ(expert, by=member(request), **form.cleaned_data)

    if not carried_out(form, enter):
        return _shown(request, form, AbsenceForm(prefix="away"))
    messages.success(request, _("The employer has been entered."))
    return redirect("expert-profile")


@require_POST
@requires(Permission.SCORE)
def leave(request: HttpRequest) -> HttpResponse:
    """Enter days on which one cannot be drawn."""
    form = AbsenceForm(request.POST, prefix="away")
    expert = _me(request)

    def enter() -> None:
        actions.leave(expert, by=member(request), **form.cleaned_data)

    if not carried_out(form, enter):
        return _shown(request, EmploymentForm(prefix="work"), form)
    messages.success(request, _("You will not be drawn on these days."))
    return redirect("expert-profile")


@require_POST
@requires(Permission.SCORE)
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own absence back."""
    absence = get_object_or_404(Absence, pk=pk, expert=_me(request))
    actions.end_absence(absence, by=member(request))
    return redirect("expert-profile")


@requires(Permission.APPLY)
def avoid(request: HttpRequest, number: str) -> HttpResponse:
    """Three lines at most: whom, by which name, and why."""
    application = get_object_or_404(listed(member(request)), number=number)
    user = member(request)
    if not user.may(Permission.APPLY, at=application):
        raise Http404
    submits = user.may(Permission.SUBMIT_APPLICATION, at=application)
    asked = list(Avoidance.objects.filter(application=application))
    initial = None if request.method == "POST" else _lines(asked)
    forms = AvoidForms(request.POST or None, initial=initial, prefix="line")

    def ask() -> None:
        wishes = [wish for form in forms if (wish := form.wish())]
        actions.ask_to_avoid(application, wishes, by=user, at=timezone.now())

    if request.method == "POST" and forms.is_valid() and carried_out(forms[0], ask):
        messages.success(request, _("Your request has been kept."))
        return redirect("application-avoid", number)
    context = {
        "application": application,
        "asked": asked,
        "forms": forms,
        "faulty": any(form.errors for form in forms) if forms.is_bound else False,
        "is_open": application.status in BEFORE_EXPERTS,
        "submits": submits,
        "breadcrumbs": _way(application),
    }
    return render(request, "programs/experts/avoid.html", context)


def _lines(asked: list[Avoidance]) -> list[dict[str, Any]]:
    return [
        {"whom": each.whom, "name": each.name, "reason": each.reason} for each in asked
    ]


def _way(application: Application) -> list[tuple[str, str]]:
    return [
        (_("Home"), "/"),
        (_("My applications"), reverse("applications-mine")),
        (application.number, application.get_absolute_url()),
        (_("Experts to avoid"), ""),
    ]
