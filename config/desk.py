"""The staff desk's site: the theme's, without what its pages never show."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.sites import UnfoldAdminSite

from config.staff import navigation


class DeskSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold is untyped
    """Every page is handed the list of all models; our menu is shown instead of it."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        whole = super().get_app_list
        return SimpleLazyObject(lambda: whole(request, app_label))

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Our menu is made anew for each page, so nobody else's copy is marked here."""
        groups = navigation(request)
        for group in groups:
            group["items"] = self._get_navigation_items(request, group["items"])
        return groups
