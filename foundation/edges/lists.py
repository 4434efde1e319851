"""What every list of the desk can do besides being looked at: be kept, be taken along.

A file holds what the list shows: its rows under the present filters in the present
order, its columns, its rights. Who took it, when, how many rows and under which filters
stands in the journal and in the workbook itself.
"""

import html
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from foundation.edges.rights import member
from foundation.journal.actions import record
from foundation.lists.actions import drop_view, keep_view
from foundation.lists.models import SavedView
from foundation.refusals import Refusal
from foundation.sheets import CSV, XLSX, Cell, csv_lines, workbook

CHECKBOX = "action_checkbox"
OF_THE_PAGE = ("p", "e", "_popup", "_to_field")  # of an address, not of a view
AT_ONCE = 1_000
MOST_IN_A_WORKBOOK = 100_000


class ListAdmin(ModelAdmin):  # type: ignore[misc]  # unfold is untyped
    """A list with the views that a person keeps of it, and with its files."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "export.csv": self.export_csv,
            "export.xlsx": self.export_xlsx,
            "views/keep/": self.keep_view,
            "views/<int:pk>/drop/": self.drop_view,
        }
        wrap = self.admin_site.admin_view
        mine = [
            path(route, wrap(page), name=self._named(page.__name__))
            for route, page in pages.items()
        ]
        return [*mine, *super().get_urls()]

    def _named(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _list(self, query: str = "") -> HttpResponseRedirect:
        address = reverse(f"admin:{self._named('changelist')}")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    # Views ----------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        query = query_of(request)
        saved = SavedView.objects.filter(user=member(request), of=self.opts.label_lower)
        views = [(view, view.query == query) for view in saved]
        told = {
            "saved_views": views,
            "kept_query": query,
            "can_keep": query and not any(shown for __, shown in views),
        }
        return super().changelist_view(request, {**told, **(extra_context or {})})

    def keep_view(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the filters that the list has just now under the name given."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        of, who = self.opts.label_lower, member(request)
        query, name = request.POST.get("query", ""), request.POST.get("name", "")
        try:
            keep_view(of=of, name=name, query=query, by=who)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return self._list(query)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        mine = SavedView.objects.filter(user=member(request), of=self.opts.label_lower)
        view = get_object_or_404(mine, pk=pk)
        drop_view(view)
        return self._list(view.query)

    # Files ----------------------------------------------------------------------------

    def export_csv(self, request: HttpRequest) -> HttpResponseBase:
        """The rows one by one, however many there are."""
        shown = self._shown(request)
        if shown is None:
            return self._list()
        self._note(request, shown.queryset.count())
        lines = csv_lines(titles_of(shown), rows_of(shown))
        return self._saved(StreamingHttpResponse(lines, content_type=CSV), "csv")

    def export_xlsx(self, request: HttpRequest) -> HttpResponseBase:
        shown = self._shown(request)
        if shown is None:
            return self._list()
        count = shown.queryset.count()
        if count > MOST_IN_A_WORKBOOK:
            messages.error(request, _too_many(count))
            return self._list(query_of(request))
        self._note(request, count)
        file = workbook(
            str(self.opts.verbose_name_plural),
            titles_of(shown),
            rows_of(shown),
            about=self._origin(request, count),
        )
        return self._saved(FileResponse(file, content_type=XLSX), "xlsx")

    def _shown(self, request: HttpRequest) -> ChangeList | None:
        """The list under the filters of the address; none when they make no sense."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown: ChangeList = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, _("These filters are not of this list."))
            return None
        return shown

    def _note(self, request: HttpRequest, count: int) -> None:
        who, query = member(request), query_of(request)
        of = self.opts.label_lower
        record(who, "export_list", by=who, list=of, rows=count, filters=query)

    def _origin(self, request: HttpRequest, count: int) -> list[tuple[str, str]]:
        return [
            (_("List"), str(self.opts.verbose_name_plural)),
            (_("Taken by"), str(member(request))),
            (_("Taken at"), f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
            (_("Number of rows"), f"{count:,}"),
            (_("Filters"), query_of(request) or _("none")),
        ]

    def _saved(self, answer: Any, kind: str) -> HttpResponseBase:
        name = f"{self.opts.verbose_name_plural} {timezone.localtime():%Y-%m-%d %H%M}"
        shown = content_disposition_header(
            as_attachment=True, filename=f"{name}.{kind}"
        )
        answer["Content-Disposition"] = shown
        answer["Cache-Control"] = "private, no-store"
        done: HttpResponseBase = answer
        return done


def query_of(request: HttpRequest) -> str:
    """Filters, search and order of a list, without what belongs to the page alone."""
    kept = request.GET.copy()
    for name in OF_THE_PAGE:
        kept.pop(name, None)
    return kept.urlencode()


def _too_many(count: int) -> str:
    told = _(
        "%(count)s rows are too many for a workbook (at most %(most)s). "
        "Narrow the list by a filter, or take the CSV file."
    )
    return told % {"count": f"{count:,}", "most": f"{MOST_IN_A_WORKBOOK:,}"}


def titles_of(shown: ChangeList) -> list[str]:
    desk, model = shown.model_admin, shown.model
    return [str(label_for_field(name, model, desk)) for name in _columns(shown)]


def rows_of(shown: ChangeList) -> Iterator[list[Cell]]:
    """The cells of each row, as typed as they are known to be."""
    cells = [_cell_of(shown, name) for name in _columns(shown)]
    for row in shown.queryset.iterator(chunk_size=AT_ONCE):
        yield [cell(row) for cell in cells]


def _columns(shown: ChangeList) -> list[str]:
    return [str(name) for name in shown.list_display if name != CHECKBOX]


def _cell_of(shown: ChangeList, name: str) -> Callable[[Any], Cell]:
    """How a column is read: by its number, if it is one that is shown with commas."""
    number = getattr(getattr(shown.model_admin, name, None), "number", None)
    if callable(number):
        return lambda row: _cell(number(row))
    if number:
        return lambda row: _cell(getattr(row, number, None))

    def cell(row: Any) -> Cell:
        field, __, value = lookup_field(name, row, shown.model_admin)
        if isinstance(field, models.Field) and field.flatchoices:
            return str(dict(field.flatchoices).get(value, value or ""))
        return _cell(value)

    return cell


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return {None: None, True: _("yes"), False: _("no")}[value]
    if isinstance(value, SafeString):
        return html.unescape(strip_tags(value)).strip()
    kept: Cell = value if isinstance(value, Cell) else str(value)
    return kept
