"""What a letter can tell an applicant, and when it is so."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.applications.states import Status as S


class Outcome(models.TextChoices):
    NOT_RECOMMENDED = "not_recommended", _("not recommended")
    INELIGIBLE = "ineligible", _("ineligible")
    NOT_SELECTED = "not_selected", _("not selected")
    SELECTED = "selected", _("proposed for selection")
    RESERVE = "reserve", _("on the reserve list")
    REMOVED = "removed", _("taken off the list")


O = Outcome  # noqa: E741  # O is for outcome

# Where an application stands that such a letter may be about.
STANDS: Mapping[str, frozenset[str]] = {
    O.NOT_RECOMMENDED: frozenset({S.NOT_RECOMMENDED}),
    O.INELIGIBLE: frozenset({S.INELIGIBLE}),
    O.NOT_SELECTED: frozenset({S.NOT_SELECTED}),
    O.REMOVED: frozenset({S.NOT_SELECTED}),
    O.SELECTED: frozenset({S.PROPOSED, S.PUBLIC_NOTICE, S.OBJECTION, S.APPROVED}),
    O.RESERVE: frozenset(
        {S.SCORED, S.SITE_VISIT, S.JOINT_REVIEW, S.PROPOSED, S.NOT_SELECTED}
    ),
}

# What nobody is told without being told why.
REFUSING = (O.NOT_RECOMMENDED, O.INELIGIBLE, O.NOT_SELECTED, O.REMOVED)

# The letter that an application gets when nobody wrote one with the decision.
ENDS: Mapping[str, Outcome] = {
    S.NOT_RECOMMENDED: O.NOT_RECOMMENDED,
    S.INELIGIBLE: O.INELIGIBLE,
    S.NOT_SELECTED: O.NOT_SELECTED,
}

# Whoever has one of these knows how it ended, or that it may still go on.
FINAL = (*REFUSING, O.RESERVE)
