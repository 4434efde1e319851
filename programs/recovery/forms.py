"""What staff enter about money that is owed back: reasons, receipts, documents."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from foundation.money import CENT
from programs.awards.models import Award
from programs.catalogue.models import Program
from programs.recovery.queries import left_of
from programs.recovery.rules import ASKS_FOR, Case
from programs.recovery.rules.deferring import MOST_PARTS, Part
from programs.recovery.rules.reckoning import DAYS_TO_PAY
from programs.recovery.states import Breach

FIGURES = ("unspent", "target", "actual", "amount")


def yuan(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=16, decimal_places=2, min_value=0, **options
    )


def long_text(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, widget=widget, max_length=2_000, **options)


def a_file(label: Any) -> forms.FileField:
    return forms.FileField(label=label, required=False)


def a_day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput())


class ProposeForm(ErrandForm):
    """The breach and its facts; the amount is reckoned, never typed, but for one."""

    award = forms.ModelChoiceField(
        Award.objects.none(),
        label=capfirst(_("award")),
        help_text=_("Awards of which money is with the company."),
    )
    breach = forms.ChoiceField(
        label=pgettext_lazy("why money is asked back", "Reason"), choices=Breach
    )
    breached_on = a_day(_("Happened on"))
    basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        help_text=_("The rule and its article, or the clause of the agreement."),
    )
    explanation = long_text(
        pgettext_lazy("why money is asked back", "What happened"),
        help_text=_("The company reads this in the demand, word for word."),
    )
    unspent = yuan(
        _("Unspent by the audit (yuan)"),
        required=False,
        help_text=_("Only if acceptance failed."),
    )
    target = yuan(
        _("Target"), required=False, help_text=_("Only if a target was missed.")
    )
    actual = yuan(
        _("Reached"), required=False, help_text=_("Only if a target was missed.")
    )
    amount = yuan(
        capfirst(_("amount (yuan)")),
        required=False,
        help_text=_("Only for another reason; all others are reckoned by formula."),
    )
    with_interest = forms.BooleanField(
        label=_("With interest from the day of each payment"),
        required=False,
        help_text=_("False material always bears interest."),
    )
    days_to_pay = forms.IntegerField(
        label=_("Days to pay, from the letter on"),
        min_value=1,
        max_value=365,
        initial=DAYS_TO_PAY,
    )
    evidence = a_file(_("Evidence as a file"))

    def prepare(self) -> None:
        mine = Program.objects.all().within(self.user, Permission.PROPOSE_RECOVERY)
        rows = Award.objects.all().visible_to(self.user).filter(program__in=mine)
        with_money = rows.filter(paid__gt=F("recovered") + F("written_off"))
        asked: Any = self.fields["award"]
        asked.queryset = with_money.select_related("company").order_by("-id")
        asked.label_from_instance = lambda award: (
            f"{award.number} {award.company} ({award.paid - award.recovered:,.2f})"
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ASKS_FOR.get(told.get("breach", ""), ()):
            if told.get(name) is None and name in self.fields:
                self.add_error(name, _("This reason needs it."))
        if told.get("target") == 0:
            self.add_error("target", _("A target is more than zero."))
        return told

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        breach = told["breach"]
        figures: dict[str, Any] = {
            name: told[name] for name in ASKS_FOR.get(breach, ())
        }
        if told["with_interest"]:
            figures["with_interest"] = True
        case = Case(
            breach,
            told["breached_on"],
            told["basis"],
            told["explanation"],
            figures,
            told["days_to_pay"],
        )
        return {
            "award": told["award"],
            "case": case,
            "evidence": named(told["evidence"]),
        }


def named(file: Any) -> Any:
    """A file as the use cases take it: its name and its content."""
    return (file.name, file) if file else None


class RepayForm(ErrandForm):
    """An installment; what is left is filled in."""

    amount = yuan(capfirst(_("amount (yuan)")))
    receipt = forms.CharField(label=capfirst(_("treasury receipt")), max_length=60)
    received_on = a_day(capfirst(_("received on")))
    document = a_file(_("Receipt as a file"))

    def prepare(self) -> None:
        if self.subject is not None:
            self.initial["amount"] = left_of(self.subject)

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {**told, "document": named(told.pop("document"))}


class ReferForm(ErrandForm):
    referred_to = forms.CharField(
        label=_("Referred to"),
        max_length=120,
        help_text=_("The court or authority that enforces it."),
    )
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    reason = long_text(_("Reason"))


class WriteOffForm(ErrandForm):
    """Why it is given up; it says how much that is."""

    basis = forms.CharField(
        label=_("Basis document"),
        max_length=120,
        help_text=_("The number of the document that allows the write-off."),
    )
    explanation = long_text(_("Why it cannot be had"))
    document = a_file(_("Basis document as a file"))

    def prepare(self) -> None:
        if self.subject is not None:
            self.fields["explanation"].help_text = _(
                "All that is left, %(left)s yuan, is given up when the leader decides "
                "so. It stays a loss in the account of the award."
            ) % {"left": f"{left_of(self.subject):,}"}

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {**told, "document": named(told.pop("document"))}


def _day(place: int) -> forms.DateField:
    widget = forms.DateInput({"type": "date", "class": "govuk-input"})
    label = _("To be paid by, installment %(number)s") % {"number": place}
    return forms.DateField(label=label, widget=widget, required=False)


def _sum(place: int) -> forms.DecimalField:
    label = _("Amount (yuan), installment %(number)s") % {"number": place}
    widget = forms.TextInput({"inputmode": "decimal", "class": "govuk-input"})
    return forms.DecimalField(
        label=label, widget=widget, max_digits=16, decimal_places=2, required=False,
        min_value=CENT,
    )  # fmt: skip


class DeferralForm(forms.Form):
    """Later dates: a day and an amount for each installment, what is empty is none."""

    reason = long_text(_("Why it cannot be paid by the due date"))
    document = forms.FileField(
        label=_("Application, signed and sealed"),
        help_text=_("As PDF or photo, with what proves the reason; 50 MB."),
    )

    def __init__(self, *args: Any, left: Decimal, **options: Any) -> None:
        super().__init__(*args, **options)
        for place in range(1, MOST_PARTS + 1):
            self.fields[f"day_{place}"] = _day(place)
            self.fields[f"amount_{place}"] = _sum(place)
        self.fields["amount_1"].initial = left

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each installment, for the page."""
        places = range(1, MOST_PARTS + 1)
        return [(self[f"day_{place}"], self[f"amount_{place}"]) for place in places]

    @property
    def parts(self) -> list[Part]:
        told = self.cleaned_data
        pairs = [(told[day.name], told[sum_.name]) for day, sum_ in self.rows]
        return [(day, amount) for day, amount in pairs if day and amount]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for day, amount in self.rows:
            if bool(told.get(day.name)) != bool(told.get(amount.name)):
                missing = amount if told.get(day.name) else day
                if missing.name not in self.errors:
                    said = _("An installment has a date and an amount.")
                    self.add_error(missing.name, said)
        if not self.errors and not self.parts:
            self.add_error("day_1", _("Name at least one installment."))
        return told


class UndoForm(ErrandForm):
    reason = long_text(_("Reason"))
