"""Objecting to a public notice, by name and with reasons."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from foundation.edges.pages import carried_out
from foundation.edges.rights import public
from foundation.refusals import Refusal
from programs.selection import actions
from programs.selection.forms import ObjectionForm
from programs.selection.views.notices import find, told


class FewPerHour(SimpleRateThrottle):
    """What one address may hand in, so that nobody floods the register."""

    scope = "objections"
    rate = "5/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:  # noqa: ARG002  # the library's signature
        ident = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


@public
def objection(request: HttpRequest, slug: str) -> HttpResponse:
    """Object, by name and with reasons; the number is the receipt."""
    notice = find(slug)
    context = told(notice)
    if not context["takes_objections"]:
        return redirect(notice)
    form = ObjectionForm(request.POST or None, notice=notice)

    def register() -> None:
        _not_too_many(request)
        taken = actions.register(notice, **form.facts(), at=timezone.now())
        said = _("Your objection is registered as %s. Please keep the number.")
        messages.success(request, said % taken.number)

    if request.method == "POST" and carried_out(form, register):
        return redirect(notice)
    context["form"] = form
    return render(request, "programs/selection/objection.html", context)


def _not_too_many(request: HttpRequest) -> None:
    if not FewPerHour().allow_request(request, None):  # type: ignore[arg-type]  # it reads META only
        raise Refusal(
            _("Too many objections from this address. Please try again in an hour."),
            code="throttled",
        )
