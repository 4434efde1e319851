"""The expert's desk; nothing of anyone else is reached from here."""

from programs.reviews.views.desk import declarations, desk, done
from programs.reviews.views.packet import (
    declare,
    detail,
    download,
    packet_pdf,
    recuse,
    sheet,
)

__all__ = [
    "declarations",
    "declare",
    "desk",
    "detail",
    "done",
    "download",
    "packet_pdf",
    "recuse",
    "sheet",
]
