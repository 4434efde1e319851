"""One checklist per submission, one row per item; four eyes are a guard."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another, only_while
from foundation.states import Lifecycle
from foundation.translated import pick
from programs.applications.models import Application, Submission
from programs.catalogue.models import Program
from programs.catalogue.rules import Outcome as Found
from programs.formal.rules import BY_CODE
from programs.formal.states import LIFECYCLE, Answer, Outcome, Status


class FormalCase(Application):
    """An application as the formal review sees it: with its checklist."""

    class Meta:
        proxy = True
        verbose_name = _("formal review")
        verbose_name_plural = _("formal reviews")


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def visible_to(self, user: Actor) -> "ChecklistQuerySet":
        """Whoever reviews or reads scores of the program; a company never."""
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(application__call__program__in=mine)


class Checklist(HasLifecycle):
    """What was found of one submission; a correction gets a checklist of its own."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="checklists",
        verbose_name=_("application"),
    )
    submission = models.OneToOneField(
        Submission,
        models.PROTECT,
        related_name="checklist",
        verbose_name=_("submission"),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.OPEN,
        editable=False,
    )
    outcome = models.CharField(
        _("result"), max_length=12, choices=Outcome, blank=True, editable=False
    )
    opened_at = models.DateTimeField(_("begun"), null=True, editable=False)
    opened_by = person_field(_("begun by"))
    concluded_at = models.DateTimeField(_("checked"), null=True, editable=False)
    concluded_by = person_field(_("checked by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = person_field(_("confirmed by"))

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="checklist_one_alive_per_application",
                fields=["application"],
                condition=~Q(status=Status.SUPERSEDED),
                violation_error_code="checklist",
                violation_error_message=_("This application is being checked already."),
            ),
            models.CheckConstraint(
                name="checklist_concludes_with_a_result",
                condition=Q(status__in=[Status.OPEN, Status.SUPERSEDED])
                | ~Q(outcome=""),
                violation_error_code="outcome",
                violation_error_message=_("A checklist concludes with a result."),
            ),
            by_another(
                "checklist_confirmed_by_another",
                "confirmed_by",
                "concluded_by",
                _("Whoever checked this cannot be its second checker as well."),
            ),
            both_or_neither("checklist", "opened"),
            both_or_neither("checklist", "concluded"),
            both_or_neither("checklist", "confirmed"),
        ]
        triggers = [
            *lifecycle_guards("checklist", LIFECYCLE),
            Guard(
                name="checklist_result_follows_its_items",
                code="items",
                when_broken={
                    "open": _("%(count)s items of the checklist are still open."),
                    "outcome": _("The result is not what the items come to."),
                },
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("count", "int"), ("bad", "int")],
                func=(
                    "IF NEW.status <> 'concluded' THEN RETURN NEW; END IF; "
                    "SELECT count(*) FILTER (WHERE answer = ''), "
                    "count(*) FILTER (WHERE answer = 'not_met') INTO count, bad "
                    "FROM programs_checklistitem WHERE checklist_id = NEW.id; "
                    "IF count > 0 THEN "
                    + Guard.refuse(
                        "checklist_result_follows_its_items",
                        why="'open'",
                        count="count",
                    )
                    + " END IF; IF (bad > 0) <> (NEW.outcome = 'ineligible') THEN "
                    + Guard.refuse(
                        "checklist_result_follows_its_items", why="'outcome'"
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="checklist_second_checker_answered_nothing",
                code="four_eyes",
                when_broken=_(
                    "Whoever checked this cannot be its second checker as well."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                func=(
                    "IF NEW.status = 'confirmed' AND EXISTS (SELECT 1 FROM "
                    "programs_checklistitem WHERE checklist_id = NEW.id "
                    "AND answered_by_id = NEW.confirmed_by_id) THEN "
                    + Guard.refuse("checklist_second_checker_answered_nothing")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission)

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


class ChecklistItem(models.Model):
    """One item: what the rules read and found, and what stands as the answer.

    An answer without a person is the rule's own. What a rule leaves open, or what
    somebody sees otherwise than the rule, a person answers by name and says why.
    """

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("item"), max_length=16)
    found = models.CharField(
        _("by the rules"), max_length=16, choices=Found, blank=True
    )
    read = models.JSONField(_("what was read"), default=dict)  # text by language
    answer = models.CharField(
        pgettext_lazy("checklist", "answer"), max_length=16, choices=Answer, blank=True
    )
    note = models.TextField(_("note"), blank=True)
    answered_at = models.DateTimeField(
        pgettext_lazy("checklist", "answered"), null=True
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of a checklist")
        ordering = ["checklist", "position"]
        constraints = [
            models.UniqueConstraint(
                name="checklist_item_once_per_checklist",
                fields=["checklist", "code"],
                violation_error_code="items",
                violation_error_message=_("This item is on the checklist already."),
            ),
            models.CheckConstraint(
                name="checklist_item_says_what_is_not_met",
                condition=~Q(answer=Answer.NOT_MET)
                | ~Q(note="")
                | Q(found=Found.FAIL, answered_by=None),
                violation_error_code="note",
                violation_error_message=_(
                    "Say what is not met: the company reads it as the reason."
                ),
            ),
            models.CheckConstraint(
                name="checklist_item_says_why_a_rule_is_overruled",
                condition=~Q(found=Found.FAIL)
                | Q(answer__in=["", Answer.NOT_MET])
                | ~Q(note=""),
                violation_error_code="note",
                violation_error_message=_(
                    "The rules find that this is not met. Say why it stands all the "
                    "same."
                ),
            ),
            both_or_neither("checklist_item", "answered"),
        ]
        triggers = [
            only_while(
                "status = 'open'",
                "checklist_items_stand_once_concluded",
                _("The checklist has been handed over; give it back to change it."),
                of="programs_checklist",
                at="{row}.checklist_id",
                code="concluded",
            )
        ]

    def __str__(self) -> str:
        return f"{self.checklist} {self.code}"

    @property
    def label(self) -> StrOrPromise:
        item = BY_CODE.get(self.code)
        return item.label if item else self.code

    @property
    def help(self) -> StrOrPromise:
        item = BY_CODE.get(self.code)
        return item.help if item else ""

    @property
    def was_read(self) -> str:
        return pick(self.read) if self.read else ""

    def reason(self) -> str:
        """What the company reads when this is not met."""
        return f"{self.label}: {self.note or self.was_read}"

    def scope_keys(self) -> list[Any]:
        return self.checklist.scope_keys()


pgtrigger.register(
    Guard(
        name="application_decided_by_confirmed_checklist",
        code="checklist",
        when_broken=_(
            "An application becomes eligible or ineligible by its checklist, once a "
            "second person has confirmed it."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF OLD.status <> 'formal_review' "
            "OR NEW.status NOT IN ('eligible', 'ineligible') THEN RETURN NEW; END IF; "
            "PERFORM 1 FROM programs_checklist c WHERE c.application_id = NEW.id "
            "AND c.status = 'confirmed' AND c.outcome = NEW.status "
            "AND c.submission_id = (SELECT s.id FROM programs_submission s "
            "WHERE s.application_id = NEW.id ORDER BY s.sequence DESC LIMIT 1); "
            "IF NOT FOUND THEN "
            + Guard.refuse("application_decided_by_confirmed_checklist")
            + " END IF; RETURN NEW;"
        ),
    )
)(Application)
