"""Joint checks on the staff desk: ask the departments, enter what they answer."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member, requires
from foundation.edges.staff import LookOnlyAdmin, column
from foundation.refusals import Refusal
from foundation.translated import pick
from programs.joint import actions
from programs.joint.forms import AnswerForm, AskForm
from programs.joint.models import JointCheck
from programs.joint.states import Status

STATES: dict[str, str] = {
    Status.ASKED: "warning",
    Status.CLEAR: "success",
    Status.BLOCKED: "danger",
}


class OverdueFilter(admin.SimpleListFilter):
    """What should have been answered by now."""

    title = gettext_lazy("overdue")
    parameter_name = "overdue"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        if self.value() != "yes":
            return queryset
        today = timezone.localdate()
        return queryset.filter(status=Status.ASKED, due_on__lt=today)


@admin.register(JointCheck)
class JointCheckAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    buttons = {"ask_again": actions.ask_again}
    actions_list = ["ask"]
    actions_detail = ["answer"]
    answer = errand(
        gettext_lazy("Enter the answer"),
        right=Permission.REVIEW_FORMALLY,
        form=AnswerForm,
        do=actions.answer,
        offered=lambda check: check.status == Status.ASKED,
        then=lambda check, _made: check,
    )
    list_display = [
        "number", "company", "asked", "shown_status", "due_on", "document_number",
        "finding",
    ]  # fmt: skip
    list_filter = ["status", OverdueFilter, "department", "application__call"]
    search_fields = [
        "application__number__startswith", "application__company__name",
        "document_number",
    ]  # fmt: skip
    ordering = ["status", "due_on", "id"]  # what has not been answered comes first
    fields = [
        "linked", "company", "department", "status", "shown_known", "due_on",
        "document_number", "answered_on", "finding", "document", "asked_by",
        "asked_at", "answered_by", "answered_at",
    ]  # fmt: skip
    readonly_fields = ["linked", "company", "shown_known", "document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointCheck]:
        rows: QuerySet[JointCheck] = super().get_queryset(request)
        return rows.select_related(
            "application__company",
            "application__call__program",
            "asked_by",
            "answered_by",
            "file",
        )

    @column(gettext_lazy("application"), ordering="application")
    def number(self, check: JointCheck) -> str:
        return check.application.number

    @column(gettext_lazy("application"))
    def linked(self, check: JointCheck) -> SafeString:
        page = reverse("admin:programs_application_change", args=[check.application_id])
        return format_html('<a href="{}">{}</a>', page, check.application.number)

    @column(gettext_lazy("company"))
    def company(self, check: JointCheck) -> str:
        return check.application.company.name

    @column(gettext_lazy("department"), ordering="department")
    def asked(self, check: JointCheck) -> str:
        return check.get_department_display()

    @column(gettext_lazy("status"), label=STATES, ordering="status")
    def shown_status(self, check: JointCheck) -> tuple[str, str]:
        return check.status, check.get_status_display()

    @column(gettext_lazy("what the city knows"))
    def shown_known(self, check: JointCheck) -> str:
        return pick(check.known) if check.known else "—"

    @column(gettext_lazy("document"))
    def document(self, check: JointCheck) -> SafeString | str:
        if check.file is None:
            return "—"
        page = reverse("admin:programs_jointcheck_document", args=[check.pk])
        state = check.file.get_state_display()
        link = '<a href="{}">{}</a> ({})'
        return format_html(link, page, check.file.name, state)

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/document/",
            self.admin_site.admin_view(self.download),
            name="programs_jointcheck_document",
        )
        return [page, *super().get_urls()]

    @requires(Permission.READ_SCORES)
    def download(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The document that a department answered by."""
        check = self.get_object(request, object_id)
        if check is None or check.file is None:
            raise Http404
        try:
            return download_of(check.file)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            here = reverse("admin:programs_jointcheck_change", args=[check.pk])
            return HttpResponseRedirect(here)

    @action(description=gettext_lazy("Ask the departments"), url_path="ask")
    @requires(Permission.REVIEW_FORMALLY)
    def ask(self, request: HttpRequest) -> HttpResponse:
        """Choose companies and departments; each company gets a line that says what."""
        user = member(request)
        typed = request.POST if request.method == "POST" else None
        form = AskForm(typed, subject=None, user=user)
        back = reverse("admin:programs_jointcheck_changelist")
        if typed is not None and form.is_valid():
            told = form.cleaned_data
            chosen, now = told["applications"], timezone.now()
            for row in actions.ask_about(chosen, told["departments"], by=user, at=now):
                tell = messages.success if row.is_done else messages.error
                number, said = str(row.application), str(row.said)
                tell(request, said if number in said else f"{number}: {said}")
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Ask the departments"),
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/errand.html", context)

    ask.errand = (Permission.REVIEW_FORMALLY, lambda _none: True)
