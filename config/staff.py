"""What the staff desk shows around its lists: the menu and the first page.

The menu is data; an entry appears once its model has an admin page that this
person may see. The first page is filled by functions in `DASHBOARD`, which other slices
provide: each takes the request and returns part of the page's context.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member
from foundation.money import ZERO
from foundation.periods import midnight
from programs.applications.states import Status as Stage
from programs.dashboard import queries as dashboard
from programs.reports.dataset import ChartKind, ChartSpec, Series
from programs.reports.measures import CASES, WAN_YUAN, Measure
from programs.reports.rendering.charts import Theme, render_svg

HALF = Theme(width=480)  # a chart takes half of the page
A_DAY = timedelta(hours=23, minutes=59)  # what is due on a day may come until its end


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


def what_waits(request: HttpRequest) -> Mapping[str, list[Any]]:
    """What the rights of this person leave to them, each with its list."""
    found = dashboard.waiting(member(request), timezone.now())
    lists = [(each, _page(f"admin:{each.wait.model}_changelist")) for each in found]
    return {
        "waiting": [
            Waiting(
                each.wait.label,
                each.count,
                f"{url}?{each.wait.query}" if each.wait.query else url,
                midnight(each.due) + A_DAY if each.due else None,
            )
            for each, url in lists
            if url
        ]
    }


def how_programs_stand(request: HttpRequest) -> Mapping[str, list[Any]]:
    """Running programs against their limits, to whoever may read programs."""
    return {
        "standings": [
            Standing(
                str(each.program),
                reverse("admin:programs_program_change", args=[each.program.pk]),
                each.program.taken,
                each.program.quota,
                each.program.committed,
                each.paid,
                each.program.budget,
            )
            for each in dashboard.standings(member(request))
        ]
    }


def how_it_goes(request: HttpRequest) -> Mapping[str, list[Any]]:
    """Where applications are now, and what was paid in each month of the year."""
    user, today = member(request), timezone.localdate()
    charts = []
    if user.may(Permission.READ_APPLICATIONS):
        counted = dashboard.under_way(user)
        stages = [state for state in Stage if counted.get(state)]
        charts.append(
            _chart(
                "stages",
                _("Applications under way"),
                ChartKind.HORIZONTAL,
                CASES,
                {str(stage.label): counted[stage] for stage in stages},
            )
        )
    if user.may(Permission.READ_MONEY):
        paid = dashboard.paid_by_month(user, today.year)
        months = {f"{n}": paid.get(n, ZERO) for n in range(1, today.month + 1)}
        title = _("Paid in %(year)s, by month") % {"year": today.year}
        charts.append(_chart("paid", title, ChartKind.BAR, WAN_YUAN, months))
    return {"charts": charts}


def _chart(
    name: str, title: StrOrPromise, kind: ChartKind, measure: Measure, values: Any
) -> dict[str, Any]:
    """A picture in the language of the page."""
    words = {"zh-hans": str(title), "en": str(title)}
    series = Series(words, tuple(values.values()))
    spec = ChartSpec(kind, words, measure, tuple(values), (series,))
    language = get_language() or settings.LANGUAGE_CODE
    svg = render_svg(spec, language, HALF, name=f"home-{name}")
    return {"title": title, "svg": mark_safe(svg)}  # noqa: S308  # drawn by us, from escaped words


# Functions of the request, each giving some of: `waiting` (a list of Waiting),
# `standings` (of Standing), `figures` (of Figure), `charts` (of {"title", "svg"}).
DASHBOARD: list[Callable[[HttpRequest], Mapping[str, list[Any]]]] = [
    what_waits,
    how_programs_stand,
    how_it_goes,
]
PARTS = ("waiting", "standings", "figures", "charts")

Entry = tuple[StrOrPromise, str, str]  # label, model, symbol
MENU: list[tuple[StrOrPromise, list[Entry]]] = [
    (
        _("Programs"),
        [
            (_("Programs"), "programs.Program", "account_tree"),
            (_("Calls"), "programs.Call", "campaign"),
            (_("Bank of questions"), "programs.BankQuestion", "quiz"),
            (_("Questions about calls"), "programs.Clarification", "live_help"),
            (_("Changes of calls"), "programs.Amendment", "edit_notifications"),
            (_("Applications"), "programs.Application", "description"),
            (_("Formal reviews"), "programs.FormalCase", "checklist"),
            (_("Messages of companies"), "programs.CaseMessage", "forum"),
            (_("Experts"), "programs.Expert", "school"),
            (_("Reviews of calls"), "programs.ReviewPlan", "fact_check"),
            (_("Expert reviews"), "programs.Assignment", "rate_review"),
            (_("Panels"), "programs.Panel", "diversity_3"),
            (_("Draws"), "programs.Draw", "casino"),
            (_("Requests to avoid"), "programs.Avoidance", "block"),
            (_("On-site visits"), "programs.SiteVisit", "location_on"),
            (_("Samples for visits"), "programs.VisitSample", "shuffle"),
            (_("Joint checks"), "programs.JointCheck", "domain_verification"),
            (_("Proposals"), "programs.Proposal", "how_to_vote"),
            (_("Meetings"), "programs.Meeting", "groups"),
            (_("Public notices"), "programs.PublicNotice", "newspaper"),
            (_("Objections"), "programs.Objection", "gavel"),
            (_("Letters"), "programs.Letter", "mail"),
            (_("Incidents"), "programs.Incident", "power_off"),
        ],
    ),
    (
        _("Companies"),
        [
            (_("Companies"), "startups.Company", "apartment"),
            (_("Requests to join"), "startups.JoinRequest", "person_add"),
            (_("Requests to merge"), "startups.MergeRequest", "call_merge"),
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
            (_("Agreements"), "programs.Agreement", "contract"),
            (_("Bank accounts"), "programs.BankAccount", "account_balance_wallet"),
            (_("Changes of awards"), "programs.ChangeRequest", "edit_document"),
            (_("Budget lines"), "programs.BudgetLine", "savings"),
            (_("Tranches"), "programs.Tranche", "payments"),
            (_("Payments"), "programs.Payment", "receipt_long"),
            (_("Batches for the bank"), "programs.PaymentBatch", "account_balance"),
            (_("Ledger"), "programs.LedgerEntry", "menu_book"),
            (_("Money asked back"), "programs.Recovery", "undo"),
            (_("Deferrals"), "programs.Deferral", "event_upcoming"),
            (_("Write-offs"), "programs.WriteOff", "money_off"),
            (_("Published grants"), "programs.PublishedGrant", "dataset"),
        ],
    ),
    (
        _("Obligations"),
        [
            (_("Yearly reports of awards"), "programs.YearReport", "event_note"),
            (_("Milestones"), "programs.Milestone", "flag"),
            (_("Findings"), "programs.Finding", "report"),
            (_("Final evaluations"), "programs.Evaluation", "verified"),
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
    first: dict[str, Any] = {
        "title": None,
        "items": [here, *_selection(request), *_books(request)],
    }
    groups = [
        {"title": title, "separator": True, "collapsible": True, "items": found}
        for title, entries in MENU
        if (found := [item for e in entries if (item := _item(request, e))])
    ]
    return [first, *groups]


def _selection(request: HttpRequest) -> list[dict[str, Any]]:
    """The desk of the selection, for whoever may read scores."""
    if not member(request).may(Permission.READ_SCORES):
        return []
    return _linked(
        (_("Ranking and the line"), "ranking-list", "leaderboard"),
        (_("Meetings and decisions"), "meetings-list", "groups"),
    )


def _books(request: HttpRequest) -> list[dict[str, Any]]:
    """The books of the money, for whoever may read it."""
    if not member(request).may(Permission.READ_MONEY):
        return []
    return _linked(
        (_("Books and forecast"), "books-list", "menu_book"),
        (_("Payments that wait"), "books-waiting", "hourglass_top"),
        (_("Budget execution"), "budget-execution", "savings"),
    )


def _linked(*pages: tuple[Any, str, str]) -> list[dict[str, Any]]:
    return [
        {"title": label, "icon": symbol, "link": link}
        for label, page, symbol in pages
        if (link := _page(page))
    ]


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


@cache
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
