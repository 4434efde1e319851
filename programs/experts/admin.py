"""The pool of experts and their conflicts on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import LookOnlyAdmin, column
from programs.experts import actions
from programs.experts.forms import ExpertForm
from programs.experts.models import Conflict, Expert


@admin.register(Expert)
class ExpertAdmin(RecordAdmin):
    reads = Permission.READ_EXPERTS
    edits = Permission.DRAW_EXPERTS
    form = ExpertForm
    list_display = ["user", "title", "employer", "in_fields", "is_available", "credit"]
    list_filter = ["is_available"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "employer"]

    @column(_("fields"))
    def in_fields(self, expert: Expert) -> str:
        return ", ".join(expert.fields)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        kept = {"is_available", "credit"}
        told = {name: value for name, value in facts.items() if name not in kept}
        return actions.enlist(by=by, at=at, **told)

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:  # noqa: ARG002  # RecordAdmin's signature
        actions.describe(record, by=by, **facts)


@admin.register(Conflict)
class ConflictAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "expert", "kind", "declared", "note"]
    list_filter = ["kind", "declared"]
    list_select_related = ["application", "expert__user"]
    search_fields = ["application__number__startswith", "expert__user__name"]
