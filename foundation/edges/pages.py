"""What pages with forms and buttons share: one POST, one use case, one sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.edges.longlists import BoundedPaginator
from foundation.edges.rights import member
from foundation.moves import HasLifecycle
from foundation.refusals import Refusal

UseCase = Callable[..., Any]
PER_PAGE = 50


def press(
    request: HttpRequest, subject: HasLifecycle, buttons: Mapping[str, UseCase]
) -> None:
    """Take the move that the button names; a refusal is shown where the person was."""
    verb = request.POST.get("verb", "")
    if verb not in buttons:
        raise Http404
    move = subject.lifecycle[verb]
    given: dict[str, Any] = {"by": member(request), "at": timezone.now()}
    if move.reasoned:
        given["reason"] = request.POST.get("reason", "")
    buttons[verb](subject, **given)
    messages.success(request, _("%s: done.") % move.label)


def carried_out(form: forms.BaseForm, use_case: Callable[[], Any]) -> bool:
    """Whether a form was right and its use case agreed; if not, the form says why.

    What was typed stays on the page: a refusal is an error of the form, at the field
    of that name when there is one.
    """
    if not form.is_valid():
        return False
    try:
        use_case()
    except Refusal as refusal:
        code = getattr(refusal, "code", None) or ""
        form.add_error(code if code in form.fields else None, refusal.sentence)
        return False
    return True


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for."""
    return BoundedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
