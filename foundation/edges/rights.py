"""Deny by default: every view states its right, and a view without one answers nobody.

`config.edges.RightsMiddleware` reads what these mark. `seen_by` is for objects: what a
person may not see does not exist for them.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.exceptions import NotAuthenticated

from foundation.accounts.models import User

PUBLIC = "public"
SIGNED_IN = "signed in"

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anyone may ask; the view itself shows only what is published."""
    return requires(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Whoever has an account; the view shows only what is theirs."""
    return requires(SIGNED_IN)(view)


def requires(*rights: str) -> Callable[[View], View]:
    """Whoever holds one of `rights` somewhere; objects are narrowed by `visible_to`."""

    def mark(view: View) -> View:
        view.rights = rights  # type: ignore[attr-defined]  # the mark that the middleware reads
        return view

    return mark


def rights_of(view: Any) -> tuple[str, ...] | None:
    """What a view asks for, wherever its framework keeps the class behind it."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        rights = getattr(holder, "rights", None)
        if rights is not None:
            return tuple(rights)
    return None


def admits(rights: tuple[str, ...], user: Any) -> bool:
    if PUBLIC in rights:
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    return SIGNED_IN in rights or any(user.may(right) for right in rights)


def member(request: Any) -> User:
    """Who is asking, where the view's right has made sure that there is somebody."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
