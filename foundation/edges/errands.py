"""Buttons of a staff page that ask for more than a reason: a small form, a use case.

An errand stands on a list (it makes something new) or on an object's page. It is shown
to whoever has its right there, and only while the object is in a state for it.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from unfold.decorators import action
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

from foundation.edges.pages import carried_out
from foundation.edges.rights import member, requires
from foundation.edges.staff import DeskAdmin

CLASSES: list[tuple[type[forms.Widget], list[str]]] = [
    (forms.CheckboxSelectMultiple, []),
    (forms.CheckboxInput, []),
    (forms.RadioSelect, []),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.Select, SELECT_CLASSES),
    (forms.Widget, INPUT_CLASSES),
]


class ErrandForm(forms.Form):
    """The form of an errand; `subject` is the object it is about, or None on a list."""

    def __init__(self, *args: Any, subject: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.subject, self.user = subject, user
        self.prepare()
        for field in self.fields.values():
            dress(field.widget)

    def prepare(self) -> None:
        """Narrow choices to the subject and to what the person may see."""

    def facts(self) -> dict[str, Any]:
        """What the use case is told besides who and when."""
        return self.cleaned_data


def dress(widget: forms.Widget) -> None:
    """Give a widget the looks of the staff desk."""
    names = next(found for kind, found in CLASSES if isinstance(widget, kind))
    widget.attrs.setdefault("class", " ".join(names))
    if isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"


class ErrandsAdmin(DeskAdmin):
    """Shows of its errands those that are open to this person on this object."""

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        found = self.get_object(request, str(object_id))
        return [
            each
            for each in super().get_actions_detail(request, object_id)
            if is_open(each.method, request, found)
        ]

    def get_actions_list(self, request: HttpRequest) -> list[Any]:
        offered = super().get_actions_list(request)
        return [each for each in offered if is_open(each.method, request, None)]


def is_open(method: Any, request: HttpRequest, subject: Any) -> bool:
    right, offered = getattr(method, "errand", (None, None))
    if right is None or offered is None:
        return True
    at = subject if hasattr(subject, "scope_keys") else None
    return member(request).may(right, at=at) and (subject is None or offered(subject))


def _always(_subject: Any) -> bool:
    return True


def errand(
    label: StrOrPromise,
    *,
    right: str,
    do: Callable[..., Any],
    form: type[ErrandForm] = ErrandForm,
    offered: Callable[[Any], bool] = _always,
    then: Callable[[Any, Any], Any] = lambda subject, made: made or subject,
    warns: Callable[[Any], StrOrPromise] = lambda _made: "",
) -> Any:
    """A method for `actions_detail` or `actions_list`; `do` gets `by` and the facts.

    `then` says from the subject and what was made whose page comes next; `warns` says
    of what was made that it is done, but not well.
    """

    told_when = "at" in signature(do).parameters

    def page(
        desk: ErrandsAdmin, request: HttpRequest, object_id: str | None = None
    ) -> HttpResponse:
        subject = desk.get_object(request, object_id) if object_id else None
        if object_id and subject is None:
            raise Http404
        if not is_open(page, request, subject):
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else None
        files = request.FILES if request.method == "POST" else None
        bound = form(typed, files, subject=subject, user=member(request))
        made: list[Any] = []

        def run() -> None:
            about = (subject,) if subject is not None else ()
            given = {"by": member(request), **bound.facts()}
            if told_when:
                given["at"] = timezone.now()
            made.append(do(*about, **given))

        if typed is not None and carried_out(bound, run):
            if warning := warns(made[0]):
                messages.warning(request, warning)
            else:
                messages.success(request, _("%s: done.") % label)
            return _next(desk, then(subject, made[0]))
        return _form(desk, request, bound, label, subject)

    page.errand = (right, offered)  # type: ignore[attr-defined]  # read by `is_open`
    dressed = action(description=label)(requires(right)(page))
    dressed.errand = page.errand  # type: ignore[attr-defined]  # as above
    return dressed


def _next(desk: ErrandsAdmin, subject: Any) -> HttpResponse:
    """The page of what was made, where the desk has one; else the list."""
    model = type(subject)
    opts = model._meta if model in desk.admin_site._registry else desk.opts
    name = f"admin:{opts.app_label}_{opts.model_name}"
    if opts is desk.opts and not isinstance(subject, desk.model):
        return HttpResponseRedirect(reverse(f"{name}_changelist"))
    return HttpResponseRedirect(reverse(f"{name}_change", args=[subject.pk]))


def _form(
    desk: ErrandsAdmin,
    request: HttpRequest,
    form: ErrandForm,
    label: StrOrPromise,
    subject: Any,
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": label,
        "subject": subject,
        "form": form,
        "back": request.path.rstrip("/").rsplit("/", 1)[0] + "/",
    }
    return TemplateResponse(request, "admin/errand.html", context)
