"""Where a payment goes: the company's verified account, copied when it is requested."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard
from programs.agreements.models import BankAccount

SHOWN_DIGITS = 4


class Destination(models.Model):
    """The account as it was on the day of the request; it never changes."""

    account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        related_name="payments",
        editable=False,
        verbose_name=_("bank account"),
    )
    account_name = models.CharField(_("account in the name of"), max_length=200)
    account_bank = models.CharField(_("bank and branch"), max_length=120)
    branch_code = models.CharField(_("branch code"), max_length=12)
    account_number = models.CharField(_("account number"), max_length=32)

    class Meta:
        abstract = True

    @property
    def masked(self) -> str:
        """The number as people see it who do not pay."""
        return f"···· {self.account_number[-SHOWN_DIGITS:]}"


COPIED = {
    "account_name": "holder",
    "account_bank": "bank",
    "branch_code": "branch_code",
    "account_number": "number",
}


def copied_from(account: BankAccount) -> dict[str, object]:
    """The columns of a payment that goes to this account."""
    copied = {mine: getattr(account, theirs) for mine, theirs in COPIED.items()}
    return {"account": account, **copied}


def goes_to_the_verified_account() -> Guard:
    """Entered by one and verified by another, of this company, and still in use when
    the payment leaves.
    """
    name = "payment_goes_to_the_verified_account"
    same = " AND ".join(f"b.{theirs} = NEW.{mine}" for mine, theirs in COPIED.items())
    frozen = " OR ".join(
        f"NEW.{mine} IS DISTINCT FROM OLD.{mine}" for mine in ("account_id", *COPIED)
    )
    return Guard(
        name=name,
        code="account",
        when_broken={
            "unverified": _(
                "A payment goes to the company's bank account, entered by one person "
                "and verified by another."
            ),
            "frozen": _("The account of a payment is frozen with its request."),
            "replaced": _(
                "The company's bank account has been replaced since; cancel this "
                "payment and request it anew."
            ),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("why", "text")],
        func=(
            "IF TG_OP = 'INSERT' THEN IF NOT EXISTS (SELECT 1 "
            "FROM programs_bankaccount b JOIN programs_award a "
            "ON a.company_id = b.company_id WHERE b.id = NEW.account_id "
            f"AND a.id = NEW.award_id AND b.status = 'verified' AND {same}) "
            "THEN why := 'unverified'; END IF; "
            f"ELSIF {frozen} THEN why := 'frozen'; "
            "ELSIF NEW.status = 'instructed' AND NEW.status <> OLD.status THEN "
            "PERFORM 1 FROM programs_bankaccount b WHERE b.id = NEW.account_id "
            "AND b.status = 'verified' FOR SHARE; "
            "IF NOT FOUND THEN why := 'replaced'; END IF; END IF; "
            "IF why IS NOT NULL THEN "
            + Guard.refuse(name, why="why")
            + " END IF; RETURN NEW;"
        ),
    )
