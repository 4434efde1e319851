"""Requests to change something about an award or its company, asked and decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither, by_another, frozen
from foundation.states import Lifecycle, Move
from programs.agreements.models.accounts import BankAccount
from programs.agreements.states import (
    CHANGE_LIFECYCLE,
    MOVES_OF,
    ChangeKind,
    ChangeStatus,
)
from programs.awards.models import Award

ASKED = (
    "award_id", "kind", "is_substance", "before", "wanted", "reason", "evidence_id",
    "account_id", "asked_at", "asked_by_id",
)  # fmt: skip


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: Actor) -> "ChangeRequestQuerySet":
        return self.filter(award__in=Award.objects.all().visible_to(user))

    def open(self) -> "ChangeRequestQuerySet":
        return self.filter(status=ChangeStatus.ASKED)


class ChangeRequest(HasLifecycle):
    """What a company asks to be changed, what it was, and who decided.

    `before` and `wanted` are facts by name, in words that need no other row.
    """

    lifecycle: ClassVar[Lifecycle] = CHANGE_LIFECYCLE

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="changes", verbose_name=_("award")
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("what changes"), max_length=10, choices=ChangeKind)
    is_substance = models.BooleanField(_("for the leader to decide"), default=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ChangeStatus,
        default=ChangeStatus.ASKED,
        editable=False,
    )
    before = models.JSONField(_("as it is"), default=dict)
    wanted = models.JSONField(_("as it is asked for"), default=dict)
    reason = models.TextField(_("reason"))
    evidence = models.OneToOneField(
        "foundation.StoredFile",
        models.PROTECT,
        null=True,
        related_name="change_request",
        verbose_name=_("evidence"),
    )
    account = models.OneToOneField(
        BankAccount,
        models.PROTECT,
        null=True,
        related_name="change_request",
        verbose_name=_("new bank account"),
    )
    asked_at = models.DateTimeField(pgettext_lazy("change", "asked"), null=True)
    asked_by = person_field(pgettext_lazy("change", "asked by"))
    opinion = models.TextField(
        pgettext_lazy("change", "opinion of the district"), blank=True
    )
    is_favored = models.BooleanField(_("the district agrees"), null=True)
    opined_at = models.DateTimeField(_("opinion given"), null=True)
    opined_by = person_field(_("opinion by"))
    answer = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = person_field(_("decided by"))

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for changes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="change_one_open_per_award_and_kind",
                fields=["award", "kind"],
                condition=Q(status=ChangeStatus.ASKED),
                violation_error_code="change",
                violation_error_message=_(
                    "A request for this change is being decided already."
                ),
            ),
            models.CheckConstraint(
                name="change_gives_its_reason",
                condition=~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="change_of_account_names_the_account",
                condition=Q(kind=ChangeKind.ACCOUNT, account__isnull=False)
                | (~Q(kind=ChangeKind.ACCOUNT) & Q(account=None)),
                violation_error_code="account",
                violation_error_message=_("Enter the new bank account."),
            ),
            models.CheckConstraint(
                name="change_of_district_heard_the_district",
                condition=~Q(kind=ChangeKind.DISTRICT, status=ChangeStatus.APPROVED)
                | ~Q(opinion=""),
                violation_error_code="opinion",
                violation_error_message=_(
                    "The district is heard before a company moves to another."
                ),
            ),
            both_or_neither("change", "asked"),
            both_or_neither("change", "opined"),
            both_or_neither("change", "decided"),
            by_another(
                "change_decided_by_another",
                "decided_by",
                "asked_by",
                _("Whoever asks for a change cannot decide it as well."),
            ),
            by_another(
                "change_decided_by_another_than_the_opinion",
                "decided_by",
                "opined_by",
                _("Whoever gave the opinion of the district cannot decide as well."),
            ),
        ]
        triggers = [
            *lifecycle_guards("change", CHANGE_LIFECYCLE),
            frozen(
                "change_stays_as_it_was_asked",
                _("A request stays as it was asked, and its decision as it was made."),
                *ASKED,
                once={"OLD.status <> 'asked'": ["*"]},
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("change-detail", args=[self.award.number, self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()

    def moves_for(self, user: Actor) -> list[Move]:
        """Those that decide a change of its kind."""
        mine = MOVES_OF[self.is_substance]
        return [move for move in super().moves_for(user) if move.verb in mine]
