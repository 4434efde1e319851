"""The staff desk's admin classes: for looking, and for buttons that call use cases.

A class names the permissions that reading and editing need; rows are narrowed by
`visible_to`. What a lifecycle or the ledger owns is shown, never edited: `buttons` maps
the verb of a move to the use case behind it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import display

from foundation.edges.lists import ListAdmin
from foundation.edges.longlists import BoundedPaginator, DeskList
from foundation.edges.rights import member
from foundation.moves import HasLifecycle
from foundation.refusals import Refusal
from foundation.states import Move

UseCase = Callable[..., Any]
MOST_AT_ONCE = 500
LINK = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'
Method = TypeVar("Method", bound=Callable[..., Any])


def column(
    title: StrOrPromise,
    *,
    ordering: str = "",
    label: Mapping[str, str] | None = None,
    number: str | Callable[[Any], Any] | None = None,
) -> Callable[[Method], Method]:
    """Show a method as a column; `label` colors the first of a (state, words) pair.

    `number` is what stands behind the words, for files to compute with: the name of an
    attribute of the row, or a function of it.
    """
    colors = None if label is None else Colors(label)

    def mark(method: Method) -> Method:
        shown = _in_words(method) if label else method
        display(description=title, ordering=ordering or None, label=colors)(shown)
        setattr(shown, "number", number)  # noqa: B010  # no type of methods has it
        return shown

    return mark


def _in_words(method: Method) -> Any:
    @wraps(method)
    def shown(*args: Any) -> Pair:
        return Pair(method(*args))

    return shown


class Colors(dict[str, str | None]):
    """Colors of states; one that is not named stays neutral."""

    def __missing__(self, _state: str) -> None:
        return None


class Pair(tuple[str, Any]):
    """A state and its words; where no color can be shown, the words alone."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(self[1])


def link(page: str, words: object) -> SafeString:
    """A link as the desk shows it."""
    return format_html(LINK, page, words)


def yuan(title: StrOrPromise, field: str) -> Callable[[Any, Any], str]:
    """A column of an amount, with its thousands apart."""

    @column(title, ordering=field, number=field)
    def amount(_desk: Any, row: Any) -> str:
        return f"{getattr(row, field):,.2f}"

    return amount


class Rights:
    """Django's admin asks four questions; the table of rights answers them."""

    reads: ClassVar[str]
    edits: ClassVar[str | None] = None  # adds and changes; None: only looks

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return member(request).may(self.reads, at=_scoped(obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # inlines pass the parent
        return self.edits is not None and member(request).may(self.edits)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.edits is not None and member(request).may(
            self.edits, at=_scoped(obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Nothing is deleted at a desk: what ends has a move for it."""
        return False


def _scoped(obj: Any) -> Any:
    return obj if obj is not None and hasattr(obj, "scope_keys") else None


class DeskInline(Rights, TabularInline):  # type: ignore[misc]  # unfold is untyped
    extra = 0
    show_change_link = False


class DeskStackedInline(Rights, StackedInline):  # type: ignore[misc]  # unfold is untyped
    extra = 0


class DeskAdmin(Rights, ListAdmin):
    """A list and a page for one model, with a button for each open move."""

    buttons: ClassVar[Mapping[str, UseCase]] = {}
    change_form_template = "admin/desk_change_form.html"
    change_list_template = "admin/desk_change_list.html"
    listed: ClassVar[tuple[str, ...]] = ()  # the columns that a list reads; (): all
    paginator = BoundedPaginator
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    warn_unsaved_form = True
    compressed_fields = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        visible = getattr(rows, "visible_to", None)
        narrowed: QuerySet[Any] = visible(member(request)) if visible else rows
        return narrowed

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:  # noqa: ARG002  # Django's signature
        return DeskList

    def get_urls(self) -> list[URLPattern]:
        info = (self.model._meta.app_label, self.model._meta.model_name)
        press = path(
            "<path:object_id>/press/<slug:verb>/",
            self.admin_site.admin_view(self.press),
            name="{}_{}_press".format(*info),
        )
        return [press, *super().get_urls()]

    def moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        if not isinstance(obj, HasLifecycle):
            return []
        return [m for m in obj.moves_for(member(request)) if m.verb in self.buttons]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        found = self.get_object(request, object_id) if object_id else None
        context = {"moves": self.moves(request, found), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def press(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """A button of an object's page: one POST, one use case, one sentence."""
        found = self.get_object(request, object_id)
        if found is None or verb not in self.buttons or request.method != "POST":
            raise Http404
        self.take(request, verb, [found])
        info = (self.opts.app_label, self.opts.model_name)
        return HttpResponseRedirect(
            reverse("admin:{}_{}_change".format(*info), args=[object_id])
        )

    def take(self, request: HttpRequest, verb: str, rows: list[Any]) -> None:
        """Take `verb` for each row by itself, and say of each what happened."""
        reason = request.POST.get("reason", "")
        done = 0
        for row in rows:
            try:
                self.buttons[verb](row, by=member(request), **self.given(verb, reason))
                done += 1
            except Refusal as refusal:
                messages.error(request, f"{row}: {refusal.sentence}")
            except PermissionDenied:
                messages.error(request, _("%(row)s: not yours to do.") % {"row": row})
        if done:
            label = rows[0].lifecycle[verb].label
            said = _("%(move)s: done for %(count)s.") % {"move": label, "count": done}
            messages.success(request, said)

    def given(self, verb: str, reason: str) -> dict[str, Any]:
        """What a use case gets besides the row and the actor."""
        given: dict[str, Any] = {"at": timezone.now()}
        if self.model.lifecycle[verb].reasoned:
            given["reason"] = reason
        return given

    def get_actions(self, request: HttpRequest) -> Any:
        """The moves that need no reason, for many rows at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        lifecycle = getattr(self.model, "lifecycle", None)
        for move in lifecycle or ():
            offered = move.verb in self.buttons and not move.reasoned
            if offered and member(request).may(move.permission):
                actions[move.verb] = (_taking(move), move.verb, move.label)
        return actions


def _taking(move: Move) -> Callable[[DeskAdmin, HttpRequest, QuerySet[Any]], None]:
    def take_many(
        desk: DeskAdmin, request: HttpRequest, rows: QuerySet[models.Model]
    ) -> None:
        desk.take(request, move.verb, list(rows[:MOST_AT_ONCE]))

    return take_many


class LookOnlyAdmin(DeskAdmin):
    """For what use cases and tasks write and people only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False
