"""What a kind of waiting thing is: who it waits for, its rows, and where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from foundation.periods import city_day
from programs.catalogue.models import Program


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks, and when: what rows are picked by."""

    user: User
    now: datetime

    @property
    def today(self) -> date:
        return city_day(self.now)

    def programs(self, right: str) -> QuerySet[Program]:
        return Program.objects.all().within(self.user, right)


Rows = Callable[[Seen], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Wait:
    """A kind of thing that waits for whoever holds `right`, and where it is done."""

    code: str
    label: StrOrPromise
    right: str
    rows: Rows
    model: str  # whose list of the staff desk shows it
    query: str = ""
    due: str = ""
