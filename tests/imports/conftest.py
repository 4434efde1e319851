"""Files as people send them, and the command that takes them."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

FILES = Path(__file__).parent / "files"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files of a test lie, and where their errors are written."""
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Callable[..., str]:
    """Import; what the command printed, with the reason it failed for last."""

    def import_data(kind: str, file: Path | None, **options: Any) -> str:
        out = io.StringIO()
        options.setdefault("errors", folder / "errors.xlsx")
        options.setdefault("language", "en")
        try:
            files = [] if file is None else [str(file)]
            call_command("import_data", kind, *files, stdout=out, **options)
        except CommandError as error:
            return f"{out.getvalue()}FAILED {error}"
        return out.getvalue()

    return import_data


@pytest.fixture
def sheet(folder: Path) -> Callable[..., Path]:
    """A workbook of these lines."""

    def write(*lines: list[Any], name: str = "list.xlsx") -> Path:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(folder / name)
        return folder / name

    return write


@pytest.fixture
def table(folder: Path) -> Callable[..., Path]:
    """Delimited text of these lines."""

    def write(
        *lines: list[Any], encoding: str = "utf-8", delimiter: str = ","
    ) -> Path:  # fmt: skip
        path = folder / "list.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(lines)
        return path

    return write


@pytest.fixture
def errors(folder: Path) -> Callable[[], list[tuple[Any, ...]]]:
    """The problems in the file of errors, without its headings."""

    def read() -> list[tuple[Any, ...]]:
        book = openpyxl.load_workbook(folder / "errors.xlsx")
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
        return list(book.active.iter_rows(min_row=2, values_only=True))

    return read
