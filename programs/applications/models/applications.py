"""What a company asks of a call, and where it stands."""

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, Refusal, both_or_neither, frozen
from foundation.states import Lifecycle, Move
from programs.applications.states import FINAL, LIFECYCLE, Status
from programs.calls.models import Call, Extension
from startups.companies.models import Company
from startups.companies.states import Status as Record


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Actor) -> "ApplicationQuerySet":
        """Staff by program, districts and companies by theirs; drafts only the company.

        Experts read the applications assigned to them through their assignments.
        """
        reach: Any = user.reach(Permission.READ_APPLICATIONS)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self.exclude(status=Status.DRAFT)
        mine = Q(company__in=[int(pk) for pk in reach.ids(ScopeKind.COMPANY)])
        others = Q(call__program__in=reach.ids(ScopeKind.PROGRAM)) | Q(
            company__district__in=reach.ids(ScopeKind.DISTRICT)
        )
        return self.filter(mine | (others & ~Q(status=Status.DRAFT)))

    def ending(self) -> Any:
        """Each with `ends`: the last moment for its company, extensions included."""
        given = Extension.objects.filter(call=OuterRef("call"))
        given = given.filter(company=OuterRef("company")).order_by("-closes_at")
        last = Subquery(given.values("closes_at")[:1])
        return self.annotate(ends=Greatest("call__closes_at", last))

    def under_way(self) -> "ApplicationQuerySet":
        return self.exclude(status__in=FINAL)


class Application(HasLifecycle):
    """What one company asks of one call."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="applications", verbose_name=_("company")
    )
    company_type = models.CharField(_("applies as"), max_length=20)
    status = models.CharField(
        _("status"), max_length=16, choices=Status, default=Status.DRAFT, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = person_field(_("submitted by"))
    due_on = models.DateField(_("due"), null=True, editable=False)
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, editable=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="application_one_live_per_company_and_call",
                fields=["call", "company"],
                condition=~Q(status=Status.WITHDRAWN),
                violation_error_code="application",
                violation_error_message=_(
                    "This company has an application in this call already."
                ),
            ),
            both_or_neither("application", "submitted"),
        ]
        indexes = [
            models.Index(
                fields=["call", "status", "-id"], name="application_by_status"
            ),
            models.Index(fields=["company", "-id"], name="application_by_company"),
            models.Index("status", "due_on", name="application_by_deadline"),
        ]
        triggers = [
            *lifecycle_guards("application", LIFECYCLE),
            frozen(
                "application_is_of_its_company_and_call",
                _("An application stays with its company and its call."),
                "number",
                "company_id",
                "call_id",
            ),
            Guard(
                name="application_taken_back_before_the_close",
                code="closed",
                when_broken=_(
                    "The call has closed, so it could not be submitted again."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("last", "timestamptz")],
                func=(
                    "IF OLD.status <> 'submitted' OR NEW.status <> 'draft' THEN "
                    "RETURN NEW; END IF; "
                    "SELECT closes_at INTO last FROM programs_call "
                    "WHERE id = NEW.call_id FOR SHARE; "
                    "SELECT greatest(last, max(closes_at)) INTO last "
                    "FROM programs_extension "
                    "WHERE call_id = NEW.call_id AND company_id = NEW.company_id; "
                    "IF clock_timestamp() >= last THEN "
                    + Guard.refuse("application_taken_back_before_the_close")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("application-detail", args=[self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return [
            (ScopeKind.PROGRAM, str(self.call.program_id)),
            *self.company.scope_keys(),
        ]

    @property
    def type_label(self) -> StrOrPromise:
        """What the company applies as, in words."""
        types = self.call.program.rules.types
        named = {each.code: each.label for each in types}
        return named.get(self.company_type, self.company_type)

    def open_questions(self) -> frozenset[str] | None:
        """The only questions that a correction under way may change; None: all."""
        if self.status != Status.CORRECTION:
            return None
        correction = getattr(self, "correction", None)
        if correction is None:
            return None
        open_to: frozenset[str] = correction.questions
        return open_to

    def refuse_bad_company(self) -> None:
        """A record that was not accepted, or lives on in another, does not apply."""
        if self.company.status in {Record.REFUSED, Record.MERGED}:
            raise Refusal(
                _("The record of this company was not accepted: %(status)s."),
                code="company",
                params={"status": self.company.get_status_display()},
            )

    def moves_for(self, user: Actor) -> list[Move]:
        """Without the steps that this kind of program does not have."""
        kind = self.call.program.rules
        return [m for m in super().moves_for(user) if kind.uses(str(m.target))]

    def closes_at(self) -> datetime:
        """The last moment for this company, its own extensions included."""
        given = self.call.extensions.filter(company=self.company_id)
        latest = given.aggregate(latest=models.Max("closes_at"))["latest"]
        return max(self.call.closes_at, latest) if latest else self.call.closes_at
