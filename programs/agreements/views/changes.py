"""Changes of an award: what was asked, what became of it, and asking for one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out, page_of
from foundation.edges.rights import member, requires
from programs.agreements import actions, queries
from programs.agreements.forms import FORMS, ChangeForm, OpinionForm, OtherAccountForm
from programs.agreements.models import ChangeRequest
from programs.agreements.rules.targets import targets_of
from programs.agreements.states import HEARD, ChangeKind, ChangeStatus
from programs.agreements.views.papers import find_award
from programs.awards.models import Award


def _crumbs(award: Award, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Home"), "/"), (award.number, award.get_absolute_url()), *more]


@requires(Permission.READ_AWARDS)
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """Every change that was asked for, and what can be asked for."""
    award, user = find_award(request, number), member(request)
    rows = award.changes.select_related("award", "asked_by").order_by("-id")
    may_ask = user.may(Permission.REQUEST_CHANGE, at=award)
    context = {
        "award": award,
        "changes": list(rows),
        "kinds": _kinds(award) if may_ask else [],
        "breadcrumbs": _crumbs(award, (_("Changes"), "")),
    }
    return render(request, "programs/agreements/changes.html", context)


def _kinds(award: Award) -> list[tuple[str, str]]:
    """What this award can be asked to change."""
    return [
        (str(value), str(label))
        for value, label in ChangeKind.choices
        if value != ChangeKind.TARGET or targets_of(award)
    ]


@requires(Permission.REQUEST_CHANGE)
def change_new(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Ask for one change, with a reason and what proves it."""
    award, user = find_award(request, number), member(request)
    if not user.may(Permission.REQUEST_CHANGE, at=award):
        raise PermissionDenied
    if kind not in dict(_kinds(award)):
        raise Http404
    form = _form(request, award, kind)
    made: list[ChangeRequest] = []

    def ask() -> None:
        made.append(_ask(form, award, kind, user))

    if request.method == "POST" and carried_out(form, ask):
        messages.success(request, _("Asked for. You will be told what is decided."))
        return redirect(made[0])
    context = {
        "award": award,
        "kind": kind,
        "label": ChangeKind(kind).label,
        "heard": kind in HEARD,
        "form": form,
        "breadcrumbs": _crumbs(
            award,
            (_("Changes"), reverse("award-changes", args=[number])),
            (str(ChangeKind(kind).label), ""),
        ),
    }
    return render(request, "programs/agreements/change_new.html", context)


def _form(
    request: HttpRequest, award: Award, kind: str
) -> ChangeForm | OtherAccountForm:  # fmt: skip
    data, files = request.POST or None, request.FILES or None
    if kind == ChangeKind.ACCOUNT:
        named = {"holder": award.company.name}
        return OtherAccountForm(data, files, initial=named)
    return FORMS[kind](data, files, award=award)


def _ask(
    form: ChangeForm | OtherAccountForm, award: Award, kind: str, user: User
) -> ChangeRequest:
    told, now = form.cleaned_data, timezone.now()
    if isinstance(form, OtherAccountForm):
        return actions.ask_for_account(
            award,
            form.particulars,
            proof=(told["proof"].name, told["proof"]),
            reason=told["reason"],
            by=user,
            at=now,
        )
    proof = told["evidence"]
    return actions.ask(
        award,
        kind,
        form.wanted,
        reason=told["reason"],
        evidence=(proof.name, proof) if proof else None,
        by=user,
        at=now,
    )


@requires(Permission.RECOMMEND)
def district_changes(request: HttpRequest) -> HttpResponse:
    """What the district is asked about, those without its opinion first."""
    page = page_of(request, queries.to_hear(member(request)))
    context = {"page_obj": page}
    return render(request, "programs/agreements/district.html", context)


def _find(request: HttpRequest, number: str, change: str) -> ChangeRequest:
    rows = ChangeRequest.objects.all().visible_to(member(request))
    rows = rows.select_related(
        "award__company", "award__program", "evidence", "account", "asked_by",
        "opined_by", "decided_by",
    )  # fmt: skip
    return get_object_or_404(rows, award__number=number, number=change)


@requires(Permission.READ_AWARDS)
def change(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """What is asked, what the district thinks, what was decided."""
    found, user = _find(request, number, change), member(request)
    is_open = found.status == ChangeStatus.ASKED
    takes_back = is_open and user.may(Permission.REQUEST_CHANGE, at=found)
    if request.method == "POST" and takes_back and "take_back" in request.POST:
        actions.take_back(found, by=user, at=timezone.now())
        messages.success(request, _("Taken back."))
        return redirect(found)
    form = _opinion(request, found, user)

    def give() -> None:
        if form is not None:
            told = form.cleaned_data
            facts = {"favors": told["favors"], "opinion": told["opinion"]}
            actions.give_opinion(found, by=user, at=timezone.now(), **facts)

    if request.method == "POST" and form is not None and carried_out(form, give):
        messages.success(request, _("The opinion is with the request."))
        return redirect(found)
    context = {
        "change": found,
        "award": found.award,
        "facts": queries.compared(found),
        "paper": queries.written_in(found),
        "is_unwritten": queries.unwritten().filter(pk=found.pk).exists(),
        "takes_back": takes_back,
        "form": form,
        "breadcrumbs": _crumbs(
            found.award,
            (_("Changes"), reverse("award-changes", args=[number])),
            (found.number, ""),
        ),
    }
    return render(request, "programs/agreements/change.html", context)


def _opinion(
    request: HttpRequest, found: ChangeRequest, user: User
) -> OpinionForm | None:  # fmt: skip
    """For the district, while it is open and nobody has said anything."""
    asked = found.status == ChangeStatus.ASKED and not found.opinion
    hears = found.kind in HEARD and user.may(Permission.RECOMMEND, at=found)
    return OpinionForm(request.POST or None) if asked and hears else None


@requires(Permission.READ_AWARDS)
def change_evidence(
    request: HttpRequest, number: str, change: str
) -> HttpResponseBase:  # fmt: skip
    """What the company attached, to the same people."""
    found = _find(request, number, change)
    if found.evidence is None:
        raise Http404
    return download_of(found.evidence)
