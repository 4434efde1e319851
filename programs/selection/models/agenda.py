"""What a meeting is to decide about each proposal, how it voted, who stepped aside."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.refusals import Guard, both_or_neither
from foundation.translated import TranslatedText
from programs.selection.models.meetings import (
    Attendee,
    Meeting,
    OfMeetingQuerySet,
    until_minuted,
)
from programs.selection.models.proposals import Proposal
from programs.selection.states import Verdict

VOTES = ("votes_for", "votes_against", "votes_abstained")


def _list_is_fixed() -> Guard:
    """An agenda grows and shrinks only while it is prepared."""
    name = "agenda_item_list_is_fixed"
    return Guard(
        name=name,
        code="frozen",
        when_broken=_("The agenda of this meeting is fixed."),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        declare=[("stands", "text"), ("at", "bigint")],
        func=(
            "IF TG_OP = 'DELETE' THEN at := OLD.meeting_id; "
            "ELSE at := NEW.meeting_id; END IF; "
            "SELECT status INTO stands FROM programs_meeting WHERE id = at FOR SHARE; "
            "IF stands <> 'planned' THEN "
            + Guard.refuse(name)
            + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
        ),
    )


def _votes_are_of_those_present() -> Guard:
    """Whoever stepped aside, or was not there, has no vote."""
    name = "agenda_item_votes_of_those_present"
    return Guard(
        name=name,
        code="votes",
        when_broken={
            "number": _(
                "%(given)s votes were counted, but only %(present)s people could vote "
                "about this."
            ),
            "closed": _(
                "A verdict and its votes are written down before the minutes are "
                "closed."
            ),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        declare=[("stands", "text"), ("present", "integer"), ("given", "integer")],
        func=(
            "IF ROW(OLD.verdict, OLD.reason, OLD.reserve_position, OLD.votes_for, "
            "OLD.votes_against, OLD.votes_abstained, OLD.proposal_id, OLD.meeting_id) "
            "IS NOT DISTINCT FROM ROW(NEW.verdict, NEW.reason, NEW.reserve_position, "
            "NEW.votes_for, NEW.votes_against, NEW.votes_abstained, NEW.proposal_id, "
            "NEW.meeting_id) THEN RETURN NEW; END IF; "
            "SELECT status INTO stands FROM programs_meeting "
            "WHERE id = NEW.meeting_id FOR SHARE; "
            "IF stands IN ('minuted', 'called_off') THEN "
            + Guard.refuse(name, why="'closed'")
            + " END IF; "
            "SELECT count(*) INTO present FROM programs_attendee a "
            "WHERE a.meeting_id = NEW.meeting_id AND NOT EXISTS (SELECT 1 "
            "FROM programs_recusal r WHERE r.attendee_id = a.id "
            "AND r.proposal_id = NEW.proposal_id); "
            "given := coalesce(NEW.votes_for, 0) + coalesce(NEW.votes_against, 0) "
            "+ coalesce(NEW.votes_abstained, 0); "
            "IF given > present THEN "
            + Guard.refuse(name, why="'number'", given="given", present="present")
            + " END IF; RETURN NEW;"
        ),
    )


class AgendaItem(models.Model):
    """One proposal before a meeting: what is to be decided, and what came of it.

    The verdict is staged here first; `applied_at` says when it became a decision, and
    `said` what stood against it.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="items", verbose_name=_("meeting")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="items", verbose_name=_("proposal")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    reserve_position = models.PositiveSmallIntegerField(
        _("place on the reserve list"), null=True, blank=True
    )
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"), null=True)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    applied_by = person_field(_("applied by"))
    said = TranslatedText(_("why not"), blank=True, editable=False)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering = ["meeting", "position"]
        constraints = [
            both_or_neither("agenda_item", "applied"),
            models.UniqueConstraint(
                name="agenda_item_once_per_meeting",
                fields=["meeting", "proposal"],
                violation_error_code="proposal",
                violation_error_message=_("This proposal is on the agenda already."),
            ),
            models.UniqueConstraint(
                name="agenda_item_reserve_place_once",
                fields=["meeting", "reserve_position"],
                condition=Q(reserve_position__isnull=False),
                violation_error_code="reserve_position",
                violation_error_message=_(
                    "Two proposals do not share a place on the reserve list."
                ),
            ),
            models.CheckConstraint(
                name="agenda_item_reserve_with_its_place",
                condition=Q(verdict=Verdict.RESERVE, reserve_position__isnull=False)
                | (~Q(verdict=Verdict.RESERVE) & Q(reserve_position=None)),
                violation_error_code="reserve_position",
                violation_error_message=_(
                    "A proposal on the reserve list has a place in it."
                ),
            ),
            models.CheckConstraint(
                name="agenda_item_against_with_a_reason",
                condition=~Q(verdict=Verdict.AGAINST) | ~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_(
                    "Say why the meeting decides against a proposal."
                ),
            ),
            models.CheckConstraint(
                name="agenda_item_votes_all_or_none",
                condition=Q(**dict.fromkeys(VOTES))
                | Q(**{f"{name}__isnull": False for name in VOTES}),
                violation_error_code="votes",
                violation_error_message=_("Give all three counts of votes, or none."),
            ),
            models.CheckConstraint(
                name="agenda_item_carried_by_its_votes",
                condition=Q(votes_for=None)
                | ~Q(verdict__in=[Verdict.FOR, Verdict.RESERVE])
                | Q(votes_for__gt=F("votes_against") + F("votes_abstained")),
                violation_error_code="votes",
                violation_error_message=_(
                    "More than half of the votes carry a proposal; these do not."
                ),
            ),
        ]
        triggers = [_list_is_fixed(), _votes_are_of_those_present()]

    def __str__(self) -> str:
        return f"{self.position}. {self.proposal}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.meeting.scope_keys()


class RecusalQuerySet(OfMeetingQuerySet):
    path = "attendee__meeting__program__in"


class Recusal(models.Model):
    """That somebody stepped aside for one proposal."""

    attendee = models.ForeignKey(
        Attendee, models.PROTECT, related_name="recusals", verbose_name=_("attendee")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="recusals", verbose_name=_("proposal")
    )
    reason = models.CharField(_("reason"), max_length=300)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["attendee", "proposal"]
        constraints = [
            models.UniqueConstraint(
                name="recusal_once_per_attendee",
                fields=["attendee", "proposal"],
                violation_error_code="recusal",
                violation_error_message=_("This recusal is written down already."),
            ),
        ]
        triggers = [
            until_minuted(
                "recusal",
                "(SELECT meeting_id FROM programs_attendee WHERE id = "
                "{row}.attendee_id)",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendee}: {self.proposal}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.attendee.meeting.scope_keys()
