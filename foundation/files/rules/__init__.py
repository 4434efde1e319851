"""What a file may be called, and what it may be, judged by its content alone."""

from foundation.files.rules.content import ACCEPTED, LARGEST, TYPES, finding
from foundation.files.rules.names import INVISIBLE, extension, name_fault, shown_name
from foundation.files.rules.traces import MEGABYTE

__all__ = [
    "ACCEPTED",
    "INVISIBLE",
    "LARGEST",
    "MEGABYTE",
    "TYPES",
    "extension",
    "finding",
    "name_fault",
    "shown_name",
]
