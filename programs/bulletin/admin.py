"""The desk's page of a call, with the files of its guideline."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import errand
from foundation.edges.rights import member
from foundation.edges.staff import DeskInline, column
from programs.bulletin import actions
from programs.bulletin.forms import DocumentForm
from programs.bulletin.models import CallDocument
from programs.calls.admin import CallAdmin
from programs.calls.forms import CloneForm
from programs.calls.models import Call


class DocumentInline(DeskInline):
    """Files for everybody; one that is taken out stays on record."""

    model = CallDocument
    form = DocumentForm
    reads = Permission.READ_PROGRAMS
    edits = Permission.EDIT_CALL
    fields = ["title", "upload", "kept", "take_out"]
    readonly_fields = ["kept"]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallDocument]:
        rows: QuerySet[CallDocument] = super().get_queryset(request)
        return rows.filter(removed_at=None).select_related("file", "call")

    @column(_("as kept"))
    def kept(self, document: CallDocument) -> SafeString | str:
        if not document.pk:
            return "—"
        return format_html(
            '<a href="{}">{}</a> ({})',
            document.get_absolute_url(),
            document.file,
            document.file.get_state_display(),
        )


class PublicCallAdmin(CallAdmin):
    """Registered with the pages that know who answers the form."""

    inlines = [*CallAdmin.inlines, DocumentInline]
    actions_detail = [*CallAdmin.actions_detail, "clone"]
    clone = errand(
        _("Prepare next year's call"),
        right=Permission.EDIT_CALL,
        form=CloneForm,
        do=actions.clone,
    )

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        if formset.model is not CallDocument:
            super().save_formset(request, form, formset, change)
            return
        for row in formset.forms:
            if row.has_changed():
                self._write(request, form.instance, row)
        formset.new_objects, formset.changed_objects = [], []
        formset.deleted_objects = []

    def _write(self, request: HttpRequest, call: Call, row: Any) -> None:
        by, at, told = member(request), timezone.now(), row.cleaned_data
        if not row.instance.pk:
            file = told["upload"]
            actions.attach(call, told["title"], file.name, file, by=by, at=at)
        elif told["take_out"]:
            actions.take_out(row.instance, by=by, at=at)
