"""The signatures under a payment: who asked, checked, approved, and approved again.

Each is another person's than those before. A payment that is large by its program's
threshold goes to the bank with the fourth signature only (I7). Whoever sends it there
is another person than who asked for it, unless a batch has a release of its own.
"""

from itertools import combinations
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.refusals import Guard, both_or_neither, by_another
from programs.payments.states import Status

STEMS = ("requested", "checked", "approved", "cleared")
SENT = "instructed"
_REQUESTED = pgettext_lazy("when", "requested")
_CHECKED = pgettext_lazy("payment", "checked on")
_APPROVED = pgettext_lazy("payment", "approved on")
_SENT = pgettext_lazy("payment", "sent to the bank on")
OTHERS = _("Each signature under a payment is another person's.")


def _signer(label: StrOrPromise) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=label,
    )


class Signatures(models.Model):
    """The columns of four signatures and of who sent it, in their order."""

    requested_at = models.DateTimeField(_REQUESTED, null=True, editable=False)
    requested_by = _signer(_("requested by"))
    checked_at = models.DateTimeField(_CHECKED, null=True, editable=False)
    checked_by = _signer(pgettext_lazy("payment", "checked by"))
    approved_at = models.DateTimeField(_APPROVED, null=True, editable=False)
    approved_by = _signer(pgettext_lazy("payment", "approved by"))
    cleared_at = models.DateTimeField(_("approved again"), null=True, editable=False)
    cleared_by = _signer(_("approved again by"))
    instructed_at = models.DateTimeField(_SENT, null=True, editable=False)
    instructed_by = _signer(_("sent to the bank by"))

    class Meta:
        abstract = True


def signed_by_different_people() -> list[models.CheckConstraint]:
    """Nobody signs the same payment twice, in whatever part (I7)."""
    return [
        by_another(
            f"payment_{second}_by_another_than_{first}",
            f"{second}_by",
            f"{first}_by",
            OTHERS,
        )
        for first, second in combinations(STEMS, 2)
    ]


def signed_in_order() -> list[models.CheckConstraint]:
    """Each status stands on the signatures that lead to it."""
    asked = Q(requested_by__isnull=False)
    checked = asked & Q(checked_by__isnull=False)
    approved = checked & Q(approved_by__isnull=False)
    return [
        *(both_or_neither("payment", stem) for stem in (*STEMS, SENT)),
        models.CheckConstraint(
            name="payment_is_signed_before_it_goes",
            condition=Q(status__in=[Status.REQUESTED, Status.CANCELLED])
            | (Q(status=Status.CHECKED) & checked)
            | (Q(status=Status.CLEARED, cleared_by__isnull=False) & approved)
            | (Q(status=Status.APPROVED) & approved)
            | (Q(status__in=Status.gone(), instructed_by__isnull=False) & approved),
            violation_error_code="four_eyes",
            violation_error_message=_(
                "A payment is requested, checked and approved by three people before "
                "it goes."
            ),
        ),
        models.CheckConstraint(
            name="payment_sent_by_another_than_requested",
            condition=Q(batch__isnull=False)
            | Q(instructed_by=None)
            | ~Q(instructed_by=F("requested_by")),
            violation_error_code="four_eyes",
            violation_error_message=_(
                "Outside a batch, a payment is sent to the bank by another person than "
                "who requested it."
            ),
        ),
    ]


def signatures_stand() -> Guard:
    """What has been signed is not signed by somebody else afterwards."""
    name = "payment_signatures_stand"
    changed = " OR ".join(
        f"(OLD.{stem}_{side} IS NOT NULL "
        f"AND NEW.{stem}_{side} IS DISTINCT FROM OLD.{stem}_{side})"
        for stem in (*STEMS, SENT)
        for side in ("by_id", "at")
    )
    return Guard(
        name=name,
        code="four_eyes",
        when_broken=_("A signature under a payment stands."),
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"IF {changed} THEN {Guard.refuse(name)} END IF; RETURN NEW;",
    )


def large_ones_are_approved_again() -> Guard:
    """From the program's threshold on; the program's row is held while we look."""
    name = "payment_large_is_approved_again"
    return Guard(
        name=name,
        code="four_eyes",
        when_broken=_(
            "From %(threshold)s yuan on, a payment of this program needs a second "
            "approval before it goes; this is %(asked)s yuan."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("threshold", "numeric")],
        func=(
            "IF NEW.status IN ('instructed', 'paid') AND NEW.status <> OLD.status "
            "AND NEW.cleared_by_id IS NULL THEN "
            "SELECT p.second_approval_from INTO threshold FROM programs_program p "
            "JOIN programs_award a ON a.program_id = p.id WHERE a.id = NEW.award_id "
            "FOR SHARE OF p; IF NEW.amount >= threshold THEN "
            + Guard.refuse(name, threshold="threshold", asked="NEW.amount")
            + " END IF; END IF; RETURN NEW;"
        ),
    )
