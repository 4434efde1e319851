"""Who finds what where: the main navigation and the desks' menus, as data.

An item is shown to whoever holds one of its permissions, and only once its page exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.comfort import TEXT_COOKIE
from foundation.accounts.models import User
from foundation.accounts.permissions import MEMBERS, Permission
from foundation.edges.rights import PUBLIC, SIGNED_IN, admits
from startups.companies.queries import companies_of


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu: its words, the name of its page, the rights it needs."""

    label: StrOrPromise
    page: str
    rights: tuple[str, ...] = (PUBLIC,)
    unless: str = ""  # whoever holds this one has a better place for the same
    also: tuple[str, ...] = ()  # pages of it whose addresses do not say so


@dataclass(frozen=True, slots=True)
class Link:
    """An item that this person can follow, and whether they are there."""

    label: StrOrPromise
    url: str
    is_current: bool


MAIN = (
    Item(_("Home"), "home"),
    Item(_("Calls"), "calls-list"),
    Item(_("Public notices"), "notices-list"),
    Item(_("My company"), "companies-mine", (Permission.APPLY,)),
    Item(_("My applications"), "applications-mine", (Permission.APPLY,)),
    Item(
        _("Awards"),
        "awards-list",
        (Permission.READ_AWARDS,),
        unless=Permission.SEE_DESK,
    ),
    Item(_("Reviews"), "reviews-desk", (Permission.SCORE,)),
    Item(_("District desk"), "district-desk", (Permission.RECOMMEND,)),
    Item(
        _("Incubator desk"),
        "incubator-desk",
        (Permission.MANAGE_TENANCIES,),
        unless=Permission.SEE_DESK,
    ),
    Item(_("Companies in my care"), "service-desk", (Permission.LOG_VISIT,)),
    Item(_("Reports"), "reports-list", (Permission.READ_REPORTS,)),
    Item(_("Staff desk"), "admin:index", (Permission.SEE_DESK,)),
)

# The menus at the side of a desk, by the first part of its address.
DESKS: Mapping[str, tuple[Item, ...]] = {
    "company": (
        Item(_("Overview"), "companies-mine", (SIGNED_IN,)),
        Item(
            _("Company record"),
            "companies-edit",
            (Permission.EDIT_COMPANY,),
            also=("company-edit",),
        ),
        Item(_("Applications"), "applications-mine", (Permission.APPLY,)),
        Item(
            _("Yearly returns"),
            "indicators-mine",
            (Permission.FILE_RETURN,),
            also=("return-begin", "return-detail", "return-check"),
        ),
        Item(
            _("Support and services"),
            "support-mine",
            (Permission.READ_SUPPORT,),
            also=("need-new",),
        ),
        Item(
            _("People"),
            "companies-members",
            (Permission.MANAGE_MEMBERS,),
            also=("company-members", "company-agents"),
        ),
    ),
    "review": (
        Item(_("To review"), "reviews-desk", (Permission.SCORE,)),
        Item(_("Done"), "reviews-done", (Permission.SCORE,)),
        Item(_("Invitations"), "review-invitations", (Permission.SCORE,)),
        Item(_("My record"), "expert-profile", (Permission.SCORE,)),
    ),
    "district": (
        Item(_("Overview"), "district-desk", (Permission.RECOMMEND,)),
        Item(_("Applications"), "district-applications", (Permission.RECOMMEND,)),
        Item(_("Changes of awards"), "district-changes", (Permission.RECOMMEND,)),
        Item(_("Companies"), "district-companies", (Permission.READ_COMPANIES,)),
        Item(_("Yearly returns"), "district-returns", (Permission.CHECK_RETURN,)),
        Item(
            _("Reports of awards"),
            "district-year-reports",
            (Permission.CHECK_REPORT,),
        ),
    ),
    "incubator": (
        Item(_("Overview"), "incubator-desk", (Permission.MANAGE_TENANCIES,)),
        Item(_("Tenants"), "incubator-tenancies", (Permission.MANAGE_TENANCIES,)),
        Item(_("Space"), "incubator-units", (Permission.MANAGE_TENANCIES,)),
    ),
    "selection": (
        Item(_("Ranking"), "ranking-list", (Permission.READ_SCORES,)),
        Item(_("Meetings"), "meetings-list", (Permission.READ_SCORES,)),
    ),
    "books": (
        Item(_("Books"), "books-list", (Permission.READ_MONEY,)),
        Item(_("Payments that wait"), "books-waiting", (Permission.READ_MONEY,)),
        Item(_("Awards"), "awards-list", (Permission.READ_AWARDS,)),
    ),
    "reports": (
        Item(_("All reports"), "reports-list", (Permission.READ_REPORTS,)),
        Item(_("Schedules"), "reports-schedules", (Permission.MANAGE_SCHEDULES,)),
    ),
}

ACCOUNT = (
    Item(_("Change password"), "account_change_password", (SIGNED_IN,)),
    Item(_("E-mail address"), "account_email", (SIGNED_IN,)),
    Item(_("Notifications"), "notifications", (SIGNED_IN,)),
    Item(_("Second factor"), "mfa_index", (SIGNED_IN,)),
)

FOOTER = (
    Item(_("Help"), "help"),
    Item(_("Accessibility"), "accessibility"),
    Item(_("Open data"), "open-data"),
    Item(_("Programming interface"), "api-docs", (SIGNED_IN,)),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs; lazily, so that who shows none asks for none."""
    part = request.path_info.strip("/").split("/")[0]
    return {
        "navigation": SimpleLazyObject(lambda: links(MAIN, request)),
        "desk_navigation": SimpleLazyObject(
            lambda: links(DESKS.get(part, ()), request)
        ),
        "company_choices": SimpleLazyObject(
            lambda: company_choices(request) if part == "company" else []
        ),
        "account_navigation": SimpleLazyObject(lambda: links(ACCOUNT, request)),
        "footer_navigation": SimpleLazyObject(lambda: links(FOOTER, request)),
        "city": getattr(settings, "CITY_NAME", _("Guangzhou")),
        "DEMO": settings.DEMO,
        "is_large_text": request.COOKIES.get(TEXT_COOKIE) == "large",
    }


def company_choices(request: HttpRequest) -> list[Link]:
    """The same page for each company of whoever acts for several."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not acts_for_several(user):
        return []
    companies = companies_of(user).order_by("name")
    match = request.resolver_match
    at = match.kwargs.get("pk") if match else None
    page = match.view_name if match and set(match.kwargs) == {"pk"} else ""
    return [
        Link(
            company.name,
            reverse(page or "company-detail", args=[company.pk]),
            company.pk == (at or request.session.get("company")),
        )
        for company in companies
    ]


def acts_for_several(user: User) -> bool:
    """Read off the roles, which are known already."""
    return len({held.scope_id for held in user.held if held.role in MEMBERS}) > 1


def links(items: Iterable[Item], request: HttpRequest) -> list[Link]:
    """The items that this person may follow to a page that exists."""
    user = getattr(request, "user", None)
    here = request.path_info
    found = [(item, _address(item.page)) for item in items if _is_for(item, user)]
    known = [(item, url) for item, url in found if url]
    match = request.resolver_match
    named = [url for item, url in known if match and match.view_name in item.also]
    leading = named or [url for __, url in known if _leads_to(url, here)]
    nearest = max(leading, key=len, default=None)
    return [Link(item.label, url, url == nearest) for item, url in known]


def _is_for(item: Item, user: Any) -> bool:
    return admits(item.rights, user) and not (
        item.unless and admits((item.unless,), user)
    )


def _leads_to(url: str, here: str) -> bool:
    return here == url or (url != "/" and here.startswith(url))


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
