"""What an officer decides when a form is issued."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm


class IssueForm(ErrandForm):
    """Whether drafts under way follow."""

    carries_over = forms.BooleanField(
        label=_("Take the drafts under way over to this form"),
        required=False,
        initial=True,
        help_text=_(
            "Answers go by the ids of their questions, none is lost, and the "
            "applicants are told. Otherwise drafts keep the form they began with."
        ),
    )
