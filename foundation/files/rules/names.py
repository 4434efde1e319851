"""What a file may be called: Chinese names are kept, names that deceive are refused."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

LONGEST_NAME = 120
INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
DECEIVING = re.compile("[\u0000-\u001f\u007f-\u009f\u202d\u202e\u2066-\u2069]")
PROGRAMS = frozenset({
    "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "htm", "html",
    "jar", "js", "jse", "lnk", "msi", "php", "phtml", "pif", "ps1", "py", "reg", "scr",
    "sh", "svg", "swf", "vbe", "vbs", "wsf", "xhtml", "xml",
})  # fmt: skip


def shown_name(name: str) -> str:
    """The name as people may see it again: one line, nothing invisible, not too long.

    >>> shown_name("项目申报书（终稿）.pdf")
    '项目申报书（终稿）.pdf'
    >>> shown_name("a\\u202egpj.exe")
    'agpj.exe'
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", plain)[-1].strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= LONGEST_NAME else f"{stem[:100]}{dot}{ending[:12]}"


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def name_fault(name: str) -> StrOrPromise | None:
    """Why a file must not be called this, or None.

    >>> name_fault("2026.3.1 计划书 v1.2.pdf") is None
    True
    >>> [bool(name_fault(n)) for n in ("a\\u202efdp.exe", "../a.pdf", "a.exe.pdf")]
    [True, True, True]
    """
    if DECEIVING.search(name):
        return _("The name of the file has hidden characters in it. Rename it, please.")
    if ".." in re.split(r"[/\\]", name):
        return _("The name of the file is a path. Rename it, please.")
    inner = name.lower().split(".")[1:-1]
    if PROGRAMS.intersection(part.strip() for part in inner):
        return _("The name of the file has two endings. Rename it, please.")
    return None
