"""What each department answers about a company before it can be proposed."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.files.models import StoredFile
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither
from foundation.states import Lifecycle
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.joint.states import LIFECYCLE, Department, Status


class JointCheckQuerySet(models.QuerySet["JointCheck"]):
    def visible_to(self, user: Actor) -> "JointCheckQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(application__call__program__in=mine)


class JointCheck(HasLifecycle):
    """One question to one department, and its answer by document."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="joint_checks",
        verbose_name=_("application"),
    )
    department = models.CharField(
        _("department"), max_length=12, choices=Department, editable=False
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.ASKED, editable=False
    )
    known = models.JSONField(_("what the city knows"), default=dict)  # by language
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)
    asked_by = person_field(_("asked by"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    answered_on = models.DateField(_("date of the answer"), null=True)
    finding = models.TextField(_("what was found"), blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("document"),
    )
    answered_at = models.DateTimeField(_("entered"), null=True, editable=False)
    answered_by = person_field(_("entered by"))

    objects = JointCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint check")
        verbose_name_plural = _("joint checks")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="joint_check_once_per_department",
                fields=["application", "department"],
                violation_error_code="department",
                violation_error_message=_("This department has been asked already."),
            ),
            models.CheckConstraint(
                name="joint_check_is_answered_by_document",
                condition=Q(status=Status.ASKED)
                | (~Q(document_number="") & Q(answered_on__isnull=False)),
                violation_error_code="document_number",
                violation_error_message=_(
                    "Give number and date of the document that the department "
                    "answered by."
                ),
            ),
            models.CheckConstraint(
                name="joint_check_says_why_it_blocks",
                condition=~Q(status=Status.BLOCKED) | ~Q(finding=""),
                violation_error_code="finding",
                violation_error_message=_("Say why the department blocks."),
            ),
            both_or_neither("joint_check", "asked"),
            both_or_neither("joint_check", "answered"),
        ]
        indexes = [models.Index("status", "due_on", name="joint_check_by_deadline")]
        triggers = lifecycle_guards("joint_check", LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.application} · {self.get_department_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


# Rows are read with a lock, so that an answer that comes at the same moment is either
# seen here or waits for the proposal.
_KEPT_BACK = """
    IF NEW.status <> 'proposed' OR OLD.status = 'proposed' THEN RETURN NEW; END IF;
    FOR v IN SELECT status, result FROM programs_sitevisit
        WHERE application_id = NEW.id AND status <> 'cancelled' FOR SHARE LOOP
        IF v.status <> 'confirmed' THEN {visit} END IF;
        IF v.result = 'inconsistent' THEN {inconsistent} END IF;
    END LOOP;
    FOR v IN SELECT status FROM programs_jointcheck
        WHERE application_id = NEW.id FOR SHARE LOOP
        IF v.status = 'blocked' THEN {blocked} END IF;
        IF v.status <> 'clear' THEN {asked} END IF;
    END LOOP;
    RETURN NEW;
"""
_NAME = "proposed_after_visit_and_joint_checks"

pgtrigger.register(
    Guard(
        name=_NAME,
        code="joint",
        when_broken={
            "visit": _("The on-site visit is not over, or its report not confirmed."),
            "inconsistent": _("The on-site visit found that it is not as declared."),
            "blocked": _("A department blocks this company."),
            "asked": _("A department has not answered about this company yet."),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("v", "record")],
        func=_KEPT_BACK.format(
            **{
                why: Guard.refuse(_NAME, why=f"'{why}'")
                for why in ("visit", "inconsistent", "blocked", "asked")
            }
        ),
    )
)(Application)
