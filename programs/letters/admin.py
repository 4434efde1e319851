"""The letters that went out, on the staff desk; each opens as its applicant sees it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin, column, link
from programs.letters.models import Letter
from programs.letters.states import Outcome

COLORS: dict[str, str] = {
    Outcome.SELECTED: "success",
    Outcome.RESERVE: "info",
    Outcome.NOT_RECOMMENDED: "danger",
    Outcome.INELIGIBLE: "danger",
    Outcome.REMOVED: "danger",
}


@admin.register(Letter)
class LetterAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["linked", "about", "company", "shown_outcome", "dated_on"]
    list_display_links = None
    list_filter = ["outcome", "application__call__program"]
    list_select_related = ["application__company"]
    search_fields = [
        "number__startswith",
        "application__number__startswith",
        "application__company__name",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        rows: QuerySet[Letter] = super().get_queryset(request)
        return rows.defer("content", "reasons", "feedback")

    @column(_("number"), ordering="number")
    def linked(self, letter: Letter) -> SafeString:
        page = letter.get_absolute_url()
        return link(page, letter.number)

    @column(_("application"), ordering="application")
    def about(self, letter: Letter) -> str:
        return str(letter.application.number)

    @column(_("company"))
    def company(self, letter: Letter) -> str:
        return str(letter.application.company.name)

    @column(_("outcome"), label=COLORS, ordering="outcome")
    def shown_outcome(self, letter: Letter) -> tuple[str, str]:
        return letter.outcome, letter.get_outcome_display()
