"""Shareholders of companies: one row a share, as the registry lists them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Kind, Saved, differing, rewrite, update_all
from config.imports.reading import Row
from foundation.journal.models import Entry
from startups.companies.models import Company, Shareholder
from startups.companies.states import ShareholderKind

FACTS = ("kind", "share", "starts_on", "ends_on")
Owner = tuple[int, str, str]  # company, name, code
WHOLE = Decimal(100)


class Shareholders(Kind):
    keyed_by = "name"
    label = _("shareholders")
    blames = {"share": "share", "code": "code", "period": "ends_on"}

    def declare(self) -> tuple[Column, ...]:
        return (
            Column(
                "company", _("company's social credit code"), "统一社会信用代码",
                cells.uscc, required=True, also=("企业信用代码",),
            ),
            Column(
                "name", _("shareholder"), "股东名称", cells.text(200), required=True
            ),
            Column(
                "kind", _("kind"), "股东类型", cells.Choice(ShareholderKind),
                required=True, choices=ShareholderKind.labels,
            ),
            Column("code", _("shareholder's code"), "股东统一社会信用代码", cells.uscc),
            Column("share", _("share (%)"), "持股比例", cells.amount(5)),
            Column("starts_on", _("since"), "起始日期", cells.day(until=self.today)),
            Column("ends_on", _("until"), "截止日期", cells.day()),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return f"{values['company']}\t{values['name']}\t{values['code'] or ''}"

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        share = row.values.get("share")
        if share is not None and not 0 < share <= WHOLE:
            yield "share", _("A share is more than 0 and at most 100 %.")
        if row.values.get("code") and row.values.get("kind") == ShareholderKind.PERSON:
            yield "code", _("Only an organization has a social credit code.")
        since, until = row.values.get("starts_on"), row.values.get("ends_on")
        if since and until and since >= until:
            yield "ends_on", _("The end comes after the beginning.")

    def save(self, rows: Sequence[Row]) -> Saved:
        saved = Saved()
        usccs = {row.values["company"] for row in rows}
        live = Company.objects.live().filter(uscc__in=usccs)
        companies = {company.uscc: company for company in live}
        known = _known(companies.values())
        fresh, changes, entries = [], [], []
        for row in rows:
            company = companies.get(row.values["company"])
            if company is None:
                said = _("No company has this code; import the companies first.")
                saved.object(row, "company", said)
                continue
            facts = {n: row.values[n] for n in FACTS if row.values[n] is not None}
            owner = known.get(_key(company, row))
            told: dict[str, Any] = {"shareholder": row.values["name"]}
            if owner is None:
                code = row.values["code"] or ""
                fresh.append(
                    Shareholder(
                        company=company, name=row.values["name"], code=code, **facts
                    )
                )
            elif changed := differing(owner, facts):
                changes.append((owner, changed))
                told |= rewrite(owner, changed)
            else:
                saved.count(new=False, changed=False)
                continue
            entries.append(self.job.note(company, row, **told))
            saved.count(new=owner is None, changed=owner is not None)
        Shareholder.objects.bulk_create(fresh)
        update_all(Shareholder, changes)
        Entry.objects.bulk_create(entries)
        return saved


def _key(company: Company, row: Row) -> Owner:
    return company.pk, row.values["name"], row.values["code"] or ""


def _known(companies: Any) -> dict[Owner, Shareholder]:
    """Those that hold a share still, or held one last."""
    rows = Shareholder.objects.filter(company__in=companies).order_by("ends_on")
    return {(row.company_id, row.name, row.code): row for row in reversed(rows)}


KIND = Shareholders
