"""The outbox on the staff desk: whether mail goes out; what it says is not shown."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin, column
from foundation.outbox.models import Message


@admin.register(Message)
class MessageAdmin(LookOnlyAdmin):
    reads = Permission.MANAGE_ACCOUNTS
    fields = [
        "to",
        "template",
        "language",
        "created_at",
        "attempts",
        "sent_at",
        "given_up_at",
        "last_error",
    ]
    list_display = ["to", "template", "created_at", "attempts", "shown_state"]
    list_filter = [
        ("sent_at", admin.EmptyFieldListFilter),
        ("given_up_at", admin.EmptyFieldListFilter),
        "template",
    ]
    search_fields = ["=to"]
    ordering = ["-id"]

    @column(_("state"), label={"sent": "success", "given_up": "danger"})
    def shown_state(self, message: Message) -> tuple[str, str]:
        if message.sent_at:
            return "sent", str(_("sent"))
        if message.given_up_at:
            return "given_up", str(_("given up"))
        return "waiting", str(_("waiting"))
