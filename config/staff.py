"""What the staff desk shows around its lists: the menu and the first page.

The menu is data; an entry appears once its model has an admin page that this
person may see. The first page is filled by functions in `DASHBOARD`, which other slices
provide: each takes the request and returns part of the page's context.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody expects of this person, and until when."""

    label: StrOrPromise
    count: int
    url: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A program against its own limits."""

    name: str
    url: str
    taken: int
    quota: int
    committed: Any
    paid: Any
    budget: Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number worth a glance."""

    label: StrOrPromise
    value: str
    note: StrOrPromise = ""
    url: str = ""


# Functions of the request, each giving some of: `waiting` (a list of Waiting),
# `standings` (of Standing), `figures` (of Figure), `charts` (of {"title", "svg"}).
DASHBOARD: list[Callable[[HttpRequest], Mapping[str, list[Any]]]] = []
PARTS = ("waiting", "standings", "figures", "charts")

Entry = tuple[StrOrPromise, str, str]  # label, model, symbol
MENU: list[tuple[StrOrPromise, list[Entry]]] = [
    (
        _("Programs"),
        [
            (_("Programs"), "programs.Program", "account_tree"),
            (_("Calls"), "programs.Call", "campaign"),
            (_("Applications"), "programs.Application", "description"),
            (_("Experts"), "programs.Expert", "school"),
            (_("Expert reviews"), "programs.Assignment", "rate_review"),
            (_("Draws"), "programs.Draw", "casino"),
            (_("Proposals"), "programs.Proposal", "how_to_vote"),
            (_("Meetings"), "programs.Meeting", "groups"),
            (_("Public notices"), "programs.PublicNotice", "newspaper"),
            (_("Objections"), "programs.Objection", "gavel"),
        ],
    ),
    (
        _("Companies"),
        [
            (_("Companies"), "startups.Company", "apartment"),
            (_("Possible duplicates"), "startups.Merge", "merge"),
            (_("Yearly returns"), "startups.Return", "fact_check"),
            (_("Support plans"), "startups.Plan", "handshake"),
            (_("Visits"), "startups.Visit", "directions_walk"),
            (_("Needs"), "startups.Need", "support_agent"),
            (_("Services given"), "startups.ServiceRecord", "volunteer_activism"),
        ],
    ),
    (
        _("Incubators"),
        [
            (_("Incubators"), "incubators.Carrier", "domain"),
            (_("Units"), "incubators.Unit", "meeting_room"),
            (_("Tenancies"), "incubators.Tenancy", "key"),
            (_("Graduations"), "incubators.Graduation", "workspace_premium"),
        ],
    ),
    (
        _("Money"),
        [
            (_("Awards"), "programs.Award", "emoji_events"),
            (_("Supported SMEs"), "programs.Place", "eco"),
            (_("Budget lines"), "programs.BudgetLine", "account_balance"),
            (_("Tranches"), "programs.Tranche", "payments"),
            (_("Payments"), "programs.Payment", "receipt_long"),
            (_("Ledger"), "programs.LedgerEntry", "menu_book"),
            (_("Published grants"), "programs.PublishedGrant", "dataset"),
        ],
    ),
    (
        _("Reports"),
        [
            (_("Issues"), "programs.Issue", "summarize"),
            (_("Schedules"), "programs.Schedule", "event_repeat"),
            (_("Runs"), "programs.Run", "schedule_send"),
            (_("Deliveries"), "programs.Delivery", "outgoing_mail"),
        ],
    ),
    (
        _("People"),
        [
            (_("Accounts"), "foundation.User", "person"),
            (_("Roles"), "foundation.RoleGrant", "badge"),
            (_("Journal"), "foundation.Entry", "history"),
            (_("Messages"), "foundation.Message", "mail"),
            (_("Files"), "foundation.StoredFile", "folder"),
            (_("Calendar"), "foundation.CalendarDay", "calendar_month"),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu at the side: only what this person may see."""
    here = {"title": _("What waits"), "icon": "task_alt", "link": _page("admin:index")}
    first: dict[str, Any] = {"title": None, "items": [here]}
    groups = [
        {"title": title, "separator": True, "collapsible": True, "items": found}
        for title, entries in MENU
        if (found := [item for e in entries if (item := _item(request, e))])
    ]
    return [first, *groups]


def _item(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    label, name, symbol = entry
    try:
        model = apps.get_model(name)
    except LookupError:
        return None
    desk = admin.site._registry.get(model)
    if desk is None or not desk.has_view_permission(request):
        return None
    opts = model._meta
    link = _page(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return {"title": label, "icon": symbol, "link": link} if link else None


def _page(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The first page: what waits, how programs stand, figures and charts."""
    parts: dict[str, list[Any]] = {name: [] for name in PARTS}
    for source in DASHBOARD:
        for name, found in source(request).items():
            parts[name].extend(found)
    parts["waiting"].sort(key=lambda waiting: (waiting.due is None, waiting.due))
    return {**context, **parts}


def environment(_request: HttpRequest) -> list[Any] | None:
    """A badge that says so where everything is invented."""
    return [_("Demo"), "warning"] if settings.DEMO else None
