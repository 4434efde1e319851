"""Who may judge, and why somebody must not judge an application."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import RoleGrant
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.experts.states import ConflictKind


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: Actor) -> "ExpertQuerySet":
        return self if user.may(Permission.READ_EXPERTS) else self.none()

    def available(self) -> "ExpertQuerySet":
        """Those who can be drawn: nobody who may read other people's scores."""
        staff = RoleGrant.objects.with_permission(Permission.READ_SCORES)
        free = self.filter(is_available=True, user__is_active=True)
        return free.exclude(user__in=staff.values("user"))


class Expert(models.Model):
    """Somebody who may be drawn to score: what they know, and whom they work for."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="expert",
        verbose_name=_("account"),
    )
    title = models.CharField(
        pgettext_lazy("expert", "title"), max_length=80, blank=True
    )
    employer = models.CharField(_("employer"), max_length=120)
    former_employers = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        verbose_name=_("former employers (3 years)"),
    )
    fields = ArrayField(
        models.CharField(max_length=40), default=list, verbose_name=_("fields")
    )
    is_available = models.BooleanField(_("available"), default=True)
    credit = models.SmallIntegerField(_("credit score"), default=100)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class OfCallQuerySet(models.QuerySet[Any]):
    """Rows of a call's review: for readers of scores, within their programs."""

    path = "call__program__in"

    def visible_to(self, user: Actor) -> "OfCallQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(**{self.path: mine})


class ConflictQuerySet(OfCallQuerySet):
    path = "application__call__program__in"


class Conflict(models.Model):
    """Why an expert must not score an application; kept when the assignment is gone."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="conflicts"
    )
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    note = models.TextField(_("note"), blank=True)
    declared = models.BooleanField(_("declared by the expert"), default=False)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                name="conflict_once_per_kind",
                fields=["application", "expert", "kind"],
                violation_error_code="conflict",
                violation_error_message=_("This conflict is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.get_kind_display()}"
