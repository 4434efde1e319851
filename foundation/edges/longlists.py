"""Lists that cost the same however long they are: counted up to a bound, read narrowly.

Counting a million rows takes longer than showing fifty. Whoever looks for something
among ten thousand searches or filters; until then, that there are more is enough.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator[Any]):
    """Pages of the first ten thousand rows, and whether there are more."""

    template_name = "admin/desk_pages.html"  # of the staff desk

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            bare = rows.order_by().values("pk")  # without what is only shown
            return bare[: MOST_COUNTED + 1].count()
        return len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @cached_property
    def has_more(self) -> bool:
        return self._counted > MOST_COUNTED


class DeskList(ChangeList):  # type: ignore[misc]  # unfold is untyped
    """A list of the staff desk that reads the columns its class names in `listed`."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if listed := self.model_admin.listed:
            paths = {name.rpartition("__")[0] for name in listed} - {""}
            rows = self.result_list.select_related(None)
            self.result_list = rows.select_related(*paths).only(*listed)
