"""The pages of applications, by what people do there."""

from programs.applications.views.form import edit
from programs.applications.views.pages import (
    begin,
    detail,
    district,
    district_detail,
    district_listing,
    download,
    find,
    mine,
    press,
    receipt,
)

__all__ = [
    "begin",
    "detail",
    "district",
    "district_detail",
    "district_listing",
    "download",
    "edit",
    "find",
    "mine",
    "press",
    "receipt",
]
