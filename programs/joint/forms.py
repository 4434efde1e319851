"""Whom to ask about which companies, and what a department answers."""

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.catalogue.kinds import KINDS
from programs.catalogue.models import Program
from programs.joint.states import Department, Status
from programs.visits.queries import CANDIDATES


class AskForm(ErrandForm):
    """Every company that may be proposed, with the departments to ask about it."""

    applications = forms.ModelMultipleChoiceField(
        Application.objects.none(),
        label=_("Applications"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They go into joint review. A company whose visit is not over stays where "
            "it is, and the page says so."
        ),
    )
    departments = forms.MultipleChoiceField(
        label=_("Departments"),
        choices=Department.choices,
        initial=[str(name) for name in Department],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each has ten working days to answer."),
    )

    def prepare(self) -> None:
        mine = Program.objects.all().within(self.user, Permission.REVIEW_FORMALLY)
        kinds = [c for c, k in KINDS.items() if k.uses(Standing.JOINT_REVIEW)]
        found = Application.objects.filter(
            call__program__in=mine,
            call__program__kind__in=kinds,
            status__in=CANDIDATES,
        ).annotate(asked=Count("joint_checks"))
        left = found.filter(asked__lt=len(Department))
        field: Any = self.fields["applications"]
        field.queryset = left.select_related("company").order_by("-status", "pk")
        field.label_from_instance = lambda each: (
            f"{each.number} {each.company} ({each.get_status_display()})"
        )


class AnswerForm(ErrandForm):
    result = forms.ChoiceField(
        label=_("Answer"),
        choices=[(s, s.label) for s in (Status.CLEAR, Status.BLOCKED)],
    )
    document_number = forms.CharField(
        label=capfirst(_("document number")), max_length=60
    )
    answered_on = forms.DateField(
        label=capfirst(_("date of the answer")), widget=forms.DateInput()
    )
    finding = forms.CharField(
        label=capfirst(_("what was found")),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A department that blocks says why; the reason is kept and shown."),
    )
    file = forms.FileField(label=_("Document as a file"), required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        blocks = told.get("result") == Status.BLOCKED
        if blocks and not (told.get("finding") or "").strip():
            self.add_error("finding", _("Say why the department blocks."))
        return told

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        file = told.pop("file")
        return {**told, "file": (file.name, file) if file else None}
