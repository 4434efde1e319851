"""The registry on the staff desk: search, check, correct and merge companies."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, column
from startups.companies import actions
from startups.companies.forms import DeskForm, MergeForm
from startups.companies.models import (
    Company,
    CompanyName,
    Member,
    Merge,
    Qualification,
    Shareholder,
)
from startups.companies.queries import alike, with_titles
from startups.companies.states import QualificationKind, Status

NOTHING = "—"


class TitleFilter(SimpleListFilter):
    """Companies that hold a title today."""

    title = _("title held today")
    parameter_name = "title"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[Any]:
        return list(QualificationKind.choices)

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        holders = Qualification.objects.valid(on=timezone.localdate())
        return queryset.filter(
            pk__in=holders.filter(kind=self.value()).values("company")
        )


class NameInline(DeskInline):
    """Names that a company had before; recorded, never taken back."""

    model = CompanyName
    reads = Permission.READ_COMPANIES
    edits = Permission.EDIT_COMPANY
    fields = ["name", "until"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


class TitleInline(DeskInline):
    """Titles; one that is taken away ends on that day."""

    model = Qualification
    reads = Permission.READ_COMPANIES
    edits = Permission.VERIFY_COMPANY
    fields = ["kind", "number", "issued_on", "valid_until"]


class ShareholderInline(DeskInline):
    """Who owns the company; a share that was sold ends on that day."""

    model = Shareholder
    reads = Permission.READ_COMPANIES
    edits = Permission.VERIFY_COMPANY
    fields = ["kind", "name", "code", "share", "starts_on", "ends_on"]


@admin.register(Company)
class CompanyAdmin(RecordAdmin):
    reads = Permission.READ_COMPANIES
    edits = Permission.VERIFY_COMPANY
    buttons = {"verify": actions.verify, "refuse": actions.refuse}
    form = DeskForm
    inlines = [NameInline, TitleInline, ShareholderInline]
    list_display = [
        "name",
        "uscc",
        "district",
        "shown_size",
        "shown_titles",
        "shown_status",
        "shown_registry",
    ]
    list_filter = ["status", "district", TitleFilter, "size", "registry_state"]
    list_select_related = ["district"]
    listed = ("name", "uscc", "size", "status", "registry_state", "district__name")
    search_fields = ["name", "uscc"]
    search_help_text = _("Present or former name, or code")
    readonly_fields = ["shown_status", "shown_size", "shown_people", "look_alikes"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        seen: Any = super().get_queryset(request)
        return with_titles(seen, on=timezone.localdate())

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """By any part of any name it has had, or the beginning of its code."""
        term = search_term.strip()
        if request.GET.get("field_name"):  # somebody chooses a company elsewhere
            queryset = queryset.live()
        return (queryset.named(term) if term else queryset), False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Company:
        return actions.enter(by=by, at=at, **facts)

    def alter(self, record: Company, *, by: User, at: datetime, **facts: Any) -> None:
        actions.change(record, by=by, at=at, **facts)

    def write_row(self, record: Company, form: Any, *, by: User, at: datetime) -> None:
        told = {n: form.cleaned_data[n] for n in form.changed_data}
        if isinstance(form.instance, CompanyName):
            actions.record_name(record, by=by, at=at, **told)
        elif isinstance(form.instance, Shareholder):
            self._write_owner(record, form.instance, told, by=by, at=at)
        elif form.instance.pk:
            title = Qualification.objects.get(pk=form.instance.pk)
            actions.change_qualification(title, by=by, at=at, **told)
        else:
            actions.record_qualification(record, by=by, at=at, **told)

    def _write_owner(
        self, record: Company, owner: Shareholder, told: Any, *, by: User, at: datetime
    ) -> None:
        if owner.pk:
            known = Shareholder.objects.get(pk=owner.pk)
            actions.change_shareholder(known, by=by, at=at, **told)
        else:
            actions.record_shareholder(record, by=by, at=at, **told)

    @column(
        _("record"),
        ordering="status",
        label={
            Status.VERIFIED: "success",
            Status.UNVERIFIED: "warning",
            Status.REFUSED: "danger",
        },
    )
    def shown_status(self, company: Company) -> tuple[str, str]:
        return company.status, company.get_status_display()

    @column(_("size class"), ordering="size")
    def shown_size(self, company: Company) -> str:
        return company.get_size_display() or NOTHING

    @column(
        _("registry state"),
        ordering="registry_state",
        label={"abnormal": "danger", "moved_out": "warning", "dissolved": "danger"},
    )
    def shown_registry(self, company: Company) -> tuple[str, str]:
        return company.registry_state, company.get_registry_state_display()

    @column(_("titles"))
    def shown_titles(self, company: Company) -> str:
        held: list[Qualification] = getattr(company, "titles", [])
        return ", ".join(str(QualificationKind(t.kind).label) for t in held) or NOTHING

    @column(_("people"))
    def shown_people(self, company: Company) -> SafeString | str:
        members = Member.objects.of(company) if company.pk else []
        rows = ((m.user, m.user.email, m.get_role_display()) for m in members)
        return format_html_join("", "<div>{} {} ({})</div>", rows) or NOTHING

    @column(_("similar names"))
    def look_alikes(self, company: Company) -> SafeString | str:
        """Perhaps the same company: open it, or merge this record into it."""
        if not company.pk:
            return NOTHING
        merge = reverse("admin:startups_merge_add")
        rows = (
            (
                reverse("admin:startups_company_change", args=[other.pk]),
                other,
                other.uscc,
                f"{merge}?absorbed={company.pk}&kept={other.pk}",
                _("Merge this record into that one"),
            )
            for other in alike(company)
        )
        line = '<div><a href="{}">{}</a> {} · <a href="{}">{}</a></div>'
        return format_html_join("", line, rows) or NOTHING


@admin.register(Merge)
class MergeAdmin(RecordAdmin):
    """Two records of one company: which becomes which, and why."""

    reads = Permission.READ_COMPANIES
    edits = Permission.VERIFY_COMPANY
    form = MergeForm
    autocomplete_fields = ["absorbed", "kept"]
    list_display = ["absorbed", "linked", "reason", "merged_at", "merged_by"]
    list_select_related = ["absorbed", "kept", "merged_by"]
    search_fields = ["absorbed__name", "kept__name"]
    ordering = ["-id"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Merge:
        return actions.merge(
            facts["absorbed"], into=facts["kept"], by=by, at=at, reason=facts["reason"]
        )

    @column(_("merged into"))
    def linked(self, merge: Merge) -> SafeString:
        url = reverse("admin:startups_company_change", args=[merge.kept_id])
        return format_html('<a href="{}">{}</a>', url, merge.kept)
