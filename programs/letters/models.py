"""The letter that tells an applicant what was decided and why: whatever the outcome."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import Guard, append_only, both_or_neither
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.letters.states import REFUSING, STANDS, Outcome
from startups.companies.models import Company


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Actor) -> "LetterQuerySet":
        """The company's people, and staff who may read scores; nobody else.

        A district reads its own refusals: what experts said is not for it.
        """
        seen = Application.objects.all().visible_to(user)
        theirs = Company.objects.all().within(user, Permission.APPLY)
        staffed = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(
            Q(application__company__in=theirs)
            | Q(application__call__program__in=staffed),
            application__in=seen,
        )


class Letter(models.Model):
    """One letter, as it was sent: both languages, frozen, with their hash."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="letters",
        verbose_name=_("application"),
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    reasons = models.JSONField(_("reasons"), default=list)  # [text or {language: text}]
    feedback = models.JSONField(_("feedback of the experts"), default=list)
    content = models.JSONField(_("letter"))  # {language: what it says}
    sha256 = models.CharField("SHA-256", max_length=64)
    dated_on = models.DateTimeField(_("dated"))
    issued_at = models.DateTimeField(_("issued"), null=True)
    issued_by = person_field(_("issued by"))

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to an applicant")
        verbose_name_plural = _("letters to applicants")
        ordering = ["-id"]
        constraints = [
            both_or_neither("letter", "issued"),
            models.UniqueConstraint(
                name="letter_once_per_application_and_outcome",
                fields=["application", "outcome"],
                violation_error_code="letter",
                violation_error_message=_("This applicant has been told so already."),
            ),
            models.CheckConstraint(
                name="letter_gives_reasons",
                condition=~Q(outcome__in=REFUSING) | ~Q(reasons=[]),
                violation_error_code="reasons",
                violation_error_message=_("Whoever is refused is told why."),
            ),
        ]
        triggers = [
            *append_only("letter"),
            Guard(
                name="letter_says_what_is_so",
                code="outcome",
                when_broken=_("This is not how the application stands."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM programs_application a "
                    "WHERE a.id = NEW.application_id AND (NEW.outcome, a.status) IN ("
                    + ", ".join(
                        f"('{outcome}', '{status}')"
                        for outcome, statuses in STANDS.items()
                        for status in sorted(statuses)
                    )
                    + ")) THEN "
                    + Guard.refuse("letter_says_what_is_so")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("letter-detail", args=[self.application.number, self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()
