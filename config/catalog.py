"""The catalog of translations, kept without gettext's tools: found, merged, compiled.

`make messages` reads every string out of the sources, takes in what translators left in
`locale/pending/*.json` ({"English": "中文"}), and writes `django.po` and `django.mo`.
Strings of libraries that ship no Chinese stand in the catalog with a note of their own.
"""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LIBRARY = "of a library"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = ("foundation", "startups", "incubators", "programs", "config")
FUNCTIONS = (
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy",
    "pgettext", "pgettext_lazy",
)  # fmt: skip
extract: Any = extract_python  # its stub describes another argument
Key = tuple[str, str]  # context and English text
Text = str | tuple[str, ...]


def home(language: str = "zh_Hans") -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES"


def found() -> dict[Key, Text]:
    """Every string that our own sources mark for translation."""
    strings: dict[Key, Text] = {}
    for path in sorted(_files()):
        source = path.read_text()
        if path.suffix != ".py":
            words = templatize(source, origin=str(path))
            source = "\n".join(line.strip() for line in words.splitlines())
        for context, text in _marked(source):
            strings[(context, _first(text))] = text
    return strings


def _files() -> Iterator[Path]:
    for app in SOURCES:
        for path in (Path(settings.BASE_DIR) / app).rglob("*"):
            parts = path.parts
            if path.suffix in {".py", ".html", ".txt"} and not (
                "migrations" in parts or "static" in parts or "node_modules" in parts
            ):
                yield path


def _marked(source: str) -> Iterator[tuple[str, Text]]:
    stream = io.BytesIO(source.encode())
    for _line, function, given, _notes in extract(
        stream, FUNCTIONS, (), {"encoding": "utf-8"}
    ):
        texts = given if isinstance(given, tuple) else (given,)
        if function.startswith("pgettext"):
            yield texts[0] or "", texts[1] or ""
        elif function.startswith("ngettext"):
            yield "", (texts[0] or "", texts[1] or "")
        elif texts[0]:
            yield "", texts[0]


def _first(text: Text | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def read(language: str = "zh_Hans") -> Catalog:
    path = home(language) / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def pending() -> dict[Key, list[str]]:
    """What translators left since the last time; plural texts are lists."""
    left: dict[Key, list[str]] = {}
    for path in sorted((Path(settings.BASE_DIR) / "locale/pending").glob("*.json")):
        for english, chinese in json.loads(path.read_text()).items():
            context, _, text = english.rpartition("\u0004")
            texts = chinese if isinstance(chinese, list) else [chinese]
            left[(context, text)] = texts
    return left


def merged() -> Catalog:
    """The catalog as it should be: what is found, with every translation there is."""
    old, new = read(), pending()
    catalog = Catalog(
        locale="zh_Hans",
        header_comment="# Kapok in simplified Chinese. Written by `make messages`.",
        project="Kapok",
        version="1",
        creation_date=EPOCH,  # the same bytes every time
        revision_date=EPOCH,
        last_translator="Kapok",
        language_team="Kapok",
        fuzzy=False,
    )
    strings = found()
    for key, text in strings.items():
        _add(catalog, key, text, new.get(key) or _known(old, key))
    for key, texts in _of_libraries(old, new, strings):
        _add(catalog, key, key[1], texts, notes=[LIBRARY])
    return catalog


def _known(old: Catalog, key: Key) -> list[str]:
    message = old.get(key[1], context=key[0] or None)
    if message is None or not message.string or message.fuzzy:
        return []
    return [message.string] if isinstance(message.string, str) else [*message.string]


def _of_libraries(
    old: Catalog, new: dict[Key, list[str]], strings: Iterable[Key]
) -> Iterator[tuple[Key, list[str]]]:
    ours = set(strings)
    kept = {
        (message.context or "", _first(message.id)): _known(
            old, (message.context or "", _first(message.id))
        )
        for message in old
        if LIBRARY in message.auto_comments
    }
    for key, texts in sorted((kept | new).items()):
        if key not in ours and key[1]:
            yield key, texts


def _add(
    catalog: Catalog,
    key: Key,
    text: Text,
    texts: list[str],
    notes: Iterable[str] = (),
) -> None:
    plural = not isinstance(text, str)
    string: Text = (texts[0] if texts else "") if not plural else tuple(texts or [""])
    flags = ["python-format"] if "%(" in _first(text) else []
    catalog.add(text, string, context=key[0] or None, auto_comments=notes, flags=flags)


def write(catalog: Catalog) -> None:
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, sort_output=True, no_location=True, width=88)
    write_mo(mo, catalog)
    (folder / "django.po").write_bytes(po.getvalue())
    (folder / "django.mo").write_bytes(mo.getvalue())


def missing() -> list[str]:
    """English strings of ours that a reader of Chinese would meet."""
    catalog = read()
    return sorted(
        text for context, text in found() if not _known(catalog, (context, text))
    )


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]
