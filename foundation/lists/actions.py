"""Keeping a view of a list under a name, and giving it up."""

from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.lists.models import SavedView
from foundation.refusals import Refusal, use_case

MOST = 20  # of one list, so that they still fit above it
LONGEST_NAME, LONGEST = 40, 2000


@use_case
def keep_view(*, of: str, name: str, query: str, by: User) -> SavedView:
    """Keep the filters `query` of the list `of`; a name that exists is taken over."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(_("Give the view a name of at most 40 characters."), code="name")
    if len(query) > LONGEST:
        raise Refusal(
            _("These filters are too long to keep. Choose fewer values."), code="query"
        )
    others = SavedView.objects.filter(user=by, of=of).exclude(name=name)
    if others.count() >= MOST:
        told = _("You keep %(most)s views of this list already. Remove one first.")
        raise Refusal(told % {"most": MOST}, code="most")
    view, __ = SavedView.objects.update_or_create(
        user=by, of=of, name=name, defaults={"query": query}
    )
    return view


@use_case
def drop_view(view: SavedView) -> None:
    view.delete()
