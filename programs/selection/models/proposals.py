"""That an application should be chosen, and what was decided about it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.money import ZERO, money_field
from foundation.moves import HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another
from foundation.states import Lifecycle
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.selection.models.limits import (
    not_decided_by_the_recused,
    told_is_told,
    within_budget,
    within_quota,
)
from programs.selection.models.meetings import Meeting, OfProgramQuerySet
from programs.selection.models.notices import PublicNotice
from programs.selection.states import PROPOSAL_LIFECYCLE, ProposalStatus


class Proposal(HasLifecycle):
    """That an application should be chosen, for how much, and what was decided."""

    lifecycle: ClassVar[Lifecycle] = PROPOSAL_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="proposals", verbose_name=_("program")
    )
    application = models.OneToOneField(
        Application,
        models.PROTECT,
        related_name="proposal",
        verbose_name=_("application"),
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    amount = money_field(_("amount (yuan)"), default=ZERO)
    inputs = models.JSONField(_("inputs of the formula"), default=dict)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ProposalStatus,
        default=ProposalStatus.STAGED,
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    proposed_by = person_field(_("proposed by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = person_field(_("decided by"))
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("meeting"),
    )
    notice = models.ForeignKey(
        PublicNotice,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="proposals",
        verbose_name=pgettext_lazy("document", "public notice"),
    )

    reserve_position = models.PositiveSmallIntegerField(
        _("place on the reserve list"), null=True, editable=False
    )
    promoted_on = models.DateTimeField(
        _("promoted from the reserve list"), null=True, editable=False
    )
    stands_for = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("in the place of"),
    )
    told_on = models.DateTimeField(_("applicant told"), null=True, editable=False)

    objects = OfProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["program", "rank"]
        constraints = [
            both_or_neither("proposal", "proposed"),
            both_or_neither("proposal", "decided"),
            by_another(
                "proposal_decided_by_another_person",
                "decided_by",
                "proposed_by",
                _("Whoever proposed this cannot decide it as well."),
            ),
            models.CheckConstraint(
                name="proposal_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_code="amount",
                violation_error_message=_("An amount is not less than zero."),
            ),
            models.CheckConstraint(
                name="proposal_in_reserve_with_its_place",
                condition=~Q(status=ProposalStatus.RESERVE)
                | Q(reserve_position__isnull=False),
                violation_error_code="reserve_position",
                violation_error_message=_(
                    "A proposal on the reserve list has a place in it."
                ),
            ),
            models.UniqueConstraint(
                name="proposal_reserve_place_once_per_meeting",
                fields=["meeting", "reserve_position"],
                condition=Q(reserve_position__isnull=False),
                violation_error_code="reserve_position",
                violation_error_message=_(
                    "Two proposals do not share a place on the reserve list."
                ),
            ),
        ]
        triggers = [
            *lifecycle_guards("proposal", PROPOSAL_LIFECYCLE),
            within_quota(),
            within_budget(),
            not_decided_by_the_recused(),
            told_is_told(),
            Guard(
                name="proposal_stays_in_its_notice",
                code="published",
                when_broken=_(
                    "A proposal that was announced stays in its notice, or goes on to "
                    "the notice that corrects it."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF ROW(OLD.program_id, OLD.application_id) IS DISTINCT FROM "
                    "ROW(NEW.program_id, NEW.application_id) "
                    "OR (OLD.status IN ('announced', 'granted', 'removed') "
                    "AND OLD.notice_id IS DISTINCT FROM NEW.notice_id "
                    "AND NOT (OLD.status = 'announced' AND EXISTS (SELECT 1 "
                    "FROM programs_publicnotice n WHERE n.id = NEW.notice_id "
                    "AND n.replaces_id = OLD.notice_id))) THEN "
                    + Guard.refuse("proposal_stays_in_its_notice")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"

    @property
    def type_label(self) -> str:
        """What the company applied as, in words."""
        rules = self.application.call.program.rules
        return str(rules.type_named(self.application.company_type).label)

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()
