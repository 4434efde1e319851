"""The pages of applications, by what people do there."""

from programs.applications.views.district import (
    district,
    district_detail,
    district_listing,
)
from programs.applications.views.form import edit
from programs.applications.views.pages import (
    begin,
    detail,
    download,
    find,
    mine,
    press,
    receipt,
)
from programs.applications.views.saving import remove, save, state
from programs.applications.views.troubles import report
from programs.applications.views.uploads import begin as begin_upload
from programs.applications.views.uploads import finish, piece

__all__ = [
    "begin",
    "begin_upload",
    "detail",
    "district",
    "district_detail",
    "district_listing",
    "download",
    "edit",
    "find",
    "finish",
    "mine",
    "piece",
    "press",
    "receipt",
    "remove",
    "report",
    "save",
    "state",
]
