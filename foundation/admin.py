"""The staff desk's pages of the floor that everyone stands on, for Django to find."""

from foundation.accounts.admin import RoleGrantAdmin, UserAdmin
from foundation.files.admin import StoredFileAdmin
from foundation.journal.admin import EntryAdmin
from foundation.outbox.admin import MessageAdmin
from foundation.places.admin import CalendarDayAdmin, DistrictAdmin

__all__ = [
    "CalendarDayAdmin",
    "DistrictAdmin",
    "EntryAdmin",
    "MessageAdmin",
    "RoleGrantAdmin",
    "StoredFileAdmin",
    "UserAdmin",
]
