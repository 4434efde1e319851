"""Messages of companies on the staff desk; they are answered on their own page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member
from foundation.edges.staff import LookOnlyAdmin, column
from programs.catalogue.models import Program
from programs.messages.models import CaseMessage
from programs.messages.queries import unread_by_staff


class UnreadFilter(admin.SimpleListFilter):
    """What companies have written and nobody of the commission has read."""

    title = _("unread")
    parameter_name = "unread"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [("yes", _("unread by the commission"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=unread_by_staff().values("pk"))


@admin.register(CaseMessage)
class CaseMessageAdmin(LookOnlyAdmin):
    reads = Permission.REVIEW_FORMALLY
    list_display = ["linked", "company", "side", "begins", "written_at", "written_by"]
    list_display_links = None
    list_filter = [UnreadFilter, "side"]
    search_fields = ["application__number__startswith", "application__company__name"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseMessage]:
        rows: QuerySet[CaseMessage] = super().get_queryset(request)
        programs = Program.objects.all().within(
            member(request), Permission.REVIEW_FORMALLY
        )
        rows = rows.filter(application__call__program__in=programs)
        return rows.select_related("application__company", "written_by")

    @column(_("application"), ordering="application")
    def linked(self, message: CaseMessage) -> SafeString:
        page = reverse("application-messages", args=[message.application.number])
        return format_html('<a href="{}">{}</a>', page, message.application.number)

    @column(_("company"))
    def company(self, message: CaseMessage) -> str:
        return message.application.company.name

    @column(_("message"))
    def begins(self, message: CaseMessage) -> str:
        return message.text[:80]
