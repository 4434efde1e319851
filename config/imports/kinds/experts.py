"""The pool of experts: one row a person, with employers present and past."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Kind, Saved, differing, rewrite, update_all
from config.imports.reading import Row
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Role, ScopeKind
from foundation.journal.models import Entry
from programs.experts.models import Employment, Expert
from programs.experts.rules import plain_name
from programs.experts.states import Field, Pool, Region, Specialty

FACTS = ("title", "fields", "specialty", "pool", "region", "capacity")
SEPARATORS = re.compile(r"[;；、\n]+")
UNTIL = re.compile(r"(?P<name>.+?)[(（]至?\s*(?P<day>[^()（）]+)[)）]$")
MOST_AT_A_TIME = 500
Job = tuple[str, date | None, date | None]  # employer, since, until


class Several:
    """Some of a list, one after the other, with 、 or ; between."""

    def __init__(self, one: cells.Choice) -> None:
        self.one = one

    def __call__(self, cell: Any) -> list[str]:
        words = [word for word in SEPARATORS.split(cells.written(cell)) if word.strip()]
        return sorted({self.one(word) for word in words})


def former(cell: Any) -> list[Job]:
    """Employers of the past, each with its last day: 示例大学（至2024-06-30）；…"""
    found: list[Job] = []
    for part in SEPARATORS.split(cells.written(cell)):
        if not part.strip():
            continue
        match = UNTIL.fullmatch(part.strip())
        if match is None:
            raise cells.UnreadableCell(
                gettext("Write each with its last day: Example U (2024-06-30).")
            )
        name = cells.text(120)(match["name"])
        found.append((name, None, cells.day()(match["day"])))
    return found


class Experts(Kind):
    label = _("experts")
    keyed_by = "email"
    blames = {"period": "employer_since", "employment": "employer", "held": "email"}

    def declare(self) -> tuple[Column, ...]:
        return (
            Column(
                "email", _("e-mail address"), "电子邮箱", cells.email, required=True,
                also=("邮箱",),
            ),
            Column("name", _("name"), "姓名", cells.text(80), required=True),
            Column(
                "title", pgettext_lazy("expert", "title"), "职称", cells.text(80),
                also=("职务职称",),
            ),
            Column(
                "employer", _("employer"), "工作单位", cells.text(120), required=True,
                also=("单位",),
            ),
            Column(
                "employer_since", _("since"), "任职起始日期",
                cells.day(until=self.today),
            ),
            Column(
                "former", _("former employers (3 years)"), "近三年曾任职单位", former,
                hint=_("each with its last day: Example U (2024-06-30); …"),
            ),
            Column(
                "fields", _("fields"), "专业领域", Several(cells.Choice(Field)),
                required=True, choices=Field.labels, also=("领域",),
            ),
            Column(
                "specialty", _("seat in a panel"), "专家类别", cells.Choice(Specialty),
                choices=Specialty.labels,
            ),
            Column(
                "pool", _("pool"), "专家库", cells.Choice(Pool), choices=Pool.labels
            ),
            Column(
                "region", _("region"), "地区", cells.Choice(Region),
                choices=Region.labels,
            ),
            Column(
                "capacity", _("applications at a time"), "同时评审数",
                cells.whole(1, MOST_AT_A_TIME),
            ),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["email"]).lower()

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        for __, __, until in row.values.get("former") or ():
            if until > self.today:
                yield "former", _("This day is still to come.")

    def save(self, rows: Sequence[Row]) -> Saved:
        saved = Saved()
        people, roles = self._accounts(rows)
        known = {
            expert.user_id: expert
            for expert in Expert.objects.filter(user__in=people.values())
        }
        fresh = [
            Expert(user=user, **_given(row))
            for row in rows
            if (user := people[self.key(row.values)]).pk not in known
        ]
        new = {expert.user_id for expert in Expert.objects.bulk_create(fresh)}
        experts = known | {expert.user_id: expert for expert in fresh}
        mine = [(row, experts[people[self.key(row.values)].pk]) for row in rows]
        jobs = _jobs(mine)
        changes, entries = [], []
        for row, expert in mine:
            changed = differing(expert, _given(row))
            told = rewrite(expert, changed) if changed else {}
            touched = bool(changed or jobs.get(expert.pk))
            if changed:
                changes.append((expert, changed))
            if touched or expert.user_id in new:
                entries.append(self.job.note(expert, row, **told))
            saved.count(new=expert.user_id in new, changed=touched)
        update_all(Expert, changes)
        Employment.objects.bulk_create(row for found in jobs.values() for row in found)
        Entry.objects.bulk_create([*entries, *roles])
        return saved

    def _accounts(self, rows: Sequence[Row]) -> tuple[dict[str, User], list[Entry]]:
        """An account for everybody, and the role that goes with the pool."""
        named = {self.key(row.values): row.values["name"] for row in rows}
        people = {user.email: user for user in User.objects.filter(email__in=named)}
        opened = [
            User(email=email, name=name, password=make_password(None))
            for email, name in named.items()
            if email not in people
        ]
        User.objects.bulk_create(opened)
        people |= {user.email: user for user in opened}
        return people, self._roles(people.values())

    def _roles(self, people: Iterable[User]) -> list[Entry]:
        keys = {user.pk: user for user in people}
        live = RoleGrant.objects.live().filter(user__in=keys, role=Role.EXPERT)
        held = set(live.values_list("user", flat=True))
        given = [
            RoleGrant(
                user=user,
                role=Role.EXPERT,
                scope_kind=ScopeKind.ASSIGNMENT,
                granted_at=self.job.at if self.job.by.pk else None,
                granted_by_id=self.job.by.pk,
            )
            for key, user in keys.items()
            if key not in held
        ]
        told = {"role": str(Role.EXPERT), "scope": str(ScopeKind.ASSIGNMENT), "of": ""}
        return [
            Entry.about(grant, "grant", by=self.job.by, details=told)
            for grant in RoleGrant.objects.bulk_create(given)
        ]


def _given(row: Row) -> dict[str, Any]:
    """What a row says; a blank cell says nothing."""
    return {name: row.values[name] for name in FACTS if row.values[name] is not None}


def _jobs(mine: Sequence[tuple[Row, Expert]]) -> dict[int, list[Employment]]:
    """Employers that are not known yet: a file adds some, and ends none."""
    keys = [expert.pk for __, expert in mine]
    rows = Employment.objects.filter(expert__in=keys)
    known = {
        (key, plain_name(name), until)
        for key, name, until in rows.values_list("expert", "employer", "ends_on")
    }
    found: dict[int, list[Employment]] = {}
    for row, expert in mine:
        present = (row.values["employer"], row.values["employer_since"], None)
        for name, since, until in [present, *(row.values["former"] or ())]:
            if (expert.pk, plain_name(name), until) not in known:
                employment = Employment(
                    expert=expert, employer=name, starts_on=since, ends_on=until
                )
                found.setdefault(expert.pk, []).append(employment)
    return found


KIND = Experts
