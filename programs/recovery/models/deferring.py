"""A later date for what is owed: asked for by one, granted by another, in parts.

The demand and its due date stay as they were sent. While a deferral is granted, what
is owed by which day is what its parts say; one that is missed ends it.
"""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.files.models import StoredFile
from foundation.money import money_field
from foundation.moves import HasLifecycle, lifecycle_guards
from foundation.refusals import (
    Guard,
    append_only,
    both_or_neither,
    by_another,
    frozen,
    only_while,
)
from foundation.states import Lifecycle
from programs.recovery.models.recoveries import Recovery
from programs.recovery.rules.deferring import GRACE_DAYS
from programs.recovery.states import DEFERRAL_LIFECYCLE, OPEN_DEFERRALS, DeferralStatus

LEFT = (
    "(SELECT sum(c.demanded - c.repaid - c.written_off) FROM programs_claim c "
    "WHERE c.recovery_id = NEW.recovery_id)"
)


def _covers_what_is_left() -> Guard:
    """Installments and deferrals of one demand take turns at its row."""
    name = "deferral_covers_what_is_left"
    return Guard(
        name=name,
        code="deferral",
        when_broken={
            "demand": _("Only a demand that stands and is not enforced is deferred."),
            "sum": _(
                "The installments add up to %(planned)s yuan, but %(left)s yuan are "
                "left of the demand."
            ),
            "past": _("The first installment is due on %(day)s: that is in the past."),
            "early": _("The last installment comes after %(day)s, the due date."),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        declare=[("owed", "record"), ("plan", "record")],
        func=(
            "IF TG_OP = 'UPDATE' AND NEW.status <> 'granted' THEN RETURN NEW; END IF; "
            "SELECT due_on INTO owed FROM programs_recovery "
            "WHERE id = NEW.recovery_id AND status = 'demanded' FOR NO KEY UPDATE; "
            "IF NOT FOUND THEN "
            + Guard.refuse(name, why="'demand'")
            + " END IF; IF TG_OP = 'INSERT' THEN RETURN NEW; END IF; "
            "SELECT coalesce(sum(amount), 0) AS amount, min(due_on) AS first, "
            "max(due_on) AS last INTO plan FROM programs_deferredpart "
            "WHERE deferral_id = NEW.id; "
            f"IF plan.amount <> {LEFT} THEN "
            + Guard.refuse(name, why="'sum'", planned="plan.amount", left=LEFT)
            + " END IF; IF plan.first < "
            "(NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date THEN "
            + Guard.refuse(name, why="'past'", day="plan.first")
            + " END IF; IF plan.last <= owed.due_on THEN "
            + Guard.refuse(name, why="'early'", day="owed.due_on")
            + " END IF; RETURN NEW;"
        ),
    )


def _lapses_when_missed() -> Guard:
    """A payment on its way in and the end of the deferral take turns as well."""
    name = "deferral_lapses_when_missed"
    return Guard(
        name=name,
        code="deferral",
        when_broken=_("No installment of this deferral has been missed."),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF NEW.status <> 'lapsed' OR OLD.status = 'lapsed' "
            "THEN RETURN NEW; END IF; "
            "PERFORM 1 FROM programs_recovery WHERE id = NEW.recovery_id "
            "FOR NO KEY UPDATE; "
            "IF NOT EXISTS (SELECT 1 FROM programs_deferredpart p "
            f"WHERE p.deferral_id = NEW.id AND p.due_on + {GRACE_DAYS} < NEW.lapsed_on "
            f"AND {LEFT} > (SELECT coalesce(sum(q.amount), 0) "
            "FROM programs_deferredpart q WHERE q.deferral_id = NEW.id "
            "AND q.due_on > p.due_on)) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


class Deferral(HasLifecycle):
    """Later dates for all that is left of a demand."""

    lifecycle: ClassVar[Lifecycle] = DEFERRAL_LIFECYCLE

    recovery = models.ForeignKey(
        Recovery, models.PROTECT, related_name="deferrals", verbose_name=_("recovery")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=DeferralStatus,
        default=DeferralStatus.ASKED,
        editable=False,
    )
    reason = models.TextField(_("why it cannot be paid by the due date"))
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="+",
        verbose_name=_("application as a file"),
    )
    asked_at = models.DateTimeField(
        pgettext_lazy("change", "asked"), null=True, editable=False
    )
    asked_by = person_field(pgettext_lazy("change", "asked by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = person_field(_("decided by"))
    lapsed_on = models.DateField(_("lapsed on"), null=True, editable=False)

    class Meta:
        verbose_name = _("deferral")
        verbose_name_plural = _("deferrals")
        ordering = ["-id"]
        constraints = [
            both_or_neither("deferral", "asked"),
            both_or_neither("deferral", "decided"),
            by_another(
                "deferral_decided_by_another_person",
                "decided_by",
                "asked_by",
                _("Whoever decides on a deferral is another person than who asked."),
            ),
            models.CheckConstraint(
                name="deferral_is_signed_by_two",
                condition=~Q(status__in=("granted", "lapsed"))
                | Q(asked_by__isnull=False, decided_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_("A deferral needs two people."),
            ),
            models.CheckConstraint(
                name="deferral_gives_its_reason",
                condition=~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                name="deferral_lapses_on_a_day",
                condition=Q(status="lapsed", lapsed_on__isnull=False)
                | (~Q(status="lapsed") & Q(lapsed_on=None)),
                violation_error_code="lapsed_on",
                violation_error_message=_("Say on which day the deferral lapsed."),
            ),
            models.UniqueConstraint(
                name="deferral_one_open_per_recovery",
                fields=["recovery"],
                condition=Q(status__in=OPEN_DEFERRALS),
                violation_error_code="deferral",
                violation_error_message=_(
                    "A deferral of this demand waits for a decision or is granted "
                    "already."
                ),
            ),
        ]
        triggers = [
            *lifecycle_guards("deferral", DEFERRAL_LIFECYCLE),
            frozen(
                "deferral_stays_as_asked",
                _("A deferral is decided as it was asked for."),
                "recovery_id",
                "reason",
                "document_id",
                "asked_at",
                "asked_by_id",
                once={"OLD.status <> 'asked'": ("decided_at", "decided_by_id")},
            ),
            _covers_what_is_left(),
            _lapses_when_missed(),
        ]

    def __str__(self) -> str:
        return str(self.recovery)

    def scope_keys(self) -> list[ScopeKey]:
        return self.recovery.scope_keys()


class DeferredPart(models.Model):
    """An installment of a deferral: so much, by that day."""

    deferral = models.ForeignKey(Deferral, models.PROTECT, related_name="parts")
    due_on = models.DateField(_("to be paid by"))
    amount = money_field(_("amount (yuan)"))

    class Meta:
        verbose_name = _("deferred installment")
        verbose_name_plural = _("deferred installments")
        ordering = ["deferral", "due_on"]
        constraints = [
            models.UniqueConstraint(
                name="deferred_part_once_per_day",
                fields=["deferral", "due_on"],
                violation_error_code="twice",
                violation_error_message=_("Two installments have the same date."),
            ),
            models.CheckConstraint(
                name="deferred_part_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("An installment is more than zero."),
            ),
        ]
        triggers = [
            *append_only("deferred_part"),
            only_while(
                "status = 'asked'",
                "deferred_part_is_of_what_is_asked",
                _("Installments are told with the request and stand from then on."),
                of="programs_deferral",
                at="{row}.deferral_id",
                code="frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount:,.2f}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.deferral.scope_keys()
