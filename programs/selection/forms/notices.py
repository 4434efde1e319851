"""What staff enter about a notice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from foundation.files.rules import ACCEPTED
from programs.catalogue.models import Program
from programs.selection.models import Proposal, PublicNotice
from programs.selection.states import NoticeStatus, ProposalStatus

TEXTS = ("title", "text", "issuer")
PLACES = ("basis", "contact", "phone", "email", "address")


class WordedForm(ErrandForm):
    """What a notice says, in both languages, and where one objects (D§1.5)."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=200)
    title_en = forms.CharField(
        label=_("title (English)"), max_length=200, required=False
    )
    text_zh = forms.CharField(
        label=_("text (Chinese)"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    text_en = forms.CharField(
        label=_("text (English)"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    basis = forms.CharField(
        label=_("basis document"),
        max_length=200,
        required=False,
        help_text=_("Left empty: that of the program."),
    )
    issuer_zh = forms.CharField(label=_("issuing body (Chinese)"), max_length=120)
    issuer_en = forms.CharField(
        label=_("issuing body (English)"), max_length=120, required=False
    )
    contact = forms.CharField(label=_("contact"), max_length=80)
    phone = forms.CharField(
        label=_("phone"),
        max_length=40,
        help_text=_("The only phone number that the scan lets pass by itself."),
    )
    email = forms.EmailField(label=_("e-mail"), required=False)
    address = forms.CharField(label=_("postal address"), max_length=200)

    def prepare(self) -> None:
        """As it is; a new one begins with where the last one took objections."""
        before = self.subject or self._latest()
        fresh = PublicNotice()
        for name in TEXTS:
            known = name == "issuer" or self.subject is not None
            texts = getattr(before if before and known else fresh, name)
            self.initial[f"{name}_zh"] = texts.get("zh-hans", "")
            self.initial[f"{name}_en"] = texts.get("en", "")
        for name in PLACES:
            if before and (self.subject or name != "basis"):
                self.initial[name] = getattr(before, name)

    def _latest(self) -> PublicNotice | None:
        seen = PublicNotice.objects.all().visible_to(self.user)
        return seen.exclude(status=NoticeStatus.DRAFT).order_by("-pk").first()

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        for name in TEXTS:
            both = {"zh-hans": told.pop(f"{name}_zh"), "en": told.pop(f"{name}_en")}
            told[name] = {code: text for code, text in both.items() if text}
        return told


class PrepareForm(WordedForm):
    """A notice with every proposal of the program that is decided and in no other."""

    program = forms.ModelChoiceField(Program.objects.none(), label=_("program"))
    slug = forms.SlugField(
        label=_("web address"),
        max_length=40,
        help_text=_("Small letters, figures and hyphens, such as role-models-2026."),
    )
    field_order = ("program", "slug")

    def prepare(self) -> None:
        super().prepare()
        mine = Program.objects.all().within(self.user, Permission.PUBLISH_NOTICE)
        asked: Any = self.fields
        asked["program"].queryset = mine

    def facts(self) -> dict[str, Any]:
        told = super().facts()
        return {**told, "proposals": list(_waiting(told["program"]))}


class CorrectForm(WordedForm):
    """A corrected notice says why it replaces the other."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1_000,
        help_text=_("The public reads it, beside what has changed."),
    )
    proposals = forms.ModelMultipleChoiceField(
        Proposal.objects.none(),
        label=_("Comes onto the list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Decided for and in no notice yet, as who has moved up."),
    )
    field_order = ("reason", "proposals")

    def prepare(self) -> None:
        super().prepare()
        asked: Any = self.fields
        if self.subject is not None:
            waiting = _waiting(self.subject.program)
            asked["proposals"].queryset = waiting
            self.initial["proposals"] = waiting
        asked["proposals"].label_from_instance = _named

    def facts(self) -> dict[str, Any]:
        told = super().facts()
        return {**told, "proposals": list(told["proposals"])}


def _waiting(program: Program) -> Any:
    rows = Proposal.objects.filter(
        program=program, status=ProposalStatus.DECIDED, notice=None
    )
    return rows.select_related("application__company")


def _named(proposal: Proposal) -> str:
    return f"{proposal.rank}. {proposal.application.company}"


class AttachForm(ErrandForm):
    """A file that goes with the notice."""

    attached = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=_("Everyone can download it. The scan reads its text at once."),
    )

    def facts(self) -> dict[str, Any]:
        sent = self.cleaned_data["attached"]
        return {"name": sent.name or "", "content": sent}


class AcceptForm(ErrandForm):
    """Why a finding may stand; whoever says so answers for it by name."""

    reason = forms.CharField(
        label=_("Why it may stand in public"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1_000,
    )

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if not reason:
            raise ValidationError(_("Please give a reason."))
        return reason
