"""Grants that others have published in the 360Giving standard, as JSON or flattened."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.models import JSONField, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from config.imports import cells
from config.imports.columns import Column, Headings, known_headings
from config.imports.grants import GrantFile, by_heading, dig, impossible
from config.imports.kind import Kind, Saved, differing, rewrite, told, update_all
from config.imports.reading import ENCODINGS, Reading, Row, read_table
from foundation.journal.models import Entry
from programs.awards.models import PublishedGrant
from startups.companies.models import Company
from startups.companies.rules import LENGTH, is_uscc, tidy_uscc

WESTERN = (*ENCODINGS, "cp1252")  # older published files are British Windows text
CURRENCY = 3
FACTS = (
    "identifier", "title", "description", "currency", "amount", "awarded_on",
    "funder_identifier", "funder_name", "recipient_identifier", "recipient_name",
)  # fmt: skip
PATHS = {
    "identifier": ("id",),
    "title": ("title",),
    "description": ("description",),
    "currency": ("currency",),
    "amount": ("amountAwarded",),
    "awarded_on": ("awardDate",),
    "funder_identifier": ("fundingOrganization/0/id",),
    "funder_name": ("fundingOrganization/0/name", "fundingOrganization/0/id"),
    "recipient_identifier": ("recipientOrganization/0/id", "recipientIndividual/0/id"),
    "recipient_name": ("recipientOrganization/0/name", "recipientIndividual/0/name"),
}


def currency(cell: Any) -> str:
    """A three-letter code of ISO 4217."""
    letters = cells.half_width(cell).upper()
    if not (len(letters) == CURRENCY and letters.isascii() and letters.isalpha()):
        raise cells.UnreadableCell(_("Write a currency by its three letters."))
    return letters


def scalar(read: cells.Reader) -> cells.Reader:
    """Only a text or a number can be read; a list or an object is said to be one."""

    def check(cell: Any) -> Any:
        if isinstance(cell, dict | list | bool):
            raise cells.UnreadableCell(_("A single text or number belongs here."))
        return read(cell)

    return check


class Awards(Kind):
    label = _("published grants")
    keyed_by = "identifier"

    def declare(self) -> tuple[Column, ...]:
        short, name = scalar(cells.published(200)), scalar(cells.published(300))
        long = scalar(cells.published())
        return (
            Column(
                "identifier", _("identifier"), "标识号", short, required=True,
                also=("Identifier", "id"),
            ),
            Column("title", _("title"), "标题", long, also=("Title",)),
            Column("description", _("description"), "说明", long),
            Column("currency", _("currency"), "币种", scalar(currency), required=True),
            Column(
                "amount", _("amount"), "金额",
                scalar(cells.amount(18, negative=True)), required=True,
                also=("Amount Awarded", "amountAwarded"),
            ),
            Column(
                "awarded_on", _("awarded on"), "资助日期",
                scalar(cells.day(british=True)), required=True,
                also=("Award Date", "awardDate"),
            ),
            Column(
                "funder_identifier", _("funder's identifier"), "资助方标识", short,
                also=(
                    "Funding Org:Identifier", "Funding Org:0:Identifier",
                    "fundingOrganization/0/id", "fundingOrganization:0:id",
                ),
            ),
            Column(
                "funder_name", _("funder"), "资助方", name, required=True,
                also=(
                    "Funding Org:Name", "Funding Org:0:Name",
                    "fundingOrganization/0/name", "fundingOrganization:0:name",
                ),
            ),
            Column(
                "recipient_identifier", _("recipient's identifier"), "受助方标识",
                short,
                also=(
                    "Recipient Org:Identifier", "Recipient Org:0:Identifier",
                    "recipientOrganization/0/id", "recipientOrganization:0:id",
                ),
            ),
            Column(
                "recipient_name", _("recipient"), "受助方", name,
                also=(
                    "Recipient Org:Name", "Recipient Org:0:Name",
                    "recipientOrganization/0/name", "recipientOrganization:0:name",
                ),
            ),
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["identifier"])

    def read(self, path: Path) -> Reading:
        if path.suffix.lower() == ".json":
            written = {code: paths[0] for code, paths in PATHS.items()}
            headings = Headings({}, written, [], [], [])
            return Reading(headings, self._grants(path))
        reading = read_table(path, self.columns, WESTERN)
        return Reading(
            reading.headings,
            _whole(reading.rows, reading.titles),
            reading.titles,
            reading.total,
        )

    def _grants(self, path: Path) -> Iterator[Row]:
        known = known_headings(self.columns)
        for number, grant, text in GrantFile(path):
            if not isinstance(grant, dict):
                yield Row(number, {"identifier": grant}, text)
                continue
            row = Row(number, {c: _first(grant, at) for c, at in PATHS.items()}, text)
            for heading, name in by_heading(grant).items():
                code = known.get(heading)
                if code and row.cells[code] is None:
                    row.cells[code] = grant[name]
            if (place := impossible(grant)) is not None:
                row.cells["source"] = place
            yield row

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:
        if place := row.cells.get("source"):
            said = _("The text at “%(place)s” contains characters that do not exist.")
            yield "source", said % {"place": place.encode(errors="replace").decode()}

    def save(self, rows: Sequence[Row]) -> Saved:
        saved = Saved()
        codes = [row.values["identifier"] for row in rows]
        known = {
            grant.identifier: grant
            for grant in PublishedGrant.objects.filter(identifier__in=codes)
        }
        companies = _companies(rows)
        fresh, changes, entries = [], [], []
        for row in rows:
            facts = _facts(row, companies)
            grant = known.get(row.values["identifier"])
            if grant is None:
                fresh.append((PublishedGrant(**facts, source=_exact(row.raw)), row))
                saved.created += 1
            elif changed := _changed(grant, facts, row.raw):
                entries.append(self.job.note(grant, row, **_rewritten(grant, changed)))
                changes.append((grant, changed))
                saved.changed += 1
            else:
                saved.unchanged += 1
        PublishedGrant.objects.bulk_create(grant for grant, __ in fresh)
        update_all(PublishedGrant, changes)
        entries += [
            self.job.note(grant, row, amount=told(grant.amount)) for grant, row in fresh
        ]
        Entry.objects.bulk_create(entries)
        return saved


def _first(grant: dict[str, Any], paths: tuple[str, ...]) -> Any:
    values = (dig(grant, path) for path in paths)
    return next((value for value in values if not cells.is_blank(value)), None)


def _whole(rows: Iterator[Row], titles: Sequence[str]) -> Iterator[Row]:
    """Keep each line of a flattened file by its headings, and fall back on the id."""
    for row in rows:
        line = zip(titles, row.raw, strict=False)
        whole = {t: cells.written(c) for t, c in line if t and not cells.is_blank(c)}
        row.raw = whole
        if (place := impossible(whole)) is not None:
            row.cells["source"] = place
        if cells.is_blank(row.cells.get("funder_name")):
            row.cells["funder_name"] = row.cells.get("funder_identifier")
        yield row


def _exact(raw: str | dict[str, str]) -> Any:
    """A grant as it was published, digit by digit: no float stands between."""
    if isinstance(raw, dict):  # a flattened line is text throughout
        return raw
    return Cast(Value(raw, output_field=TextField()), JSONField())


def _facts(row: Row, companies: Mapping[str, Company]) -> dict[str, Any]:
    facts = {name: row.values[name] for name in FACTS}
    company = companies.get(_code_within(facts["recipient_identifier"]))
    blank = {name: "" for name, value in facts.items() if value is None}
    return facts | blank | {"company_id": company.pk if company else None}


def _changed(
    grant: PublishedGrant, facts: Mapping[str, Any], raw: str | dict[str, str]
) -> dict[str, Any]:  # fmt: skip
    changed = differing(grant, facts)
    if (raw if isinstance(raw, dict) else json.loads(raw)) != grant.source:
        changed["source"] = _exact(raw)
    return changed


def _rewritten(grant: PublishedGrant, changed: dict[str, Any]) -> dict[str, Any]:
    """Before and after for the journal, without the whole grant."""
    source = changed.pop("source", None)
    details = rewrite(grant, changed)
    if source is not None:
        grant.source = changed["source"] = source
    return details


def _code_within(identifier: str | None) -> str:
    """The social credit code that an organization's identifier ends in, or nothing."""
    code = tidy_uscc(identifier or "")[-LENGTH:]
    return code if is_uscc(code) else ""


def _companies(rows: Sequence[Row]) -> dict[str, Company]:
    """Which recipients are companies of ours."""
    codes = {_code_within(row.values["recipient_identifier"]) for row in rows} - {""}
    live = Company.objects.live().filter(uscc__in=codes) if codes else []
    return {company.uscc: company for company in live}


KIND = Awards
