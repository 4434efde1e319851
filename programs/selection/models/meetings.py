"""A meeting that decides, with its document."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from programs.catalogue.models import Program


class OfProgramQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Actor) -> "OfProgramQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(program__in=mine)


class Meeting(models.Model):
    """A meeting that decided, with its document."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="meetings", verbose_name=_("program")
    )
    number = models.CharField(_("document number"), max_length=40)
    held_on = models.DateField(_("held on"))
    minutes = models.TextField(_("minutes"), blank=True)

    objects = OfProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                name="meeting_once_per_document",
                fields=["number"],
                violation_error_code="meeting",
                violation_error_message=_(
                    "There is a meeting with this document number already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()
