"""What somebody holds against a notice."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle
from programs.catalogue.models import Program
from programs.selection.models.notices import PublicNotice
from programs.selection.models.proposals import Proposal
from programs.selection.states import (
    OBJECTION_LIFECYCLE,
    UNDECIDED,
    ObjectionStatus,
    Signature,
)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: Actor) -> "ObjectionQuerySet":
        """Whoever handles them, and supervision; who objects is confidential."""
        if user.may(Permission.READ_JOURNAL):
            return self
        mine = Program.objects.all().within(user, Permission.HANDLE_OBJECTION)
        return self.filter(notice__program__in=mine)

    def undecided(self) -> "ObjectionQuerySet":
        return self.filter(status__in=UNDECIDED)


class Objection(HasLifecycle):
    """What somebody holds against a notice; who they are stays confidential."""

    lifecycle: ClassVar[Lifecycle] = OBJECTION_LIFECYCLE

    notice = models.ForeignKey(
        PublicNotice,
        models.PROTECT,
        related_name="objections",
        verbose_name=pgettext_lazy("document", "public notice"),
    )
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("against"),
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    signed_with = models.CharField(
        _("signed with"),
        max_length=10,
        choices=Signature,
        default=Signature.REAL_NAME,
    )
    objector = models.CharField(_("name"), max_length=80)
    contact = models.CharField(_("contact"), max_length=120)
    content = models.TextField(_("content and reasons"))
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ObjectionStatus,
        default=ObjectionStatus.REGISTERED,
        editable=False,
    )
    received_on = models.DateTimeField(_("received"), db_default=Now())

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_on"]
        triggers = [
            *lifecycle_guards("objection", OBJECTION_LIFECYCLE),
            Guard(
                name="objection_within_its_window",
                code="window",
                when_broken=_("Objections to this notice were taken until %(until)s."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("n", "record")],
                func=(
                    "NEW.received_on := clock_timestamp(); "
                    "SELECT status, objections_close_at INTO n "
                    "FROM programs_publicnotice WHERE id = NEW.notice_id "
                    "FOR KEY SHARE; "
                    "IF n.status <> 'published' "
                    "OR NEW.received_on >= n.objections_close_at THEN "
                    + Guard.refuse(
                        "objection_within_its_window",
                        until="to_char(n.objections_close_at AT TIME ZONE "
                        "'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.notice.scope_keys()
