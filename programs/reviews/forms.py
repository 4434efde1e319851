"""The score sheet as an expert fills it in, and conflicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.catalogue.rules import Criterion
from programs.experts.models import Expert
from programs.experts.states import ConflictKind
from programs.reviews.models import Assignment
from programs.reviews.rules import EXPLAINED, HIGH, LONGEST, LOW
from programs.reviews.states import Status


class SheetForm(forms.Form):
    """A field per criterion; anything can be typed, submitting says what is wrong."""

    mark_optional = False
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sheet: Sequence[Criterion],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for line in sheet:
            self.fields[line.code] = forms.CharField(
                label=line.label,
                required=False,
                max_length=LONGEST["points"],
                widget=forms.TextInput(
                    {
                        "inputmode": "decimal",
                        "autocomplete": "off",
                        "class": "govuk-input--width-4",
                        "data-suffix": f"/ {line.points}",
                    }
                ),
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            required=False,
            help_text=_(
                "What speaks for it and against it. Totals below %(low)s or above "
                "%(high)s are explained in at least %(needed)s characters."
            )
            % {"low": LOW, "high": HIGH, "needed": EXPLAINED},
            widget=forms.Textarea({"rows": 6, "maxlength": LONGEST["comment"]}),
        )
        self.fields["feedback"] = forms.CharField(
            label=_("For the applicant (optional)"),
            required=False,
            help_text=_(
                "This goes to the applicant with the decision, without your name: what "
                "was good, and what to do better. The comment above does not."
            ),
            widget=forms.Textarea({"rows": 4, "maxlength": LONGEST["feedback"]}),
        )

    def typed(self) -> dict[str, str]:
        """What was typed, whether it is right or not."""
        return {name: str(self.data.get(name, "")) for name in self.fields}


class RecuseForm(forms.Form):
    """What the conflict is; the word that the expert gives is kept."""

    kind = forms.ChoiceField(
        label=_("What connects you with the company?"),
        choices=ConflictKind,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1_000,
    )


NO_CONFLICT = "none"


class DeclarationForm(forms.Form):
    """One line of the declarations: nothing yet, no conflict, or which one."""

    mark_optional = False
    use_required_attribute = False

    answer = forms.ChoiceField(
        label=_("Conflict of interest"),
        required=False,
        choices=[
            ("", _("Not declared yet")),
            (NO_CONFLICT, _("I have no conflict")),
            *ConflictKind.choices,
        ],
    )
    reason = forms.CharField(
        label=_("In your own words, if there is one"), required=False, max_length=1_000
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, assignment: Assignment
    ) -> None:
        super().__init__(data, prefix=f"a{assignment.pk}")
        self.assignment = assignment

    @property
    def is_answered(self) -> bool:
        return bool(self.cleaned_data.get("answer"))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        conflict = told.get("answer") not in ("", NO_CONFLICT)
        if conflict and not told.get("reason", "").strip():
            self.add_error("reason", _("Please say what connects you."))
        return told


class ExposeForm(ErrandForm):
    """A conflict that came to light although the expert had declared none."""

    kind = forms.ChoiceField(label=_("kind"), choices=ConflictKind)
    reason = forms.CharField(
        label=_("What came to light, and how"),
        max_length=300,
        help_text=_(
            "The score is voided and the result computed anew; the expert's record of "
            "credit says why. Whoever belongs to an applicant loses every score in the "
            "call."
        ),
        widget=forms.Textarea({"rows": 3}),
    )


class ConfirmForm(ErrandForm):
    """Who of the panel looked at a score far from the others, and why it stands."""

    chair = forms.ModelChoiceField(Expert.objects.none(), label=_("chair"))
    reason = forms.CharField(
        label=_("Why it stands"),
        max_length=1_000,
        help_text=_(
            "If it should not stand, open the assignment for rescoring instead, with "
            "the reason."
        ),
        widget=forms.Textarea({"rows": 3}),
    )

    def prepare(self) -> None:
        own = self.subject.assignment
        panel = Assignment.objects.filter(
            application=own.application_id, status=Status.SCORED
        ).exclude(expert=own.expert_id)
        rows = Expert.objects.filter(pk__in=panel.values("expert"))
        asked: Any = self.fields
        asked["chair"].queryset = rows.select_related("user")


class VoteForm(ErrandForm):
    """How a panel voted where points left a tie."""

    number = forms.CharField(label=_("number of the application"), max_length=20)
    votes = forms.IntegerField(label=_("votes for it"), min_value=0, max_value=99)
    cast = forms.IntegerField(label=_("votes cast"), min_value=1, max_value=99)
    minutes = forms.CharField(
        label=_("minutes"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        seen = Application.objects.all().visible_to(self.user)
        self.application = seen.filter(number=number).first()
        if self.application is None:
            raise forms.ValidationError(_("There is no such application."))
        return number

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        del told["number"]
        return {"application": self.application, **told}


class LineForm(forms.Form):
    """Where the line would be drawn, to see who changes sides."""

    line = forms.IntegerField(label=_("Places"), min_value=1, max_value=9_999)
