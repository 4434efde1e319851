"""The rows of a list on the staff desk: the theme's markup at a fraction of its cost.

The theme finds out again for every cell what its column is, and renders a template for
each label and each checkbox: two thirds of what a page costs. Here a column is
understood once, and a row is only its values. The desk's lists have no editing in
place, no sections and no ordering by hand, and neither has this.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from html import escape
from itertools import cycle
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import label_for_field, quote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template import Context
from django.utils import formats, timezone
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from unfold.templatetags.unfold_list import (
    CHECKBOX_CLASSES,
    LINK_CLASSES,
    ROW_CLASSES,
    result_headers,
)
from unfold.utils import display_for_field, display_for_label, display_for_value

register = template.Library()
CHECKBOX, ANY_KEY = "action_checkbox", "--key--"
STRIPES = ("", "bg-base-50 dark:bg-white/[.02]")
ROW = (
    '<tbody class="block relative lg:table-row-group {}"><tr class="data-row block '
    "border border-base-200 mb-3 relative rounded-default lg:table-row lg:border-none "
    'lg:mb-0 lg:rounded-none dark:border-base-800">{}</tr></tbody>'
)
Show = Callable[[Any], Any]


@register.inclusion_tag("admin/desk_rows.html", takes_context=True)
def desk_rows(context: Context, cl: ChangeList) -> dict[str, Any]:
    """The table of a list: headers as the theme makes them, rows from here."""
    headers = list(result_headers(cl))
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(1 for h in headers if h["sortable"] and h["sorted"]),
        "rows": mark_safe("".join(_rows(cl))),  # noqa: S308  # escaped cell by cell
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


def _rows(cl: ChangeList) -> Iterator[str]:
    cells = list(_cells(cl))
    for stripe, row in zip(cycle(STRIPES), cl.result_list, strict=False):
        yield ROW.format(stripe, "".join(cell(row) for cell in cells))


def _cells(cl: ChangeList) -> Iterator[Callable[[Any], str]]:
    """A function for each column, which makes its cell of a row."""
    linked = cl.list_display_links or ()
    first = next(iter(linked), None)
    for name in map(str, cl.list_display):
        if name == CHECKBOX:
            box = str(cl.model_admin.action_checkbox(cl.model(pk=ANY_KEY)))
            yield _cell("td", CHECKBOX_CLASSES, _("Select record"), _box(box))
            continue
        field = _field(cl, name)
        show = _of_field(cl, field) if field else _of_method(cl, name)
        if name in linked:
            show = _link(cl, show)
        classes = [f"field-{name}", *ROW_CLASSES]
        if isinstance(field, models.DateField | models.TimeField | models.ForeignKey):
            classes.append("nowrap")
        label = str(label_for_field(name, cl.model, cl.model_admin))
        yield _cell("th" if name == first else "td", classes, label, show)


def _cell(
    tag: str, classes: Iterable[str], label: str, show: Show
) -> Callable[[Any], str]:
    css, told = " ".join(classes), _escaped(label)
    opening, closing = f'<{tag} class="{css}" data-label="{told}">', f"</{tag}>"
    return lambda row: f"{opening}{_escaped(show(row))}{closing}"


def _escaped(shown: Any) -> str:
    """As the framework does it, without its care for words that wait for a language."""
    if hasattr(shown, "__html__"):
        return str(shown.__html__())
    return escape(str(shown))


def _box(box: str) -> Show:
    """The checkbox of an action: the theme's, with another key in it for each row."""
    return lambda row: mark_safe(box.replace(ANY_KEY, str(int(row.pk))))  # noqa: S308  # a number


def _field(cl: ChangeList, name: str) -> models.Field[Any, Any] | None:
    try:
        found = cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _of_field(cl: ChangeList, field: models.Field[Any, Any]) -> Show:
    empty = cl.model_admin.get_empty_value_display()
    name = field.name
    if isinstance(field, models.ForeignKey):
        return lambda row: empty if (it := getattr(row, name)) is None else it
    if field.flatchoices:
        words = dict(field.flatchoices)
        return lambda row: words.get(getattr(row, name), empty)
    if isinstance(field, models.DateField):
        language = get_language()
        return lambda row: _moment(getattr(row, name), language) or empty
    return lambda row: display_for_field(getattr(row, name), field, empty)


@lru_cache(maxsize=10_000)
def _moment(at: date | None, _language: str | None) -> str:
    """A date or a time in words, which the framework spells out letter by letter."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return str(formats.localize(local)) if local else ""


def _of_method(cl: ChangeList, name: str) -> Show:
    """A column of the admin class, or what the model itself says under this name."""
    method: Any = None if name == "__str__" else getattr(cl.model_admin, name, None)
    of_model = method is None
    marks = getattr(cl.model, name) if of_model else method
    empty = getattr(
        marks, "empty_value_display", cl.model_admin.get_empty_value_display()
    )
    labels, boolean = getattr(marks, "label", None), getattr(marks, "boolean", False)

    def value(row: Any) -> Any:
        if not of_model:
            return method(row)
        found = getattr(row, name)
        return found() if callable(found) else found

    def show(row: Any) -> Any:
        return display_for_value(value(row), empty, boolean)

    def tag(row: Any) -> SafeString:
        return _tag(value(row), empty, labels)

    return tag if labels else show


def _tag(shown: Any, empty: str, labels: Any) -> SafeString:
    """The theme's tag, rendered once for the same words in the same color."""
    state, words = shown if isinstance(shown, tuple) else (shown, shown)
    color = labels[state] if isinstance(labels, dict) and state in labels else None
    return _rendered_tag(state, str(words), empty, color)


@lru_cache(maxsize=1_000, typed=True)  # words that are markup stay apart
def _rendered_tag(state: Any, words: str, empty: str, color: str | None) -> SafeString:
    return SafeString(display_for_label((state, words), empty, {state: color}))


def _link(cl: ChangeList, show: Show) -> Show:
    """A link to the row's page that keeps the filters, worked out once for all keys."""
    css = " ".join(LINK_CLASSES)
    address = cl.url_for_result(cl.model(pk=ANY_KEY))
    if cl.preserved_filters:
        kept: Any = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
        address = add_preserved_filters(kept, address)
    before, __, after = map(_escaped, address.partition(ANY_KEY))
    opening, closing = f'<a href="{before}', f'{after}" class="{css}">'

    def link(row: Any) -> SafeString:
        key = _escaped(iri_to_uri(quote(str(row.pk))))
        return mark_safe(f"{opening}{key}{closing}{_escaped(show(row))}</a>")  # noqa: S308  # escaped here

    return link
