"""Programs on the staff desk: how they stand, and their limits changed on record."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.rights import member
from foundation.edges.staff import DeskAdmin, DeskInline, LookOnlyAdmin, column, yuan
from programs.catalogue import actions
from programs.catalogue.forms import AdjustForm, ProgramForm
from programs.catalogue.models import BudgetAdjustment, BudgetLine, Program
from programs.catalogue.rules import Step
from programs.catalogue.states import Status


def step_by_step(steps: Iterable[Step]) -> SafeString | str:
    """How an amount comes about, a line for each step."""
    told = ((step.sentence, f"{step.figure:,.2f}") for step in steps)
    return format_html_join("", "<div>{} <strong>{}</strong></div>", told) or "—"


def _free(line: BudgetLine) -> Decimal:
    return line.amount - line.committed


class BudgetLineInline(DeskInline):
    """What each source may spend in a year; finance sets it through a use case."""

    model = BudgetLine
    reads = Permission.READ_PROGRAMS
    edits = Permission.EDIT_BUDGET
    fields = ["year", "source", "amount", "promised", "free"]
    readonly_fields = ["now", "promised", "free"]
    hide_title = True
    show_change_link = True

    now = yuan(_("amount (yuan)"), "amount")
    promised = yuan(_("committed (yuan)"), "committed")

    @column(_("free (yuan)"))
    def free(self, line: BudgetLine) -> str:
        return f"{_free(line):,.2f}" if line.pk else "—"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The amount is typed for a new line only; who types none reads it."""
        if self.has_add_permission(request, obj):
            return list(self.fields)
        return ["now" if name == "amount" else name for name in self.fields]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """What stands is adjusted on its own page, with a reason and a document."""
        return False


class AdjustmentInline(DeskInline):
    """Every change of the line since it was approved."""

    model = BudgetAdjustment
    reads = Permission.READ_PROGRAMS
    fields = ["effective_on", "shown", "document", "reason", "adjusted_by"]
    readonly_fields = fields
    hide_title = True

    @column(_("more or less (yuan)"))
    def shown(self, adjustment: BudgetAdjustment) -> str:
        return f"{adjustment.amount:+,.2f}"


@admin.register(BudgetLine)
class BudgetLineAdmin(LookOnlyAdmin, ErrandsAdmin):
    """A year's money of one source: approved, adjusted, and what it is promised for."""

    reads = Permission.READ_PROGRAMS
    list_display = [
        "program", "year", "source", "began_with", "adjusted", "promised", "free",
    ]  # fmt: skip
    list_filter = ["program", "year", "source"]
    list_select_related = ["program"]
    ordering = ["program", "-year", "source"]
    fields = ["program", "year", "source", "began_with", "adjusted", "promised", "free"]
    readonly_fields = ["began_with", "adjusted", "promised", "free"]
    inlines = [AdjustmentInline]
    actions_detail = ["adjust"]

    adjust = errand(
        _("Adjust the budget line"),
        right=Permission.EDIT_BUDGET,
        form=AdjustForm,
        do=actions.adjust_line,
        then=lambda line, _made: line,
    )

    began_with = yuan(_("approved (yuan)"), "approved")
    adjusted = yuan(_("adjusted budget (yuan)"), "amount")
    promised = yuan(_("committed (yuan)"), "committed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetLine]:
        mine = Program.objects.all().visible_to(member(request))
        rows: QuerySet[BudgetLine] = super().get_queryset(request)
        return rows.filter(program__in=mine)

    @column(_("free (yuan)"), number=_free)
    def free(self, line: BudgetLine) -> str:
        return f"{_free(line):,.2f}"


@admin.register(Program)
class ProgramAdmin(DeskAdmin):
    reads = Permission.READ_PROGRAMS
    edits = Permission.EDIT_PROGRAM
    buttons = {"end": actions.end}
    form = ProgramForm
    inlines = [BudgetLineInline]
    list_display = ["named", "shown_status", "places", "money", "starts_on", "ends_on"]
    list_filter = ["status", "kind"]
    search_fields = ["slug", "name"]
    readonly_fields = ["status", "places", "money"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers change what a program says, finance its budget."""
        place = obj if isinstance(obj, Program) else None
        may = member(request).may
        return may(Permission.EDIT_PROGRAM, at=place) or may(
            Permission.EDIT_BUDGET, at=place
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A budget that this person may not change stands beside what is committed."""
        found: list[str] = super().get_fields(request, obj)
        hidden = {"budget"} & set(self.get_readonly_fields(request, obj))
        return [name for name in found if name not in hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What this person may not change is shown."""
        fixed = [*self.readonly_fields, *(("slug", "kind") if obj else ())]
        if not member(request).may(Permission.EDIT_PROGRAM, at=obj):
            fixed += [n for n in ProgramForm.Meta.fields if n not in {"budget", *fixed}]
        elif obj and not member(request).may(Permission.EDIT_BUDGET, at=obj):
            fixed += ["budget"]
        return fixed

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """Each part through its use case, so that rights and journal are the same."""
        by, now = member(request), timezone.now()
        if not change:
            facts = {n: v for n, v in form.cleaned_data.items() if n != "reason"}
            obj.pk = actions.start(**facts, by=by, at=now).pk
            obj.refresh_from_db()
            return
        kept = Program.objects.get(pk=obj.pk)
        if facts := form.facts():
            actions.describe(kept, by=by, **facts)
        if limits := form.limits():
            reason = form.cleaned_data["reason"]
            actions.change_limits(kept, by=by, reason=reason, **limits)

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: ARG002, FBT001  # Django's signature
    ) -> None:
        for row in formset.forms:
            if row.has_changed():
                told = row.cleaned_data
                actions.set_line(
                    form.instance,
                    year=told["year"],
                    source=told["source"],
                    amount=told["amount"],
                    by=member(request),
                )
        formset.new_objects, formset.changed_objects = [], []
        formset.deleted_objects = []

    @column(_("name"), ordering="slug")
    def named(self, program: Program) -> str:
        return str(program)

    @column(
        _("status"),
        label={Status.RUNNING: "success", Status.ENDED: "info"},
    )
    def shown_status(self, program: Program) -> tuple[str, str]:
        return program.status, program.get_status_display()

    @column(_("chosen / target"))
    def places(self, program: Program) -> SafeString:
        return _progress(
            program.taken, program.quota, f"{program.taken:,} / {program.quota:,}"
        )

    @column(_("committed / budget"))
    def money(self, program: Program) -> SafeString | str:
        if not program.budget:
            return "—"
        told = f"¥{program.committed:,} / {program.budget:,}"
        return _progress(program.committed, program.budget, told)


def _progress(part: Any, whole: Any, told: str) -> SafeString:
    """How much of a limit is taken, in words and as a bar."""
    percent = round(100 * float(part) / float(whole), 1) if whole else 0.0
    bar = render_to_string("_bar.html", {"width": min(percent, 100.0)})
    return format_html("{} ({}%){}", told, percent, mark_safe(bar))  # noqa: S308  # our own template
