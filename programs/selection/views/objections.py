"""Objecting to a public notice by name and with reasons, and how it then stands."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.pages import carried_out
from foundation.edges.rights import member, public, requires
from foundation.refusals import Refusal
from programs.selection import actions
from programs.selection.forms.objections import ObjectionForm, ReceiptForm
from programs.selection.models import Objection, ObjectionFile
from programs.selection.queries.objections import (
    by_receipt,
    by_token,
    receipt_code,
    status_path,
)
from programs.selection.states import UNDECIDED, ObjectionStatus
from programs.selection.views.notices import find, told


class FewPerHour(SimpleRateThrottle):
    """What one address may hand in, so that nobody floods the register."""

    scope = "objections"
    rate = "5/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:  # noqa: ARG002  # the library's signature
        ident = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class FewGuesses(FewPerHour):
    """How often one address may try numbers and codes."""

    scope = "receipts"
    rate = "20/hour"


@public
def objection(request: HttpRequest, slug: str) -> HttpResponse:
    """Object, by name and with reasons; the receipt comes next."""
    notice = find(slug)
    context = told(notice)
    if not context["takes_objections"]:
        return redirect(notice)
    files = [(one.name or "", one) for one in request.FILES.getlist("evidence")]
    form = ObjectionForm(request.POST or None, notice=notice, sent=len(files))
    taken: list[Objection] = []

    def register() -> None:
        _not_too_many(request)
        language = get_language() or ""
        asked = form.facts() | {"files": files, "language": language}
        taken.append(actions.register(notice, **asked, at=timezone.now()))

    if request.method == "POST" and carried_out(form, register):
        return redirect(status_path(taken[0].number))
    context["form"] = form
    return render(request, "programs/selection/objection.html", context)


def _not_too_many(request: HttpRequest) -> None:
    if not FewPerHour().allow_request(request, None):  # type: ignore[arg-type]  # it reads META only
        raise Refusal(
            _("Too many objections from this address. Please try again in an hour."),
            code="throttled",
        )


@public
def ask(request: HttpRequest) -> HttpResponse:
    """How an objection stands, for whoever has its receipt."""
    form = ReceiptForm(request.POST or None)
    found: list[Objection] = []

    def look() -> None:
        if not FewGuesses().allow_request(request, None):  # type: ignore[arg-type]  # as above
            raise Refusal(_("Too many attempts. Please try again in an hour."))
        objection = by_receipt(form.cleaned_data["number"], form.cleaned_data["code"])
        if objection is None:
            raise Refusal(_("There is no receipt with this number and code."))
        found.append(objection)

    if request.method == "POST" and carried_out(form, look):
        return redirect(status_path(found[0].number))
    context = {
        "form": form,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Public notices"), reverse("notices-list")),
            (_("How does my objection stand?"), ""),
        ],
    }
    return render(request, "programs/selection/objection_ask.html", context)


@public
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: number, code, where it stands and until when; and the ruling."""
    objection = by_token(token)
    if objection is None:
        raise Http404
    rules = objection.notice.program.rules
    context = {
        "objection": objection,
        "code": receipt_code(objection.number),
        "open": objection.status in UNDECIDED,
        "waits": objection.status == ObjectionStatus.REGISTERED,
        "count": objection.files.count(),
        "accept_days": rules.accept_days,
        "inquiry_days": rules.inquiry_days,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(objection.notice), objection.notice.get_absolute_url()),
            (objection.number, ""),
        ],
    }
    answer = render(request, "programs/selection/objection_status.html", context)
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@requires(Permission.HANDLE_OBJECTION, Permission.READ_JOURNAL)
def evidence(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file that came with an objection, for whoever handles or supervises it."""
    rows = ObjectionFile.objects.all().visible_to(member(request))
    rows = rows.filter(objection__number=number).select_related("file", "objection")
    found = get_object_or_404(rows, pk=pk)
    try:
        return download_of(found.file)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(
            reverse("admin:programs_objection_change", args=[found.objection_id])
        )
