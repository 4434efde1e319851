"""The front door Django knocks on; the models themselves live with their slices."""

from foundation.accounts.models import ApiToken, RoleGrant, User
from foundation.edges.models import Answer
from foundation.files.models import StoredFile, Upload
from foundation.journal.models import Entry, Seal
from foundation.lists.models import SavedView
from foundation.numbering import Series
from foundation.outbox.models import Message, Preference
from foundation.places.models import CalendarDay, District, Zone

__all__ = [
    "Answer",
    "ApiToken",
    "CalendarDay",
    "District",
    "Entry",
    "Message",
    "Preference",
    "RoleGrant",
    "SavedView",
    "Seal",
    "Series",
    "StoredFile",
    "Upload",
    "User",
    "Zone",
]
