"""The staff desk's looks: the settings of the themed admin (its `UNFOLD`).

Read by the settings themselves, so it names its functions instead of importing them.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def _static(path: str) -> Callable[[HttpRequest], str]:
    return lambda _request: static(path)


KAPOK_RED = {
    "50": "#fdf4f2",
    "100": "#fbe5e1",
    "200": "#f6cbc4",
    "300": "#eda498",
    "400": "#df7264",
    "500": "#cb4437",
    "600": "#b5281e",
    "700": "#961f17",
    "800": "#7a1c16",
    "900": "#661c17",
    "950": "#380a07",
}
INK = {
    "50": "#faf7f3",
    "100": "#f3ede5",
    "200": "#e5dbcf",
    "300": "#cfc2b3",
    "400": "#a4968a",
    "500": "#756a60",
    "600": "#5b5149",
    "700": "#463e38",
    "800": "#302a26",
    "900": "#211c19",
    "950": "#141110",
}
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Kapok"),
    "SITE_HEADER": _("Kapok"),
    "SITE_SUBHEADER": _("Staff desk"),
    "SITE_URL": "/",
    "SITE_ICON": _static("brand/logo.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "sizes": "any",
            "href": _static("brand/favicon.svg"),
        }
    ],
    "SITE_DROPDOWN": [
        {"icon": "home", "title": _("Public pages"), "link": "/"},
        {"icon": "bar_chart", "title": _("Reports"), "link": "/reports/"},
    ],
    "SHOW_HISTORY": False,  # the journal tells more, and nobody can change it
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "config.staff.environment",
    "DASHBOARD_CALLBACK": "config.staff.dashboard_callback",
    "STYLES": [_static("staff.css")],
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": KAPOK_RED, "base": INK},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Second factor"), "link": "/accounts/2fa/"},
            {"title": _("Change password"), "link": "/accounts/password/change/"},
        ]
    },
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": "config.staff.navigation",
    },
}
