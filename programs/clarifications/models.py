"""Questions with their public answers, and numbered changes of a call."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, append_only, both_or_neither
from foundation.states import Lifecycle
from foundation.translated import TranslatedText, pick
from programs.calls.models import Call
from programs.clarifications.rules import A_DAY_AT_MOST, LONGEST
from programs.clarifications.states import (
    AMENDMENT_LIFECYCLE,
    LIFECYCLE,
    AmendmentStatus,
    Status,
)


def stays_as_published(table: str, began: str, said: StrOrPromise) -> list[Guard]:
    """Once out of its first state, a row is a record: no change, no removal."""
    name = f"{table}_stays_as_published"
    __, never_emptied = append_only(table)
    return [
        Guard(
            name=name,
            code="frozen",
            when_broken=said,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=(
                f"IF OLD.status <> '{began}' THEN "
                + Guard.refuse(name)
                + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
            ),
        ),
        never_emptied,
    ]


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def visible_to(self, user: Actor) -> "ClarificationQuerySet":
        """Staff by program, and whoever asked; what was published is for everyone."""
        staff = user.reach(Permission.READ_PROGRAMS)  # type: ignore[attr-defined]  # users and the system have it
        if staff.everything:
            return self
        mine = user.reach(Permission.APPLY).ids(ScopeKind.COMPANY)  # type: ignore[attr-defined]  # as above
        programs = staff.ids(ScopeKind.PROGRAM)
        return self.filter(Q(call__program__in=programs) | Q(company__in=mine))

    def published(self) -> "ClarificationQuerySet":
        return self.filter(status=Status.PUBLISHED).order_by("number")


class Clarification(HasLifecycle):
    """A question of a company about a call; its answer is for everyone.

    `wording` is the question as the public reads it, without who asked.
    """

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="clarifications", verbose_name=_("call")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="clarifications",
        verbose_name=_("company"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED, editable=False
    )
    asked = models.TextField(_("as asked"), max_length=LONGEST)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, editable=False)
    wording = TranslatedText(_("question as published"), blank=True)
    answer = TranslatedText(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = person_field(_("answered by"))

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a call")
        verbose_name_plural = _("questions about calls")
        ordering = ["-id"]
        constraints = [
            both_or_neither("clarification", "asked"),
            both_or_neither("clarification", "answered"),
            models.CheckConstraint(
                name="clarification_asks_something",
                condition=~Q(asked=""),
                violation_error_code="asked",
                violation_error_message=_("Write your question."),
            ),
            models.CheckConstraint(
                name="clarification_is_published_with_its_answer",
                condition=~Q(status=Status.PUBLISHED)
                | (
                    Q(number__isnull=False, answered_at__isnull=False)
                    & ~Q(answer={})
                    & ~Q(wording={})
                ),
                violation_error_code="answer",
                violation_error_message=_("Write the answer before you publish it."),
            ),
            models.UniqueConstraint(
                name="clarification_numbered_once_per_call",
                fields=["call", "number"],
                violation_error_code="number",
                violation_error_message=_("This number is taken in this call."),
            ),
        ]
        indexes = [
            models.Index("company", "asked_at", name="clarification_by_company"),
        ]
        triggers = [
            *lifecycle_guards("clarification", LIFECYCLE),
            *stays_as_published(
                "clarification",
                Status.ASKED,
                _("What was answered in public stays as it was published."),
            ),
            Guard(
                name="clarification_a_few_a_day",
                code="often",
                when_broken=_(
                    "Your company has asked %(most)s questions within a day. Please "
                    "ask the next one tomorrow."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "PERFORM 1 FROM startups_company WHERE id = NEW.company_id "
                    "FOR NO KEY UPDATE; "
                    "IF (SELECT count(*) FROM programs_clarification c "
                    "WHERE c.company_id = NEW.company_id "
                    "AND c.asked_at > NEW.asked_at - interval '1 day') "
                    f">= {A_DAY_AT_MOST} THEN "
                    + Guard.refuse("clarification_a_few_a_day", most=str(A_DAY_AT_MOST))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.wording) or self.asked[:80]

    def scope_keys(self) -> list[ScopeKey]:
        return [*self.call.scope_keys(), *self.company.scope_keys()]


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: Actor) -> "AmendmentQuerySet":
        reach = user.reach(Permission.READ_PROGRAMS)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self
        return self.filter(call__program__in=reach.ids(ScopeKind.PROGRAM))

    def published(self) -> "AmendmentQuerySet":
        return self.filter(status=AmendmentStatus.PUBLISHED).order_by("-number")


class Amendment(HasLifecycle):
    """A numbered, public change of a call; a new close goes into force with it."""

    lifecycle: ClassVar[Lifecycle] = AMENDMENT_LIFECYCLE

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="amendments", verbose_name=_("call")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=AmendmentStatus,
        default=AmendmentStatus.DRAFT,
        editable=False,
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, editable=False)
    title = TranslatedText(_("what changes"))
    text = TranslatedText(_("text"))
    new_close = models.DateTimeField(
        _("closes now"),
        null=True,
        blank=True,
        help_text=_("Leave this empty when the deadline stays."),
    )
    old_close = models.DateTimeField(_("closed before"), null=True, editable=False)
    announced_at = models.DateTimeField(_("published"), null=True, editable=False)
    announced_by = person_field(_("published by"))

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a call")
        verbose_name_plural = _("changes of calls")
        ordering = ["-id"]
        constraints = [
            both_or_neither("amendment", "announced"),
            models.CheckConstraint(
                name="amendment_is_published_with_its_number",
                condition=~Q(status=AmendmentStatus.PUBLISHED)
                | Q(number__isnull=False),
                violation_error_code="number",
                violation_error_message=_("A published change has its number."),
            ),
            models.UniqueConstraint(
                name="amendment_numbered_once_per_call",
                fields=["call", "number"],
                violation_error_code="number",
                violation_error_message=_("This number is taken in this call."),
            ),
            models.CheckConstraint(
                name="amendment_closes_later",
                condition=Q(old_close=None) | Q(new_close__gt=F("old_close")),
                violation_error_code="announced",
                violation_error_message=_(
                    "A published call may close later than announced, but not earlier."
                ),
            ),
        ]
        triggers = [
            *lifecycle_guards("amendment", AMENDMENT_LIFECYCLE),
            *stays_as_published(
                "amendment",
                AmendmentStatus.DRAFT,
                _("A change that was published stays; publish another one."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.title)

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()
