"""The filters beside a list of the staff desk, each rendered once for the same choices.

A list shows thirty links for filters, and most people look at it with none chosen.
"""

from typing import Any, NamedTuple

from django import template
from django.contrib.admin import BooleanFieldListFilter
from django.contrib.admin.templatetags.admin_list import admin_list_filter
from django.contrib.admin.views.main import ChangeList

from config.templatetags.remembered import remembered

register = template.Library()
THEIRS = "admin/filter.html"  # the looks of every filter that asks for no others


class Choice(NamedTuple):
    """A link of a filter."""

    display: Any
    address: str
    is_chosen: bool


@register.simple_tag
def desk_filter(cl: ChangeList, spec: Any) -> str:
    """One filter: its title, its choices, and what the form has to keep of it."""
    if spec.template != THEIRS:
        return str(admin_list_filter(cl, spec))
    choices = tuple(
        Choice(_plain(each["display"]), each["query_string"], bool(each["selected"]))
        for each in spec.choices(cl)
    )
    chosen = getattr(spec, "lookup_val", None)
    return remembered(
        "admin/filter_choices.html",
        title=str(spec.title),
        choices=choices,
        kept=str(chosen[0]) if chosen else "",
        parameter=getattr(spec, "lookup_kwarg", ""),
        in_a_row=isinstance(spec, BooleanFieldListFilter),
    )


def _plain(display: Any) -> Any:
    """Words that wait for a language, in this one; everything else as it is."""
    return display if isinstance(display, str | int) else str(display)
