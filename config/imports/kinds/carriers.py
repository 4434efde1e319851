"""Incubators with their buildings and units: one row for each unit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column
from config.imports.kind import Job, Kind, Saved, differing, rewrite, told, update_all
from config.imports.reading import Row
from foundation.journal.models import Entry
from incubators.carriers.models import AreaFact, Building, Carrier, Unit
from incubators.carriers.states import (
    AreaKind,
    CarrierType,
    Level,
    Ownership,
    Specialism,
    UnitUse,
)

FACTS = (
    "name", "english_name", "carrier_type", "specialism", "level", "ownership",
    "district_id", "operator_name", "address", "opened_on",
)  # fmt: skip
PLACE = ("building", "building_area", "unit", "area", "since")
TYPES = {
    "众创空间": CarrierType.MAKER_SPACE, "孵化器": CarrierType.INCUBATOR,
    "科技企业孵化器": CarrierType.INCUBATOR, "加速器": CarrierType.ACCELERATOR,
    "科技企业加速器": CarrierType.ACCELERATOR, "科技园": CarrierType.SCIENCE_PARK,
    "大学科技园": CarrierType.SCIENCE_PARK, "科技园区": CarrierType.SCIENCE_PARK,
}  # fmt: skip
SPECIALISMS = {"综合": Specialism.GENERAL, "专业": Specialism.PROFESSIONAL}
LEVELS = {
    "登记": Level.REGISTERED, "区级": Level.DISTRICT, "市级": Level.CITY,
    "省级": Level.PROVINCE, "国家级": Level.NATIONAL,
}  # fmt: skip
OWNERS = {
    "国有": Ownership.STATE, "民营": Ownership.PRIVATE, "高校": Ownership.UNIVERSITY
}  # fmt: skip
USES = {
    "在孵用房": UnitUse.TENANT, "孵化用房": UnitUse.TENANT, "公共服务": UnitUse.PUBLIC,
    "公共服务用房": UnitUse.PUBLIC, "办公用房": UnitUse.OFFICE, "其他": UnitUse.OTHER,
}  # fmt: skip
Key = tuple[Any, str]  # what something stands in, and its name there


class Carriers(Kind):
    label = _("incubators and their units")
    keyed_by = "unit"
    blames = {"area": "area", "building": "building", "unit": "unit"}

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.said: dict[tuple[str, ...], tuple[int, dict[str, Any]]] = {}

    def declare(self) -> tuple[Column, ...]:
        past = cells.day(until=self.today)
        return (
            Column(
                "carrier", _("incubator's code"), "载体编号", cells.code(20),
                required=True, also=("载体代码", "carrier code"),
            ),
            Column(
                "name", _("name"), "载体名称", cells.text(120), required=True,
                also=("名称", "carrier name"),
            ),
            Column("english_name", _("English name"), "英文名称", cells.text(160)),
            Column(
                "carrier_type", _("type"), "载体类型",
                cells.Choice(CarrierType, TYPES), required=True, also=("类型",),
                choices=CarrierType.labels,
            ),
            Column(
                "specialism", _("specialism"), "专业类别",
                cells.Choice(Specialism, SPECIALISMS), choices=Specialism.labels,
            ),
            Column(
                "level", _("level"), "级别", cells.Choice(Level, LEVELS), required=True,
                also=("载体级别",), choices=Level.labels,
            ),
            Column(
                "ownership", _("ownership"), "权属", cells.Choice(Ownership, OWNERS),
                also=("所有制", "性质"), choices=Ownership.labels,
            ),
            Column(
                "district_id", _("district"), "所在区", cells.DistrictReader(),
                required=True, also=("区", "行政区"), hint=_("code or name"),
            ),
            Column(
                "operator_name", _("operator"), "运营单位", cells.text(120),
                required=True, also=("运营机构",),
            ),
            Column(
                "address", _("address"), "地址", cells.text(200), also=("载体地址",)
            ),
            Column("opened_on", _("opened on"), "开业日期", past, also=("成立日期",)),
            Column(
                "building", _("building"), "楼栋", cells.text(80), also=("建筑", "楼宇")
            ),
            Column(
                "building_area", _("floor area of the building (m²)"),
                "楼栋面积（平方米）", cells.area,
                also=("楼栋面积", "建筑面积", "building area"),
            ),
            Column("floor", _("floor"), "楼层", cells.whole(-9, 200)),
            Column(
                "unit", _("unit"), "单元", cells.text(20),
                also=("房号", "单元号", "unit number"),
            ),
            Column(
                "use", _("use"), "用途", cells.Choice(UnitUse, USES),
                choices=UnitUse.labels,
            ),
            Column(
                "area", _("area (m²)"), "面积（平方米）", cells.area,
                also=("面积", "实测面积", "面积（m²）", "area"),
            ),
            Column(
                "since", _("measured on"), "测量日期", past,
                also=("起始日期", "since", "from"),
            ),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return f"{values['carrier']}\t{values['building']}\t{values['unit']}"

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        """A unit is told wholly or not at all; rows of one incubator agree."""
        values = row.values
        given = [name for name in PLACE if values[name] is not None]
        if given:
            for name in PLACE:
                if values[name] is None:
                    yield name, _("A unit needs this as well.")
        yield from self._agrees(row, (values["carrier"],), FACTS)
        if values["building"]:
            place = (values["carrier"], values["building"])
            yield from self._agrees(row, place, ("building_area",))

    def _agrees(
        self, row: Row, about: tuple[str, ...], names: Iterable[str]
    ) -> Iterator[tuple[str, StrOrPromise]]:  # fmt: skip
        mine = {name: row.values[name] for name in names}
        number, theirs = self.said.setdefault(about, (row.number, mine))
        for name, value in mine.items():
            if None not in {value, theirs[name]} and value != theirs[name]:
                said = _("Row %(row)s says “%(value)s” of the same.")
                yield name, said % {"row": number, "value": theirs[name]}

    def save(self, rows: Sequence[Row]) -> Saved:
        return _Writing(self, rows).save()


class _Writing:
    """One chunk on its way: carriers, then buildings, then units, then areas."""

    def __init__(self, kind: Carriers, rows: Sequence[Row]) -> None:
        self.kind = kind
        self.rows = rows
        self.placed = [row for row in rows if row.values["unit"] is not None]
        self.new: set[int] = set()
        self.told: dict[int, dict[str, Any]] = {}
        self.saved = Saved()

    def save(self) -> Saved:
        self._carriers()
        self._buildings()
        self._units()
        self._areas()
        update_all(Building, self.smaller)
        refused = {row.number for row, *__ in self.saved.objections}
        Entry.objects.bulk_create(
            self.kind.job.note(self.carriers[row.values["carrier"]], row, **told)
            for row in self.rows
            if row.number not in refused and (told := self.told.get(row.number))
        )
        for row in self.rows:
            if row.number not in refused:
                is_new = row.number in self.new
                self.saved.count(new=is_new, changed=row.number in self.told)
        return self.saved

    def _tell(self, row: Row, what: str, details: Any) -> None:
        self.told.setdefault(row.number, {})[what] = details

    def _carriers(self) -> None:
        codes = {row.values["carrier"] for row in self.rows}
        known = Carrier.objects.filter(code__in=codes).order_by("pk")
        self.carriers = {c.code: c for c in known.select_for_update(of=("self",))}
        fresh, changes = [], []
        for code, row in _first_by(self.rows, lambda row: row.values["carrier"]):
            facts = {f: row.values[f] for f in FACTS if row.values[f] is not None}
            if code not in self.carriers:
                fresh.append(Carrier(code=code, **facts))
                self.carriers[code] = fresh[-1]
                self.new.add(row.number)
                self._tell(row, "entered", row.values["name"])
            elif changed := differing(self.carriers[code], facts):
                changes.append((self.carriers[code], changed))
                self._tell(row, "carrier", rewrite(self.carriers[code], changed))
        Carrier.objects.bulk_create(fresh)
        update_all(Carrier, changes)

    def _buildings(self) -> None:
        known = Building.objects.filter(carrier__in=self.carriers.values())
        self.buildings: dict[Key, Building] = {
            (b.carrier_id, b.name): b for b in known.select_for_update()
        }
        fresh: list[Building] = []
        larger: list[tuple[Building, dict[str, Any]]] = []
        self.smaller: list[tuple[Building, dict[str, Any]]] = []
        for key, row in _first_by(self.placed, self._building_of):
            area = row.values["building_area"]
            building = self.buildings.get(key)
            if building is None:
                carrier = self.carriers[row.values["carrier"]]
                building = Building(carrier=carrier, name=key[1], area=area)
                self.buildings[key] = building
                fresh.append(building)
            elif changed := differing(building, {"area": area}):
                grows = area > building.area
                (larger if grows else self.smaller).append((building, changed))
                self._tell(row, "building", rewrite(building, changed))
        Building.objects.bulk_create(fresh)
        update_all(Building, larger)

    def _building_of(self, row: Row) -> Key:
        return self.carriers[row.values["carrier"]].pk, row.values["building"]

    def _unit_of(self, row: Row) -> Key:
        return self.buildings[self._building_of(row)].pk, row.values["unit"]

    def _units(self) -> None:
        inside = {key[0] for key in map(self._unit_of, self.placed)}
        known = Unit.objects.filter(building__in=inside)
        self.units: dict[Key, Unit] = {(u.building_id, u.number): u for u in known}
        fresh, changes = [], []
        for row in self.placed:
            key = self._unit_of(row)
            facts = {"floor": row.values["floor"], "use": row.values["use"]}
            if key not in self.units:
                given = {name: v for name, v in facts.items() if v is not None}
                unit = Unit(building_id=key[0], number=key[1], **given)
                fresh.append(unit)
                self.units[key] = unit
                self.new.add(row.number)
                self._tell(row, "unit", f"{row.values['building']} {key[1]}")
            elif changed := differing(self.units[key], facts):
                changes.append((self.units[key], changed))
                self._tell(row, "unit", rewrite(self.units[key], changed))
        Unit.objects.bulk_create(fresh)
        update_all(Unit, changes)

    def _areas(self) -> None:
        """What each unit measures from a day on; the former area holds up to it."""
        facts = AreaFact.objects.filter(
            unit__in=self.units.values(), kind=AreaKind.MEASURED
        )
        latest = {f.unit_id: f for f in facts.order_by("starts_on")}
        fresh: list[AreaFact] = []
        changes: list[Measured] = []
        later: list[Measured] = []
        for row in self.placed:
            unit = self.units[self._unit_of(row)]
            area, since = row.values["area"], row.values["since"]
            former = latest.get(unit.pk)
            if former is None:
                fresh.append(AreaFact(unit=unit, area=area, starts_on=since))
                self._tell(row, "area", told(area))
            elif former.area == area:
                continue
            elif former.starts_on > since:
                self.saved.object(row, "since", _LATER)
            else:
                self._tell(row, "area", [told(former.area), told(area), told(since)])
                same_day = former.starts_on == since
                (changes if same_day else later).append((former, area, since))
        AreaFact.objects.bulk_create(fresh)
        _correct(changes)
        _succeed(later)


_LATER = _("There is an area from a later day already; correct that one first.")
Measured = tuple[AreaFact, Any, Any]  # former, new area, since


def _correct(changes: Sequence[Measured]) -> None:
    update_all(AreaFact, [(f, {"area": area}) for f, area, __ in _with_area(changes)])


def _with_area(changes: Sequence[Measured]) -> Sequence[Measured]:
    for former, area, __ in changes:
        former.area = area
    return changes


def _succeed(later: Sequence[Measured]) -> None:
    """End the former facts and begin the next in one statement, for the guards."""
    if not later:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH told AS (SELECT * FROM "
            "unnest(%s::bigint[], %s::numeric[], %s::date[], %s::date[]) "
            "AS t(former, area, since, until)), "
            "closed AS (UPDATE incubators_areafact f SET ends_on = told.since "
            "FROM told WHERE f.id = told.former RETURNING f.id, f.unit_id, f.kind) "
            "INSERT INTO incubators_areafact (unit_id, kind, area, starts_on, ends_on) "
            "SELECT unit_id, kind, area, since, until "
            "FROM closed JOIN told ON told.former = closed.id",
            [
                [former.pk for former, *__ in later],
                [area for __, area, __since in later],
                [since for *__, since in later],
                [former.ends_on for former, *__ in later],
            ],
        )


def _first_by(rows: Iterable[Row], key: Any) -> list[tuple[Any, Row]]:
    """The first row of each key; the others were found to say the same."""
    first: dict[Any, Row] = {}
    for row in rows:
        first.setdefault(key(row), row)
    return list(first.items())


KIND = Carriers
