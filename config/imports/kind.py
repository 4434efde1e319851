"""What a kind of import says of itself; the rest is the same for all of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.db import models
from django_stubs_ext import StrOrPromise

from config.imports.columns import Column
from config.imports.reading import Reading, Row, read_table
from foundation.accounts.models import System, User
from foundation.journal.models import Entry
from foundation.periods import city_day

By = User | System


@dataclass(frozen=True, slots=True)
class Job:
    """Who imports which file, and when."""

    file: str
    by: By
    at: datetime

    def note(self, subject: models.Model, row: Row, **details: Any) -> Entry:
        """The journal entry of a row; whoever saves the rows writes it."""
        told = {"file": self.file, "row": row.number, **details}
        return Entry.about(subject, "import", by=self.by, details=told)


@dataclass(slots=True)
class Saved:
    """What became of some rows; those with objections were not written."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    objections: list[tuple[Row, str, StrOrPromise]] = field(default_factory=list)

    def object(self, row: Row, column: str, sentence: StrOrPromise) -> None:
        self.objections.append((row, column, sentence))

    def count(self, *, new: bool, changed: bool) -> None:
        if new:
            self.created += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def add(self, other: "Saved") -> None:
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged

    @property
    def written(self) -> int:
        return self.created + self.changed


class Kind(ABC):
    """One kind of file: its columns, its checks, and how its rows are saved."""

    label: ClassVar[StrOrPromise]
    keyed_by: ClassVar[str]  # the column to look at when two rows share a key
    blames: ClassVar[Mapping[str, str]] = {}  # code of a refusal: column it is about

    def __init__(self, job: Job) -> None:
        self.job = job
        self.today = city_day(job.at)
        self.columns = self.declare()

    @abstractmethod
    def declare(self) -> tuple[Column, ...]:
        """The columns, in the order of the template."""

    @abstractmethod
    def key(self, values: Mapping[str, Any]) -> str:
        """What two rows of one file cannot share; empty when nothing."""

    @abstractmethod
    def save(self, rows: Sequence[Row]) -> Saved:
        """Write what is new or different, in a number of statements that stays flat.

        It may be called again with some of the rows after all of it was undone.
        """

    def read(self, path: Path) -> Reading:
        return read_table(path, self.columns)

    def check(self, row: Row) -> Iterator[tuple[str, StrOrPromise]]:  # noqa: ARG002  # for those with a rule
        """What is wrong between the cells of a row: column and sentence."""
        yield from ()


def told(value: Any) -> Any:
    """A fact as the journal keeps it."""
    return value if isinstance(value, int | str | None) else str(value)


def differing(subject: models.Model, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are not what is known; a blank cell says nothing."""
    return {
        name: value
        for name, value in facts.items()
        if value is not None and getattr(subject, name) != value
    }


def rewrite(subject: models.Model, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Put new facts on a row; give back before and after for the journal."""
    before = {name: told(getattr(subject, name)) for name in changed}
    for name, value in changed.items():
        setattr(subject, name, value)
    after = {name: told(value) for name, value in changed.items()}
    return {"before": before, "after": after}


def update_all(
    model: type[models.Model], changes: Sequence[tuple[Any, Mapping[str, Any]]]
) -> None:
    """Write the changed fields of many rows in one statement per set of fields."""
    fields = sorted({name for __, changed in changes for name in changed})
    if fields:
        model._base_manager.bulk_update([row for row, __ in changes], fields)
