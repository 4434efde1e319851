"""The incubator desk: carriers, their rooms, and the companies in them."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.pages import UseCase, carried_out, page_of
from foundation.edges.rights import member, requires
from incubators.carriers.models import Carrier, CarrierQuerySet
from incubators.tenancies import actions, queries
from incubators.tenancies.forms import (
    ApplyForm,
    ExtendForm,
    FilterForm,
    GraduateForm,
    MoveInForm,
    MoveOutForm,
    OccupyForm,
    VacateForm,
)
from incubators.tenancies.models import Tenancy
from incubators.tenancies.rules import is_roomy
from startups.companies.models import Company

BUTTONS: Mapping[str, UseCase] = {"admit": actions.admit, "refuse": actions.refuse}


def houses(request: HttpRequest) -> CarrierQuerySet:
    """The carriers whose tenants this person manages."""
    rows = Carrier.objects.all().within(member(request), Permission.MANAGE_TENANCIES)
    return rows.select_related("district", "zone")


@requires(Permission.MANAGE_TENANCIES)
def desk(request: HttpRequest) -> HttpResponse:
    """My incubators: how full they are, and who waits for an answer."""
    today = timezone.localdate()
    carriers = queries.with_occupancy(houses(request), on=today)
    asked = Tenancy.objects.filter(carrier__in=houses(request))
    context = {
        "page_obj": page_of(request, carriers),
        "waiting": queries.awaiting(asked)[:20],
        "ending": queries.ending(asked, on=today)[:20],
        "today": today,
    }
    return render(request, "incubators/tenancies/desk.html", context)


@requires(Permission.READ_CARRIERS)
def carrier(request: HttpRequest, pk: int) -> HttpResponse:
    """One incubator: facts, tenants, rooms; and writing down who asks for a place."""
    today = timezone.localdate()
    seen = Carrier.objects.all().visible_to(member(request))
    seen = queries.with_occupancy(seen.select_related("district", "zone"), on=today)
    found = get_object_or_404(seen, pk=pk)
    manages = member(request).may(Permission.MANAGE_TENANCIES, at=found)
    form = ApplyForm(request.POST or None)
    if request.method == "POST":
        if not manages:
            raise PermissionDenied
        if _applied(request, found, form):
            return redirect(found)
    rows = queries.with_room(found.tenancies.housed_or_waiting(), on=today)
    context = {
        "carrier": found,
        "form": form if manages else None,
        "manages": manages,
        "page_obj": page_of(request, queries.in_order_of_work(rows)),
        "units": queries.occupied_units(found, today)[:200],
        "today": today,
        "breadcrumbs": [(_("Incubator desk"), _desk_url()), (str(found), "")],
    }
    return render(request, "incubators/tenancies/carrier.html", context)


def _desk_url() -> str:
    return reverse("incubator-desk")


def _applied(request: HttpRequest, found: Carrier, form: ApplyForm) -> bool:
    def apply() -> None:
        company = form.cleaned_data["uscc"]
        actions.apply(found, company, by=member(request), at=timezone.now())

    if not carried_out(form, apply):
        return False
    messages.success(request, _("%s is on the list.") % form.cleaned_data["uscc"])
    return True


@requires(Permission.MANAGE_TENANCIES)
def tenancies(request: HttpRequest) -> HttpResponse:
    """Everybody who is or was in my incubators."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Tenancy.objects.filter(carrier__in=houses(request))
    if asked.get("q"):
        rows = rows.filter(company__in=Company.objects.all().named(asked["q"]))
    if asked.get("status"):
        rows = rows.filter(status=asked["status"])
    today = timezone.localdate()
    rows = queries.with_room(queries.in_order_of_work(rows), on=today)
    context = {
        "page_obj": page_of(request, rows.select_related("company", "carrier")),
        "form": form,
        "today": today,
    }
    return render(request, "incubators/tenancies/list.html", context)


@requires(Permission.MANAGE_TENANCIES)
def units(request: HttpRequest) -> HttpResponse:
    """The rooms of my incubators, and how full they are today."""
    today = timezone.localdate()
    rows = queries.occupied_units_of(houses(request), today)
    context = {"page_obj": page_of(request, rows), "today": today}
    return render(request, "incubators/tenancies/units.html", context)


# one tenancy -----------------------------------------------------------------------


def find(request: HttpRequest, pk: int) -> Tenancy:
    rows = Tenancy.objects.filter(carrier__in=houses(request))
    related = ("company__district", "carrier__district", "graduation")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@requires(Permission.MANAGE_TENANCIES)
def tenancy(request: HttpRequest, pk: int) -> HttpResponse:
    """One company in the house; each form or button posts its verb to this address."""
    found = find(request, pk)
    told: dict[str, forms.BaseForm] = {}
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in STEPS:
            raise Http404
        form = _form(verb, found, request.POST)
        if carried_out(form, lambda: STEPS[verb](request, found, form)):
            messages.success(request, _("Done."))
            return redirect("tenancy-detail", pk)
        told[verb] = form
    return render(request, "incubators/tenancies/detail.html", _shown(found, told))


def _shown(found: Tenancy, told: dict[str, forms.BaseForm]) -> dict[str, Any]:
    today = timezone.localdate()
    open_verbs = {m.verb for m in found.lifecycle.open_to(found.status)}
    if found.status in queries.HOUSED:
        open_verbs |= {"occupy", "vacate"}
    return {
        "tenancy": found,
        "room": queries.room_of(found, today),
        "rooms": found.occupancies.select_related("unit__building").order_by(
            "-starts_on"
        ),
        "forms": {
            verb: told.get(verb) or _form(verb, found)
            for verb in FORMS
            if verb in open_verbs
        },
        "erroneous": next(iter(told.values()), None),
        "entries": queries.story(found),
        "today": today,
        "breadcrumbs": [
            (_("Incubator desk"), _desk_url()),
            (str(found.carrier), found.carrier.get_absolute_url()),
            (str(found.company), ""),
        ],
    }


FORMS: Mapping[str, type[forms.BaseForm]] = {
    "move_in": MoveInForm,
    "occupy": OccupyForm,
    "vacate": VacateForm,
    "extend": ExtendForm,
    "graduate": GraduateForm,
    "move_out": MoveOutForm,
}
DAYS = ("moved_in_on", "starts_on", "graduated_on", "moved_out_on", "ends_on")


def _form(verb: str, found: Tenancy, data: Any = None) -> forms.BaseForm:
    """The form of a verb, its day being today unless told otherwise."""
    kind: Any = FORMS.get(verb, forms.Form)
    options: dict[str, Any] = {"prefix": verb}
    if verb in {"occupy", "vacate"}:
        options["tenancy"] = found
    initial = dict.fromkeys(DAYS, timezone.localdate())
    form: forms.BaseForm = kind(data, initial=initial, **options)
    return form


def _simply(use_case: UseCase) -> Callable[[HttpRequest, Tenancy, Any], None]:
    """A step whose form has just what the use case wants."""

    def step(request: HttpRequest, found: Tenancy, form: Any) -> None:
        facts = {k: v for k, v in form.cleaned_data.items() if v not in {None, ""}}
        use_case(found, by=member(request), at=timezone.now(), **facts)

    return step


def _refuse(request: HttpRequest, found: Tenancy, _form: Any) -> None:
    reason = request.POST.get("reason", "")
    actions.refuse(found, by=member(request), at=timezone.now(), reason=reason)


def _occupy(request: HttpRequest, found: Tenancy, form: Any) -> None:
    told = form.cleaned_data
    actions.occupy(
        found,
        told["unit"],
        told["area"],
        by=member(request),
        at=timezone.now(),
        starts_on=told["starts_on"],
    )
    room = queries.room_of(found, told["starts_on"])
    if is_roomy(room, found.company.industry):
        said = _("%(company)s now has %(room)s m², more than is usual for a tenant.")
        messages.warning(request, said % {"company": found.company, "room": room})


def _vacate(request: HttpRequest, _found: Tenancy, form: Any) -> None:
    given, day = form.cleaned_data["room"], form.cleaned_data["ends_on"]
    actions.vacate(given, by=member(request), at=timezone.now(), ends_on=day)


STEPS: Mapping[str, Callable[[HttpRequest, Tenancy, Any], None]] = {
    "admit": _simply(actions.admit),
    "refuse": _refuse,
    "move_in": _simply(actions.move_in),
    "occupy": _occupy,
    "vacate": _vacate,
    "extend": _simply(actions.extend),
    "graduate": _simply(actions.graduate),
    "move_out": _simply(actions.move_out),
}
