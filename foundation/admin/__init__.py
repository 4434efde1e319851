"""The staff desk's pages of the floor that everyone stands on, for Django to find."""

from foundation.admin.accounts import RoleGrantAdmin, UserAdmin
from foundation.admin.files import StoredFileAdmin
from foundation.admin.journal import EntryAdmin
from foundation.admin.outbox import MessageAdmin
from foundation.admin.places import CalendarDayAdmin, DistrictAdmin

__all__ = [
    "CalendarDayAdmin",
    "DistrictAdmin",
    "EntryAdmin",
    "MessageAdmin",
    "RoleGrantAdmin",
    "StoredFileAdmin",
    "UserAdmin",
]
