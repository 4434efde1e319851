"""What falls due together, and what must be true before it is paid."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.journal.history import with_history
from foundation.money import money_field
from foundation.moves import Actor
from foundation.refusals import Guard, both_or_neither, frozen
from programs.awards.models import Award
from programs.catalogue.states import Source
from programs.payments.states import GateKind


class OfAwardQuerySet(models.QuerySet[Any]):
    """Rows of money are seen by whoever sees their award."""

    def visible_to(self, user: Actor) -> "OfAwardQuerySet":
        return self.filter(award__in=Award.objects.all().visible_to(user))


@with_history
class Tranche(models.Model):
    """A part of an award that falls due together, paid by one source."""

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="tranches", verbose_name=_("award")
    )
    sequence = models.PositiveSmallIntegerField(_("no."))
    source = models.CharField(_("source"), max_length=8, choices=Source)
    amount = money_field(_("amount (yuan)"))
    due_on = models.DateField(pgettext_lazy("tranche", "due"))

    objects = OfAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["award", "sequence", "source"]
        constraints = [
            models.UniqueConstraint(
                name="tranche_once_per_sequence_and_source",
                fields=["award", "sequence", "source"],
                violation_error_code="tranche",
                violation_error_message=_("This tranche exists already."),
            ),
            models.CheckConstraint(
                name="tranche_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A tranche is more than zero."),
            ),
        ]
        triggers = [
            Guard(
                name="award_tranches_within_amount",
                code="planned",
                when_broken=_(
                    "The tranches would add up to %(asked)s yuan; the award is "
                    "%(amount)s yuan."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("step", "numeric"), ("id_", "bigint"), ("a", "record")],
                func=(
                    "id_ := CASE WHEN TG_OP = 'DELETE' THEN OLD.award_id "
                    "ELSE NEW.award_id END; "
                    "step := CASE WHEN TG_OP = 'DELETE' THEN 0 ELSE NEW.amount END "
                    "- CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.amount END; "
                    "SELECT amount, planned INTO a FROM programs_award "
                    "WHERE id = id_ FOR NO KEY UPDATE; "
                    "IF a.planned + step > a.amount THEN "
                    + Guard.refuse(
                        "award_tranches_within_amount",
                        asked="a.planned + step",
                        amount="a.amount",
                    )
                    + " END IF; UPDATE programs_award SET planned = planned + step "
                    "WHERE id = id_; RETURN NULL;"
                ),
            ),
            Guard(
                name="tranche_with_payments_is_frozen",
                code="frozen",
                when_broken=_("This tranche has payments and cannot be changed."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_payment "
                    "WHERE tranche_id = OLD.id) OR (TG_OP = 'UPDATE' "
                    "AND (to_jsonb(NEW) ->> 'award_id')::bigint <> OLD.award_id) THEN "
                    + Guard.refuse("tranche_with_payments_is_frozen")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}/{self.sequence} {self.get_source_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()


class Gate(models.Model):
    """Something that must be true before a tranche is paid, with its evidence."""

    tranche = models.ForeignKey(
        Tranche, models.CASCADE, related_name="gates", verbose_name=_("tranche")
    )
    kind = models.CharField(_("condition"), max_length=20, choices=GateKind)
    met_on = models.DateField(_("met on"), null=True, editable=False)
    evidence = models.CharField(
        _("evidence"), max_length=200, blank=True, editable=False
    )
    looked_on = models.DateTimeField(_("last looked at"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = person_field(_("confirmed by"))
    waived_at = models.DateTimeField(_("waived"), null=True, editable=False)
    waived_by = person_field(_("waived by"))
    waiver_reason = models.TextField(
        _("reason of the waiver"), blank=True, editable=False
    )

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["tranche", "id"]
        constraints = [
            models.UniqueConstraint(
                name="gate_once_per_kind",
                fields=["tranche", "kind"],
                violation_error_code="gate",
                violation_error_message=_("This tranche has this condition already."),
            ),
            both_or_neither("gate", "confirmed"),
            both_or_neither("gate", "waived"),
            models.CheckConstraint(
                name="gate_shows_evidence",
                condition=Q(met_on=None) | ~Q(evidence=""),
                violation_error_code="evidence",
                violation_error_message=_(
                    "A condition that is met names its evidence."
                ),
            ),
            models.CheckConstraint(
                name="gate_waived_for_a_reason",
                condition=Q(waived_at=None) | ~Q(waiver_reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]
        triggers = [
            Guard(
                name="gate_of_a_paid_tranche_stays",
                code="frozen",
                when_broken=_(
                    "This tranche is paid; its conditions stay as they were."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_payment WHERE "
                    "tranche_id = OLD.tranche_id AND status = 'paid') THEN "
                    + Guard.refuse("gate_of_a_paid_tranche_stays")
                    + " END IF; RETURN NEW;"
                ),
            ),
            frozen(
                "gate_is_waived_never_removed",
                _("A condition is waived by name and for a reason, never removed."),
                "tranche_id",
                "kind",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.met_on is not None or self.waived_at is not None

    def scope_keys(self) -> list[ScopeKey]:
        return self.tranche.award.scope_keys()
