"""The registry of companies, as the market supervision bureau hands it over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Kind, Saved, differing, rewrite, update_all
from config.imports.reading import Row
from foundation.journal.models import Entry
from foundation.moves import advance_many
from startups.companies.actions import verify
from startups.companies.models import Company, CompanyName, Qualification
from startups.companies.states import QualificationKind, Status

FACTS = (
    "name", "english_name", "district_id", "industry", "founded_on",
    "registered_capital", "legal_representative", "address", "contact_name",
    "contact_phone", "contact_email",
)  # fmt: skip
Title = tuple[Any, Row]  # a company, and the row that names its certificate


class Companies(Kind):
    label = _("companies")
    keyed_by = "uscc"
    blames = {"uscc": "uscc", "uscc_taken": "uscc", "period": "hte_until"}

    def declare(self) -> tuple[Column, ...]:
        past = cells.day(until=self.today)
        return (
            Column(
                "uscc", _("unified social credit code"), "统一社会信用代码", cells.uscc,
                required=True, also=("信用代码", "社会信用代码"),
                example="91440106DEMT000100",
            ),
            Column(
                "name", _("name"), "企业名称", cells.text(200), required=True,
                also=("名称", "公司名称", "单位名称", "company name"),
            ),
            Column("english_name", _("English name"), "英文名称", cells.text(200)),
            Column(
                "district_id", _("district"), "所在区", cells.DistrictReader(),
                required=True, also=("区", "行政区", "district code"),
                hint=_("code or name"),
            ),
            Column(
                "industry", _("industry (GB/T 4754)"), "行业代码", cells.industry,
                also=("国民经济行业", "行业", "industry"),
            ),
            Column("founded_on", _("founded on"), "成立日期", past, also=("注册日期",)),
            Column(
                "registered_capital", _("registered capital (yuan)"), "注册资本（元）",
                cells.amount(), also=("registered capital", "注册资本"),
                hint=_("in yuan, not in 10,000 yuan"),
            ),
            Column(
                "legal_representative", _("legal representative"), "法定代表人",
                cells.text(80), also=("法人代表",),
            ),
            Column(
                "address", _("address"), "地址", cells.text(200), also=("注册地址",)
            ),
            Column("contact_name", _("contact"), "联系人", cells.text(80)),
            Column(
                "contact_phone", _("phone"), "联系电话", cells.text(40), also=("电话",)
            ),
            Column(
                "contact_email", _("contact's e-mail"), "联系邮箱", cells.email,
                also=("电子邮箱", "邮箱", "email"),
            ),
            Column(
                "hte_number", _("high-tech certificate"), "高企证书编号",
                cells.code(40),
                also=("高新技术企业证书编号", "HTE number"),
            ),
            Column(
                "hte_issued", _("high-tech certificate issued on"), "高企发证日期",
                past,
                also=("发证日期", "HTE issued"),
            ),
            Column(
                "hte_until", _("high-tech certificate valid until"), "高企有效期至",
                cells.day(), also=("有效期至", "HTE valid until"),
            ),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["uscc"])

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        issued, until = row.values["hte_issued"], row.values["hte_until"]
        if issued is None and (row.values["hte_number"] or until):
            yield "hte_issued", _("Say when the certificate was issued.")
        if issued and until and until <= issued:
            yield "hte_until", _("It must start before it ends.")

    def save(self, rows: Sequence[Row]) -> Saved:
        saved = Saved()
        rows = self._living(rows, saved)
        known = {c.uscc: c for c in _locked(rows)}
        fresh = [row for row in rows if row.values["uscc"] not in known]
        entries = self._enter(fresh, known)
        touched = {row.number for row in fresh}
        touched |= self._correct(rows, known, touched, entries)
        touched |= _certify(rows, known, entries, self)
        Entry.objects.bulk_create(entries.values())
        new = {row.number for row in fresh}
        for row in rows:
            saved.count(new=row.number in new, changed=row.number in touched)
        return saved

    def _living(self, rows: Sequence[Row], saved: Saved) -> list[Row]:
        """Rows about companies whose record does not live on in another."""
        codes = [row.values["uscc"] for row in rows]
        gone = Company.objects.filter(uscc__in=codes, status=Status.MERGED)
        live = set(Company.objects.live().filter(uscc__in=codes).values_list("uscc"))
        merged = {
            uscc: into
            for uscc, into in gone.values_list("uscc", "merged_into__name")
            if (uscc,) not in live
        }
        for row in rows:
            if into := merged.get(row.values["uscc"]):
                said = _("This record was merged into “%(name)s”. Work with that one.")
                saved.object(row, "uscc", said % {"name": into})
        return [row for row in rows if row.values["uscc"] not in merged]

    def _enter(
        self, rows: Sequence[Row], known: dict[str, Company]
    ) -> dict[int, Entry]:
        """New companies, entered and verified: the registry vouches for them."""
        fresh = Company.objects.bulk_create(_new(row) for row in rows)
        known |= {company.uscc: company for company in fresh}
        told = {
            row.number: self.job.note(
                company, row, uscc=company.uscc, name=company.name
            )
            for row, company in zip(rows, fresh, strict=True)
        }
        advance_many(fresh, "verify", by=self.job.by)
        return told

    def _correct(
        self,
        rows: Sequence[Row],
        known: Mapping[str, Company],
        new: set[int],
        entries: dict[int, Entry],
    ) -> set[int]:
        changes, names = [], []
        for row in rows:
            company = known[row.values["uscc"]]
            changed = differing(company, {f: row.values[f] for f in FACTS})
            if row.number in new or not changed:
                continue
            if "name" in changed:
                names.append(
                    CompanyName(company=company, name=company.name, until=self.today)
                )
            entries[row.number] = self.job.note(
                company, row, **rewrite(company, changed)
            )
            changes.append((company, changed))
        update_all(Company, changes)
        _keep_names(names)
        return set(entries) - new | self._vouch(rows, known, new)

    def _vouch(
        self, rows: Sequence[Row], known: Mapping[str, Company], new: set[int]
    ) -> set[int]:
        """Verify what people had entered themselves; they hear of it one by one."""
        vouched = set()
        for row in rows:
            company = known[row.values["uscc"]]
            if row.number not in new and company.status == Status.UNVERIFIED:
                verify(company, by=self.job.by, at=self.job.at)
                vouched.add(row.number)
        return vouched


def _locked(rows: Sequence[Row]) -> Any:
    codes = [row.values["uscc"] for row in rows]
    live = Company.objects.live().filter(uscc__in=codes).order_by("pk")
    return live.select_for_update(of=("self",))


def _new(row: Row) -> Company:
    facts = {f: row.values[f] for f in FACTS if row.values[f] is not None}
    return Company(uscc=row.values["uscc"], **facts)


def _keep_names(names: list[CompanyName]) -> None:
    CompanyName.objects.bulk_create(
        names,
        update_conflicts=True,
        unique_fields=["company", "name"],
        update_fields=["until"],
    )


def _certify(
    rows: Sequence[Row],
    known: Mapping[str, Company],
    entries: dict[int, Entry],
    kind: Companies,
) -> set[int]:
    """Write the high-tech certificates that the rows name; say which rows did."""
    named = [(known[r.values["uscc"]], r) for r in rows if r.values["hte_issued"]]
    held = _held(named)
    fresh, changes = [], []
    touched = set()
    for company, row in named:
        facts = {
            "number": row.values["hte_number"], "valid_until": row.values["hte_until"]
        }  # fmt: skip
        day = row.values["hte_issued"]
        title = held.get((company.pk, day))
        changed = facts if title is None else differing(title, facts)
        if title is None:
            fresh.append(_title(company, day, facts))
        elif changed:
            rewrite(title, changed)
            changes.append((title, changed))
        if title is None or changed:
            touched.add(row.number)
            entry = entries.setdefault(row.number, kind.job.note(company, row))
            entry.details["certificate"] = {"issued_on": str(day)} | {
                name: str(value) for name, value in changed.items() if value
            }
    Qualification.objects.bulk_create(fresh)
    update_all(Qualification, changes)
    return touched


def _held(named: Sequence[Title]) -> dict[tuple[int, Any], Qualification]:
    titles = Qualification.objects.filter(
        company__in=[company.pk for company, __ in named], kind=QualificationKind.HTE
    )
    return {(t.company_id, t.issued_on): t for t in titles}


def _title(company: Company, day: Any, facts: Mapping[str, Any]) -> Qualification:
    return Qualification(
        company=company,
        kind=QualificationKind.HTE,
        issued_on=day,
        **{name: value for name, value in facts.items() if value is not None},
    )


KIND = Companies
