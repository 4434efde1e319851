"""Which companies sit in which incubators: one row for each room that a stay has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Kind, Saved, differing, rewrite, told, update_all
from config.imports.reading import Row
from foundation.journal.models import Entry
from foundation.moves import advance_many
from incubators.carriers.models import Carrier, Unit
from incubators.tenancies.models import Occupancy, Tenancy
from incubators.tenancies.rules import months_later, tenant_class, term_months
from incubators.tenancies.states import Status, TenantClass
from startups.companies.models import Company

CLASSES = {
    "在孵企业": TenantClass.TENANT, "在孵": TenantClass.TENANT,
    "入驻企业": TenantClass.RESIDENT, "非在孵企业": TenantClass.RESIDENT,
}  # fmt: skip
DAYS = ["tenant_class", "moved_in_on", "term_ends_on"]
STAYING = (Status.INCUBATING, Status.EXTENDED)
Stay = tuple[int, int, Any]  # carrier, company, moved in on


class Tenancies(Kind):
    keyed_by = "company"
    label = _("tenancies")
    blames = {
        "period": "moved_in_on", "tenancy": "company", "area": "area", "unit": "unit"
    }  # fmt: skip

    def declare(self) -> tuple[Column, ...]:
        past = cells.day(until=self.today)
        return (
            Column(
                "carrier", _("incubator's code"), "载体编号", cells.code(20),
                required=True, also=("载体代码", "carrier code"),
            ),
            Column(
                "company", _("company's social credit code"), "统一社会信用代码",
                cells.uscc, required=True,
                also=("企业信用代码", "uscc", "company uscc"),
            ),
            Column(
                "tenant_class", _("class"), "企业类别",
                cells.Choice(TenantClass, CLASSES), choices=TenantClass.labels,
                hint=_("by the company's age when this is blank"),
            ),
            Column(
                "moved_in_on", _("moved in on"), "入驻日期", past, required=True,
                also=("入孵日期",),
            ),
            Column(
                "term_ends_on", _("term ends on"), "孵化期满日期", cells.day(),
                also=("到期日期",), hint=_("by the rules when this is blank"),
            ),
            Column(
                "moved_out_on", _("moved out on"), "迁出日期", past,
                also=("离开日期", "退出日期"),
            ),
            Column(
                "building", _("building"), "楼栋", cells.text(80), also=("建筑", "楼宇")
            ),
            Column(
                "unit", _("unit"), "单元", cells.text(20),
                also=("房号", "单元号", "unit number"),
            ),
            Column(
                "area", _("area (m²)"), "面积（平方米）", cells.area,
                also=("面积", "使用面积", "面积（m²）", "area"),
            ),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        names = ("carrier", "company", "moved_in_on", "building", "unit")
        return "\t".join(str(values[name]) for name in names)

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        room = [name for name in ("building", "unit", "area") if row.values[name]]
        if room:
            for name in {"building", "unit", "area"} - set(room):
                yield name, _("A room needs this as well.")
        for name in ("term_ends_on", "moved_out_on"):
            end = row.values[name]
            if end and end <= row.values["moved_in_on"]:
                yield name, _("It must start before it ends.")

    def save(self, rows: Sequence[Row]) -> Saved:
        return _Writing(self, rows).save()


class _Writing:
    """One chunk: ends first, so that a company can have moved from one to another."""

    def __init__(self, kind: Tenancies, rows: Sequence[Row]) -> None:
        self.kind = kind
        self.saved = Saved()
        self.new: set[int] = set()
        self.told: dict[int, dict[str, Any]] = {}
        self.rows = self._placed(rows)

    def save(self) -> Saved:
        stays = self._known()
        fresh = self._first_rows(stays)
        self._correct(stays)
        self._begin(fresh, stays)
        self._rooms(stays)
        self._end(stays)
        kept = [row for row in self.rows if row.number not in self._refused()]
        Entry.objects.bulk_create(
            self.kind.job.note(stays[self._stay(row)], row, **told)
            for row in kept
            if (told := self.told.get(row.number))
        )
        for row in kept:
            self.saved.count(
                new=row.number in self.new, changed=row.number in self.told
            )
        return self.saved

    def _refused(self) -> set[int]:
        return {row.number for row, *__ in self.saved.objections}

    def _tell(self, row: Row, what: str, details: Any) -> None:
        self.told.setdefault(row.number, {})[what] = details

    def _placed(self, rows: Sequence[Row]) -> list[Row]:
        """The rows whose incubator, company and unit are known."""
        codes = {row.values["carrier"] for row in rows}
        usccs = {row.values["company"] for row in rows}
        self.carriers = {c.code: c for c in Carrier.objects.filter(code__in=codes)}
        live = Company.objects.live().filter(uscc__in=usccs).order_by("pk")
        self.companies = {c.uscc: c for c in live.select_for_update(of=("self",))}
        units = Unit.objects.filter(
            building__carrier__in=self.carriers.values(),
            number__in={row.values["unit"] for row in rows if row.values["unit"]},
        ).select_related("building")
        self.units = {
            (u.building.carrier_id, u.building.name, u.number): u for u in units
        }
        return [row for row in rows if self._is_placed(row)]

    def _is_placed(self, row: Row) -> bool:
        values = row.values
        carrier = self.carriers.get(values["carrier"])
        if carrier is None:
            self.saved.object(row, "carrier", _("No incubator has this code."))
        if values["company"] not in self.companies:
            said = _("No company has this code; import the companies first.")
            self.saved.object(row, "company", said)
        if carrier and values["unit"] and self._unit(row) is None:
            said = _("This incubator has no such unit in this building.")
            self.saved.object(row, "unit", said)
        return row.number not in self._refused()

    def _unit(self, row: Row) -> Unit | None:
        carrier = self.carriers[row.values["carrier"]]
        key = (carrier.pk, row.values["building"], row.values["unit"])
        return self.units.get(key)

    def _stay(self, row: Row) -> Stay:
        carrier = self.carriers[row.values["carrier"]]
        company = self.companies[row.values["company"]]
        return carrier.pk, company.pk, row.values["moved_in_on"]

    def _known(self) -> dict[Stay, Tenancy]:
        there = Tenancy.objects.filter(
            carrier__in=self.carriers.values(),
            company__in=self.companies.values(),
            moved_in_on__in={row.values["moved_in_on"] for row in self.rows},
        ).select_related("carrier", "company")
        locked = there.order_by("pk").select_for_update(of=("self",))
        return {(t.carrier_id, t.company_id, t.moved_in_on): t for t in locked}

    def _first_rows(self, stays: Mapping[Stay, Tenancy]) -> dict[Stay, Row]:
        """One row for each stay that is new; its other rows add rooms."""
        fresh: dict[Stay, Row] = {}
        for row in self.rows:
            if self._stay(row) not in stays:
                self.new.add(row.number)
                fresh.setdefault(self._stay(row), row)
        return fresh

    def _correct(self, stays: Mapping[Stay, Tenancy]) -> None:
        changes = []
        for row in self.rows:
            tenancy = stays.get(self._stay(row))
            if tenancy is None:
                continue
            names = ["tenant_class", "term_ends_on"]
            if tenancy.status in {Status.EXITED, Status.GRADUATED}:
                names.append("moved_out_on")
            changed = differing(tenancy, {name: row.values[name] for name in names})
            if changed:
                changes.append((tenancy, changed))
                self._tell(row, "tenancy", rewrite(tenancy, changed))
        update_all(Tenancy, changes)

    def _begin(self, fresh: Mapping[Stay, Row], stays: dict[Stay, Tenancy]) -> None:
        """Bring new stays to where they stand, along the lifecycle.

        A stay that is over goes from admitted to left in one move with all its days:
        were it open for a moment, it would overlap with the stay that followed.
        """
        by = self.kind.job.by
        self._end_those_that_are_over(stays)
        made = {stay: self._tenancy(stay, row) for stay, row in fresh.items()}
        Tenancy.objects.bulk_create(made.values())
        advance_many(list(made.values()), "admit", by=by)
        over: list[Tenancy] = []
        open_: list[Tenancy] = []
        for stay, tenancy in made.items():
            row = fresh[stay]
            for name, value in self._days(row).items():
                setattr(tenancy, name, value)
            (over if row.values["moved_out_on"] else open_).append(tenancy)
            self._tell(row, "stay", [told(v) for v in self._days(row).values()])
        reason = str(_("As the imported list says."))
        fields = [*DAYS, "moved_out_on"]
        advance_many(over, "move_out", by=by, reason=reason, fields=fields)
        advance_many(open_, "move_in", by=by, fields=DAYS)
        stays |= made

    def _tenancy(self, stay: Stay, row: Row) -> Tenancy:
        return Tenancy(
            carrier=self.carriers[row.values["carrier"]],
            company=self.companies[row.values["company"]],
            applied_on=stay[2],
        )

    def _days(self, row: Row) -> dict[str, Any]:
        """The days of a stay; class and term by the rules where the row is silent."""
        company, day = self.companies[row.values["company"]], row.values["moved_in_on"]
        kind = row.values["tenant_class"] or tenant_class(company.founded_on, day)
        term = row.values["term_ends_on"]
        if term is None and kind == TenantClass.TENANT:
            term = months_later(day, term_months(company.industry))
        return {
            "tenant_class": kind,
            "moved_in_on": day,
            "term_ends_on": term,
            "moved_out_on": row.values["moved_out_on"],
        }

    def _end_those_that_are_over(self, stays: Mapping[Stay, Tenancy]) -> None:
        """Known tenants that have left, according to the file."""
        leaving = {}
        for row in self.rows:
            tenancy, day = stays.get(self._stay(row)), row.values["moved_out_on"]
            if tenancy and day and tenancy.status in STAYING:
                tenancy.moved_out_on = day
                leaving[tenancy.pk] = tenancy
                self._tell(row, "moved_out_on", str(day))
        reason = str(_("As the imported list says."))
        by = self.kind.job.by
        advance_many(
            list(leaving.values()),
            "move_out",
            by=by,
            reason=reason,
            fields=["moved_out_on"],
        )

    def _rooms(self, stays: Mapping[Stay, Tenancy]) -> None:
        """Give each stay the rooms that the rows name, from moving in on."""
        taken = Occupancy.objects.filter(tenancy__in=stays.values())
        known = {(o.tenancy_id, o.unit_id, o.starts_on): o for o in taken}
        fresh, changes = [], []
        for row in self.rows:
            unit = self._unit(row) if row.values["unit"] else None
            if unit is None:
                continue
            tenancy, day = stays[self._stay(row)], row.values["moved_in_on"]
            room = known.get((tenancy.pk, unit.pk, day))
            area = row.values["area"]
            if room is None:
                ends_on = tenancy.moved_out_on
                room = Occupancy(tenancy=tenancy, unit=unit, area=area, starts_on=day)
                room.ends_on = ends_on
                fresh.append(room)
                self._tell(row, "room", [str(unit), told(area)])
            elif changed := differing(room, {"area": area}):
                changes.append((room, changed))
                self._tell(row, "room", rewrite(room, changed))
        Occupancy.objects.bulk_create(fresh)
        update_all(Occupancy, changes)

    def _end(self, stays: Mapping[Stay, Tenancy]) -> None:
        """Nobody keeps a room after having left."""
        gone = [t for t in stays.values() if t.moved_out_on is not None]
        rooms = Occupancy.objects.filter(tenancy__in=gone, ends_on=None)
        for room in (open_ := list(rooms.select_related("tenancy"))):
            room.ends_on = room.tenancy.moved_out_on
        if open_:
            Occupancy.objects.bulk_update(open_, ["ends_on"])


KIND = Tenancies
