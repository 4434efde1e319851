"""Yearly figures of companies: one row for a company and year, a column each."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Kind, Saved, told
from config.imports.reading import Row
from foundation.journal.models import Entry
from foundation.moves import advance_many
from startups.companies.models import Company
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import FIRST_YEAR, Return, Value
from startups.indicators.queries import sizes_by_return
from startups.indicators.rules import UNIT_LABELS, Indicator, balances
from startups.indicators.states import Status

Filed = tuple[int, int]  # company, year


class Returns(Kind):
    keyed_by = "company"
    label = _("yearly returns")
    blames = {"year": "year", "return": "year"}

    def declare(self) -> tuple[Column, ...]:
        last = self.today.year - 1  # a year that has ended
        return (
            Column(
                "company", _("company's social credit code"), "统一社会信用代码",
                cells.uscc, required=True,
                also=("企业信用代码", "uscc", "company uscc"),
            ),
            Column(
                "year", _("year"), "年度", cells.whole(FIRST_YEAR, last), required=True,
                also=("年份", "报告年度"),
            ),
            *(self._figure(indicator) for indicator in INDICATORS.values()),
        )  # fmt: skip

    def _figure(self, indicator: Indicator) -> Column:
        return Column(
            indicator.code,
            indicator.label,
            "",
            cells.amount(20, negative=True),
            hint=UNIT_LABELS[indicator.unit],
        )

    def key(self, values: Mapping[str, Any]) -> str:
        return f"{values['company']}\t{values['year']}"

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        yield from _wrong(_figures(row))

    def save(self, rows: Sequence[Row]) -> Saved:
        return _Writing(self, rows).save()


def _figures(row: Row) -> dict[str, Decimal]:
    return {c: row.values[c] for c in INDICATORS if row.values[c] is not None}


def _wrong(figures: Mapping[str, Decimal]) -> Iterator[tuple[str, StrOrPromise]]:
    """What cannot be true, whoever says it."""
    for code in figures:
        for __, sentence in INDICATORS[code].objections(figures):
            yield code, sentence
    if not balances(figures):
        yield "ASSET", _("Assets are not liabilities plus equity.")


class _Writing:
    """One chunk: returns that are missing are opened, complete ones handed in."""

    def __init__(self, kind: Returns, rows: Sequence[Row]) -> None:
        self.kind = kind
        self.saved = Saved()
        self.entries: list[Entry] = []
        usccs = {row.values["company"] for row in rows}
        live = Company.objects.live().filter(uscc__in=usccs).order_by("pk")
        self.companies = {c.uscc: c for c in live.select_for_update(of=("self",))}
        self.rows = [row for row in rows if self._is_known(row)]

    def _is_known(self, row: Row) -> bool:
        known = row.values["company"] in self.companies
        if not known:
            said = _("No company has this code; import the companies first.")
            self.saved.object(row, "company", said)
        return known

    def _filed(self, row: Row) -> Filed:
        return self.companies[row.values["company"]].pk, row.values["year"]

    def save(self) -> Saved:
        known = self._returns()
        before = self._values()
        changes = {
            row.number: changed
            for row in self.rows
            if (changed := self._changed(row, before))
        }
        writable = [
            row for row in self.rows if self._may_write(row, changes, known, before)
        ]
        fresh = self._open(writable, known)
        self._write(writable, changes, known)
        touched = [known[self._filed(row)] for row in writable if row.number in changes]
        self._hand_in({t.pk: t for t in [*touched, *fresh.values()]})
        for row in writable:
            filed = known[self._filed(row)]
            is_new = self._filed(row) in fresh
            if is_new or row.number in changes:
                figures = {c: told(v) for c, v in changes.get(row.number, {}).items()}
                self.entries.append(self.kind.job.note(filed, row, figures=figures))
            self.saved.count(new=is_new, changed=row.number in changes)
        Entry.objects.bulk_create(self.entries)
        return self.saved

    def _returns(self) -> dict[Filed, Return]:
        there = Return.objects.filter(
            company__in=self.companies.values(),
            year__in={row.values["year"] for row in self.rows},
        ).select_related("company")
        locked = there.order_by("pk").select_for_update(of=("self",))
        return {(r.company_id, r.year): r for r in locked}

    def _values(self) -> dict[Filed, dict[str, Decimal]]:
        values = Value.objects.filter(
            company__in=self.companies.values(),
            year__in={row.values["year"] for row in self.rows},
        )
        known: dict[Filed, dict[str, Decimal]] = {}
        for company, year, code, amount in values.values_list(
            "company", "year", "indicator", "amount"
        ):
            known.setdefault((company, year), {})[code] = amount
        return known

    def _changed(
        self, row: Row, before: Mapping[Filed, Mapping[str, Decimal]]
    ) -> dict[str, Decimal]:  # fmt: skip
        known = before.get(self._filed(row), {})
        return {c: v for c, v in _figures(row).items() if known.get(c) != v}

    def _may_write(
        self,
        row: Row,
        changes: Mapping[int, Mapping[str, Decimal]],
        known: Mapping[Filed, Return],
        before: Mapping[Filed, Mapping[str, Decimal]],
    ) -> bool:
        """Whether the row fits what is known; a return handed in stays as it is."""
        changed = changes.get(row.number, {})
        filed = known.get(self._filed(row))
        if changed and filed and filed.status != Status.OPEN:
            said = _(
                "This return was submitted; ask for it to be returned to change it."
            )
            self.saved.object(row, next(iter(changed)), said)
            return False
        objections = list(_wrong({**before.get(self._filed(row), {}), **changed}))
        for code, sentence in objections if changed else ():
            self.saved.object(row, code, sentence)
        return not (changed and objections)

    def _open(
        self, rows: Sequence[Row], known: dict[Filed, Return]
    ) -> dict[Filed, Return]:  # fmt: skip
        fresh = {
            self._filed(row): Return(
                company=self.companies[row.values["company"]], year=row.values["year"]
            )
            for row in rows
            if self._filed(row) not in known
        }
        Return.objects.bulk_create(fresh.values())
        known |= fresh
        return fresh

    def _write(
        self,
        rows: Sequence[Row],
        changes: Mapping[int, Mapping[str, Decimal]],
        known: Mapping[Filed, Return],
    ) -> None:
        Value.objects.bulk_create(
            [
                Value(
                    filed=known[self._filed(row)],
                    company_id=self._filed(row)[0],
                    year=self._filed(row)[1],
                    indicator=code,
                    amount=amount,
                    source=self.kind.job.file[:120],
                )
                for row in rows
                for code, amount in changes.get(row.number, {}).items()
            ],
            update_conflicts=True,
            unique_fields=["company", "indicator", "year"],
            update_fields=["amount", "filed", "source"],
        )

    def _hand_in(self, touched: Mapping[int, Return]) -> None:
        """Submit what is complete now; the size class follows the latest return."""
        needed = {code for code, i in INDICATORS.items() if i.needed}
        now = self._values()
        complete = [
            filed
            for filed in touched.values()
            if needed <= now.get((filed.company_id, filed.year), {}).keys()
        ]
        for filed in complete:
            filed.submitted_on = self.kind.today
        advance_many(complete, "submit", by=self.kind.job.by, fields=["submitted_on"])
        companies = list({f.company_id: f.company for f in complete}.values())
        sizes = sizes_by_return(companies)
        for company in companies:
            company.size = sizes.get(company.pk) or ""
        if companies:
            Company.objects.bulk_update(companies, ["size"])


KIND = Returns
