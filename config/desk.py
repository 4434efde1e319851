"""The staff desk's site: the theme's, without what its pages never show."""

from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from unfold.settings import get_config
from unfold.sites import UnfoldAdminSite
from unfold.utils import convert_color

from config.staff import navigation


class Item(NamedTuple):
    """A page in the menu, and whether it is the one being read."""

    title: str
    icon: str
    link: str
    is_current: bool


class Group(NamedTuple):
    """A part of the menu; one with a title can be folded."""

    title: str
    pages: tuple[Item, ...]
    is_open: bool


class Place(NamedTuple):
    """Another part of Kapok, below the name of the site."""

    title: str
    icon: str
    link: str


class DeskSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold is untyped
    """Every page is handed the list of all models; our menu is shown instead of it."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        whole = super().get_app_list
        return SimpleLazyObject(lambda: whole(request, app_label))

    def get_sidebar_list(self, request: HttpRequest) -> list[Group]:
        """Our menu as plain words, so that its parts are rendered once for all."""
        return [_group(group, request.path) for group in navigation(request)]

    def _get_config(self, key: str, *args: Any) -> Any:
        """The theme puts all of its settings together again for each one."""
        found = _settings(self.settings_name).get(key)
        return self._get_value(found, *args) if found else None

    def _get_colors(self, _key: str, *_args: Any) -> Any:
        return _colors(self.settings_name)

    def _get_site_dropdown_items(self, key: str, *args: Any) -> tuple[Place, ...]:
        items = super()._get_site_dropdown_items(key, *args)
        return tuple(Place(str(i.title), i.icon or "", i.link) for i in items)


def _group(group: dict[str, Any], path: str) -> Group:
    pages = tuple(
        Item(
            str(each["title"]),
            each["icon"],
            each["link"],
            is_current=_is_current(each["link"], path),
        )
        for each in group["items"]
    )
    is_open = any(page.is_current for page in pages)
    return Group(str(group["title"] or ""), pages, is_open)


def _is_current(link: str, path: str) -> bool:
    """Whether `link` is the page being read, or what it lies under."""
    return path == link or (path.startswith(link) and link != _home())


@cache
def _home() -> str:
    return reverse("admin:index")


@cache
def _settings(name: str) -> dict[str, Any]:
    found: dict[str, Any] = get_config(name)
    return found


@cache
def _colors(name: str) -> dict[str, dict[str, str]]:
    return {
        color: {weight: convert_color(value) for weight, value in weights.items()}
        for color, weights in _settings(name)["COLORS"].items()
    }
