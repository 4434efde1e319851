"""Asking the conditions once more when something is handed in, and keeping it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal, several_units
from programs.eligibility.models import Screening
from programs.eligibility.queries import examined
from programs.eligibility.rules import bar


@several_units
def screen(submission: Any, *, at: datetime, bars: bool = True) -> Screening:
    """Keep what the check says of a submission, in the transaction that makes it.

    A hard condition that is clearly not met refuses the whole; what needs evidence
    does not. A correction is kept with its findings and left to the formal review.
    """
    found = examined(submission.application, at=at)
    if bars and (sentence := bar(found)):
        raise Refusal(
            _("The company cannot apply. %(why)s"),
            code="ineligible",
            params={"why": sentence},
        )
    return Screening.objects.create(
        submission=submission,
        rule_version=submission.application.call.program.rule_version,
        findings=found,
    )
