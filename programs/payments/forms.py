"""What staff enter about money: evidence, references, days; no amount paid out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.edges.errands import ErrandForm
from programs.catalogue.states import Source
from programs.payments.models import Gate, Payment
from programs.payments.queries import ready
from programs.payments.rules import LARGEST
from programs.payments.states import EntryKind


class DayForm(forms.Form):
    """As of which day; the year of the day is the budget's."""

    on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "govuk-input"}),
    )


class GrantForm(ErrandForm):
    """The approval document; the deciding meeting's when none is given."""

    document_number = forms.CharField(
        label=_("document number"), max_length=40, required=False
    )


class GateForm(ErrandForm):
    """Which condition of the tranche."""

    gate = forms.ModelChoiceField(Gate.objects.none(), label=_("condition"))

    def prepare(self) -> None:
        if self.subject is not None:
            asked: Any = self.fields
            shut = self.subject.gates.filter(met_on=None, waived_at=None)
            asked["gate"].queryset = shut


class ConfirmForm(GateForm):
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=200,
        help_text=_("By what one can see it: a document, its number, its day."),
    )


class WaiveForm(GateForm):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1_000
    )


class BatchForm(ErrandForm):
    """Approved payments that wait for the bank, all of one source."""

    payments = forms.ModelMultipleChoiceField(
        Payment.objects.none(),
        label=_("payments"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All of one source. Another person releases the batch, and then it goes "
            "to the bank."
        ),
        error_messages={"required": _("Choose at least one payment.")},
    )

    def prepare(self) -> None:
        field: Any = self.fields["payments"]
        field.queryset = ready()  # who books payments books them everywhere
        field.label_from_instance = _in_words


def _in_words(payment: Payment) -> str:
    source = payment.tranche.get_source_display()
    return f"{payment.number} · {source} · {payment.account_name} · {payment.amount:,}"


def _not_too_large(file: Any) -> None:
    """Before it is read."""
    if file.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than 5 MB."))


class ReplyForm(ErrandForm):
    file = forms.FileField(
        label=_("the bank's reply"),
        help_text=_(
            "CSV: the first line KAPOK-REPLY, 1, the batch, the day, the number of "
            "lines, the total paid; then payment, account, amount, result (paid or "
            "returned), reference, day, reason. The same file counts once."
        ),
        validators=[_not_too_large],
    )


class BookForm(ErrandForm):
    bank_reference = forms.CharField(label=_("bank reference"), max_length=40)
    paid_on = forms.DateField(label=_("paid on"), widget=forms.DateInput)


class RecoverForm(ErrandForm):
    amount = forms.DecimalField(
        label=_("amount (yuan)"), max_digits=16, decimal_places=2, min_value=0
    )
    source = forms.ChoiceField(label=_("source"), choices=Source)
    reference = forms.CharField(
        label=_("treasury receipt"),
        max_length=60,
        help_text=_(
            "For money that a company gives back of its own accord. What is asked "
            "back is booked with its demand."
        ),
    )
    recovered_on = forms.DateField(label=_("received on"), widget=forms.DateInput)


class ReverseForm(ErrandForm):
    """A reason, and what the reversal of such an entry brings about."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1_000
    )

    def prepare(self) -> None:
        if self.subject is not None:
            self.fields["reason"].help_text = REVERSED.get(
                self.subject.kind, _("An entry the other way round is added.")
            )


REVERSED: Mapping[str, StrOrPromise] = {
    EntryKind.PAYMENT: _(
        "For what was booked by mistake: it counts as never paid, on any day, and the "
        "payment is canceled. What the bank has sent back is noted as returned instead."
    ),
    EntryKind.RETURN: _(
        "For what was booked by mistake: the payment counts as paid again."
    ),
}
