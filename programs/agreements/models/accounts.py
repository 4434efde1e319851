"""The bank accounts of companies: entered by one, verified by another, never edited."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.agreements.states import ACCOUNT_LIFECYCLE, AccountStatus
from startups.companies.models import Company

SHOWN_DIGITS = 4
ENTERED = (
    "company_id", "holder", "bank", "branch_code", "number", "proof_id",
    "entered_by_id", "entered_at",
)  # fmt: skip
VERIFIED = ("verified_by_id", "verified_at", "valid_from")


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def visible_to(self, user: Actor) -> "BankAccountQuerySet":
        """Those of companies whose awards this person reads."""
        return self.filter(
            company__in=Company.objects.all().within(user, Permission.READ_AWARDS)
        )


class BankAccount(HasLifecycle):
    """Where a company is paid: as it was entered, with the paper that proves it.

    Another account is another row. `valid_until` is the first day on which it is not
    paid to any more.
    """

    lifecycle: ClassVar[Lifecycle] = ACCOUNT_LIFECYCLE

    company = models.ForeignKey(
        Company,
        models.PROTECT,
        related_name="bank_accounts",
        verbose_name=_("company"),
    )
    holder = models.CharField(_("account holder"), max_length=200)
    bank = models.CharField(_("bank and branch"), max_length=120)
    branch_code = models.CharField(_("branch code"), max_length=12)
    number = models.CharField(_("account number"), max_length=32)
    proof = models.OneToOneField(
        "foundation.StoredFile",
        models.PROTECT,
        related_name="bank_account",
        verbose_name=_("proof"),
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=AccountStatus,
        default=AccountStatus.ENTERED,
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered"), null=True, editable=False)
    entered_by = person_field(_("entered by"))
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = person_field(_("verified by"))
    valid_from = models.DateField(_("valid from"), null=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, editable=False)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="bank_account_number_is_plausible",
                condition=Q(number__regex=r"^[0-9]{8,32}$"),
                violation_error_code="number",
                violation_error_message=_(
                    "The number of a bank account has 8 to 32 digits."
                ),
            ),
            models.CheckConstraint(
                name="bank_account_branch_code_is_plausible",
                condition=Q(branch_code__regex=r"^[0-9]{12}$"),
                violation_error_code="branch_code",
                violation_error_message=_("The code of a bank's branch has 12 digits."),
            ),
            models.CheckConstraint(
                name="bank_account_valid_once_verified",
                condition=Q(status__in=["entered", "refused"], valid_from=None)
                | Q(status="verified", valid_from__isnull=False, valid_until=None)
                | Q(
                    status="replaced",
                    valid_from__isnull=False,
                    valid_until__isnull=False,
                    valid_until__gte=F("valid_from"),
                ),
                violation_error_code="valid",
                violation_error_message=_(
                    "An account is valid from its verification until it is replaced."
                ),
            ),
            models.UniqueConstraint(
                name="bank_account_one_verified_per_company",
                fields=["company"],
                condition=Q(status="verified"),
                violation_error_code="account",
                violation_error_message=_(
                    "A company has one verified bank account at a time."
                ),
            ),
            models.UniqueConstraint(
                name="bank_account_one_waiting_per_company",
                fields=["company"],
                condition=Q(status="entered"),
                violation_error_code="account",
                violation_error_message=_(
                    "A bank account of this company waits for verification already."
                ),
            ),
            both_or_neither("bank_account", "entered"),
            both_or_neither("bank_account", "verified"),
            by_another(
                "bank_account_verified_by_another",
                "verified_by",
                "entered_by",
                _("Whoever enters a bank account cannot verify it as well."),
            ),
        ]
        indexes = [models.Index("number", name="bank_account_by_number")]
        triggers = [
            *lifecycle_guards("bank_account", ACCOUNT_LIFECYCLE),
            frozen(
                "bank_account_is_never_edited",
                _("A bank account stays as it was entered; enter the new one."),
                *ENTERED,
                once={
                    "OLD.valid_from IS NOT NULL": VERIFIED,
                    "OLD.valid_until IS NOT NULL": ["valid_until"],
                },
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.masked}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()

    @property
    def masked(self) -> str:
        """The number as people see it who do not pay."""
        return f"···· {self.number[-SHOWN_DIGITS:]}"

    def shown_to(self, user: Actor) -> str:
        """In full for finance and for the company that it belongs to."""
        whole = (Permission.VERIFY_ACCOUNT, Permission.REQUEST_CHANGE)
        if any(user.may(right, at=self) for right in whole):
            return self.number
        return self.masked
