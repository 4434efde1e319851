"""What waits for a person, and how programs stand against their limits.

Everything that may wait is one table; what a person's rights leave of it is asked in
one statement, however much there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission as Right
from foundation.money import ZERO, money_field
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.catalogue.models import Program
from programs.catalogue.states import Status as ProgramStatus
from programs.clarifications.models import Clarification
from programs.clarifications.states import Status as Asked
from programs.dashboard.queries import checks, debts, owed, papers, signing
from programs.dashboard.queries.waits import Rows, Seen, Wait
from programs.messages.queries import unread_by_staff
from programs.panels.models import Panel
from programs.panels.states import Status as Convened
from programs.payments.models import Gate, LedgerEntry
from programs.payments.queries import payable
from programs.payments.states import Account
from programs.reviews.models import Assignment
from programs.reviews.states import Status as Held
from programs.selection.models import (
    AgendaItem,
    Meeting,
    Objection,
    Proposal,
    PublicNotice,
)
from programs.selection.states import (
    UNDECIDED,
    MeetingStatus,
    NoticeStatus,
    ProposalStatus,
)
from startups.companies.models import Company
from startups.companies.states import Status as Record
from startups.indicators.models import Return
from startups.indicators.states import Status as Filed
from startups.members.queries import undecided
from startups.merging.models import MergeRequest
from startups.support.models import Need
from startups.support.states import NeedStatus

SOON = timedelta(days=30)
OPEN_NEEDS = (
    NeedStatus.NEW,
    NeedStatus.ACCEPTED,
    NeedStatus.IN_PROGRESS,
    NeedStatus.COORDINATION,
)
TO_PROPOSE = (Standing.SCORED, Standing.SITE_VISIT, Standing.JOINT_REVIEW)


def _applications(right: str, *states: str) -> Rows:
    return lambda seen: Application.objects.filter(
        call__program__in=seen.programs(right), status__in=states
    )


def _proposals(right: str, **which: Any) -> Rows:
    return lambda seen: Proposal.objects.filter(
        program__in=seen.programs(right), **which
    )


def _to_witness(seen: Seen) -> QuerySet[Any]:
    """Draws that somebody else has made."""
    rows = Panel.objects.filter(
        call__program__in=seen.programs(Right.WITNESS_DRAW), status=Convened.DRAWN
    )
    return rows.exclude(draws__drawn_by=seen.user.pk)


def _to_give(seen: Seen) -> QuerySet[Any]:
    return Panel.objects.filter(
        call__program__in=seen.programs(DRAW), status=Convened.CONFIRMED
    )


def _late_reviews(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.DRAW_EXPERTS)
    return Assignment.objects.filter(
        application__call__program__in=mine,
        status__in=[Held.ASSIGNED, Held.DECLARED],
        due_on__lt=seen.today,
    )


def _to_decide(seen: Seen) -> QuerySet[Any]:
    """Never what one has proposed oneself."""
    rows = _proposals(Right.DECIDE, status=ProposalStatus.STAGED)(seen)
    return rows.exclude(proposed_by=seen.user)


def _to_apply(seen: Seen) -> QuerySet[Any]:
    """Meetings whose minutes are closed, and whose verdicts are no decisions yet."""
    waiting = AgendaItem.objects.filter(
        meeting=OuterRef("pk"),
        applied_at=None,
        proposal__status=ProposalStatus.STAGED,
    )
    mine = seen.programs(Right.DECIDE)
    rows = Meeting.objects.filter(program__in=mine, status=MeetingStatus.MINUTED)
    return rows.filter(Exists(waiting))


def _to_grant(seen: Seen) -> QuerySet[Any]:
    against = Objection.objects.filter(
        Q(proposal=OuterRef("pk")) | Q(proposal=None, notice=OuterRef("notice")),
        status__in=UNDECIDED,
    )
    rows = _proposals(Right.GRANT_AWARD, status=ProposalStatus.ANNOUNCED)(seen)
    ended = rows.filter(notice__objections_close_at__lte=seen.now)
    return ended.filter(~Exists(against))


def _notices(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.PUBLISH_NOTICE)
    return PublicNotice.objects.filter(program__in=mine, status=NoticeStatus.DRAFT)


def _questions(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.EDIT_CALL)
    rows = Clarification.objects.filter(call__program__in=mine, status=Asked.ASKED)
    return rows.annotate(close=Cast("call__closes_at", DateField()))


def _objections(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.HANDLE_OBJECTION)
    return Objection.objects.filter(notice__program__in=mine, status__in=UNDECIDED)


def _awards(right: str, **which: Any) -> Rows:
    return lambda seen: Award.objects.filter(program__in=seen.programs(right), **which)


def _shut_gates(seen: Seen) -> QuerySet[Any]:
    """Conditions that nobody has confirmed, of tranches that fall due soon."""
    gates = Gate.objects.filter(met_on=None, waived_at=None)
    return gates.filter(
        tranche__award__program__in=seen.programs(Right.CONFIRM_GATE),
        tranche__award__status__in=LIVE,
        tranche__due_on__lte=seen.today + SOON,
    )


def _payable(seen: Seen) -> QuerySet[Any]:
    return payable().filter(due_on__lte=seen.today + SOON)


def _companies(seen: Seen) -> QuerySet[Any]:
    mine = Company.objects.all().within(seen.user, Right.VERIFY_COMPANY)
    return mine.filter(status=Record.UNVERIFIED)


def _messages(seen: Seen) -> QuerySet[Any]:
    mine = seen.programs(Right.REVIEW_FORMALLY)
    return unread_by_staff().filter(application__call__program__in=mine)


def _joining(seen: Seen) -> QuerySet[Any]:
    """Requests to companies that have nobody to decide them."""
    return undecided().filter(
        company__in=Company.objects.all().within(seen.user, Right.VERIFY_COMPANY)
    )


def _merging(seen: Seen) -> QuerySet[Any]:
    return MergeRequest.objects.all().visible_to(seen.user).open()


def _returns(seen: Seen) -> QuerySet[Any]:
    mine = Company.objects.all().within(seen.user, Right.CHECK_RETURN)
    waiting = [Filed.SUBMITTED, Filed.DISTRICT_OK]
    return Return.objects.filter(company__in=mine, status__in=waiting)


def _needs(seen: Seen) -> QuerySet[Any]:
    mine = Company.objects.all().within(seen.user, Right.HANDLE_NEED)
    return Need.objects.filter(company__in=mine, status__in=OPEN_NEEDS)


REVIEW, DRAW, GRANT = Right.REVIEW_FORMALLY, Right.DRAW_EXPERTS, Right.GRANT_AWARD
NOTICE, BOOK = Right.PUBLISH_NOTICE, Right.BOOK_PAYMENT

# fmt: off
WAITS: tuple[Wait, ...] = (
    Wait("begin", _("formal reviews to begin"), REVIEW, checks.cases("begin"),
         "programs_formalcase", "stage=begin", "due_on"),
    Wait("review", _("formal reviews to finish"), REVIEW, checks.cases("open"),
         "programs_formalcase", "stage=open", "due_on"),
    Wait("second", _("formal reviews to confirm"), REVIEW, checks.to_confirm,
         "programs_formalcase", "stage=second", "application__due_on"),
    Wait("draw", _("applications to give to experts"), DRAW,
         _applications(DRAW, Standing.ELIGIBLE),
         "programs_application", "status__exact=eligible", "due_on"),
    Wait("confirm", _("draws of experts to confirm"), Right.WITNESS_DRAW, _to_witness,
         "programs_panel", "status__exact=drawn", "starts_on"),
    Wait("give", _("panels to give their applications to"), DRAW, _to_give,
         "programs_panel", "status__exact=confirmed", "starts_on"),
    Wait("questions", _("questions about calls to answer"), Right.EDIT_CALL, _questions,
         "programs_clarification", "status__exact=asked", "close"),
    Wait("late", _("expert reviews overdue"), DRAW, _late_reviews,
         "programs_assignment", due="due_on"),
    Wait("outliers", _("outliers for the chair to confirm"), DRAW, checks.outliers,
         "programs_score", "outliers=waiting"),
    Wait("visits", _("visits to plan"), REVIEW, checks.to_plan,
         "programs_sitevisit", due="due_on"),
    Wait("reported", _("reports of visits to confirm"), REVIEW, checks.reported,
         "programs_sitevisit", "status__exact=reported"),
    Wait("joint", _("joint checks without an answer"), REVIEW, checks.unanswered,
         "programs_jointcheck", "status__exact=asked", "due_on"),
    Wait("propose", _("scored applications to propose or decline"), Right.PROPOSE,
         _applications(Right.PROPOSE, *TO_PROPOSE),
         "programs_application", "status__exact=scored", "due_on"),
    Wait("decide", _("proposals to decide"), Right.DECIDE, _to_decide,
         "programs_proposal", "status__exact=staged"),
    Wait("apply", _("meetings whose decisions wait to be applied"), Right.DECIDE,
         _to_apply, "programs_meeting", "status__exact=minuted"),
    Wait("prepare", _("decided proposals to put in a notice"), NOTICE,
         _proposals(NOTICE, status=ProposalStatus.DECIDED, notice=None),
         "programs_proposal", "status__exact=decided"),
    Wait("publish", _("notices to publish"), NOTICE, _notices,
         "programs_publicnotice", "status__exact=draft"),
    Wait("objections", _("objections to decide"), Right.HANDLE_OBJECTION, _objections,
         "programs_objection", due="due_on"),
    Wait("grant", _("proposals to grant: their notice has ended clean"), GRANT,
         _to_grant, "programs_proposal", "status__exact=announced",
         "notice__objections_close_at"),
    *papers.WAITS,
    Wait("plan", _("awards to plan the tranches of"), Right.PLAN_TRANCHES,
         _awards(Right.PLAN_TRANCHES, status__in=LIVE, planned=0), "programs_award"),
    Wait("conditions", _("conditions to confirm before tranches fall due"),
         Right.CONFIRM_GATE, _shut_gates, "programs_tranche", due="tranche__due_on"),
    Wait("request", _("tranches to request the payment of"), Right.REQUEST_PAYMENT,
         _payable, "programs_tranche", due="due_on"),
    *signing.WAITS,
    *debts.WAITS,
    *owed.WAITS,
    Wait("verify", _("companies to verify"), Right.VERIFY_COMPANY, _companies,
         "startups_company", "status__exact=unverified"),
    Wait("messages", _("messages of companies to read"), REVIEW, _messages,
         "programs_casemessage", "unread=yes"),
    Wait("join", _("requests to act for a company"), Right.ADMIT_MEMBER, _joining,
         "startups_joinrequest", "status__exact=open"),
    Wait("merge", _("requests to merge records"), Right.VERIFY_COMPANY, _merging,
         "startups_mergerequest", "status__exact=open"),
    Wait("returns", _("yearly returns to check"), Right.CHECK_RETURN, _returns,
         "startups_return", "status__exact=submitted"),
    Wait("needs", _("needs of companies to settle"), Right.HANDLE_NEED, _needs,
         "startups_need", due="close_by_day"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Found:
    """How much of a kind waits, and when the first of it is due."""

    wait: Wait
    count: int
    due: date | None


def waiting(user: User, now: datetime) -> list[Found]:
    """What waits for this person, in the order in which a program happens."""
    seen = Seen(user, now)
    mine = {wait.code: wait for wait in WAITS if user.may(wait.right)}
    if not mine:
        return []
    counted = {row["code"]: row for row in _counted(mine.values(), seen)}
    return [
        Found(wait, counted[code]["count"], counted[code]["first"])
        for code, wait in mine.items()
        if counted.get(code, {}).get("count")
    ]


def _counted(waits: Iterable[Wait], seen: Seen) -> QuerySet[Any]:
    parts = [
        wait.rows(seen)
        .order_by()
        .annotate(code=Value(wait.code, TextField()))
        .values("code")
        .annotate(
            count=Count("pk", distinct=True),
            first=Min(Cast(wait.due, DateField()))
            if wait.due
            else Cast(Value(None), DateField()),
        )
        for wait in waits
    ]
    return reduce(lambda some, more: some.union(more, all=True), parts)


@dataclass(frozen=True, slots=True)
class Stand:
    """A running program, with what of its awards has been paid."""

    program: Program
    paid: Decimal


def standings(user: User) -> list[Stand]:
    """Running programs against quota and budget; paid is net of what came back."""
    running = (
        Program.objects.all().visible_to(user).filter(status=ProgramStatus.RUNNING)
    )
    net = Coalesce(Sum(F("awards__paid") - F("awards__recovered")), ZERO)
    rows = running.annotate(net=net).order_by("starts_on", "slug")
    return [Stand(row, getattr(row, "net", ZERO)) for row in rows]


def under_way(user: User) -> dict[str, int]:
    """Applications that this person sees, by where they are now."""
    rows = Application.objects.all().visible_to(user).under_way()
    counted = rows.order_by().values_list("status").annotate(count=Count("pk"))
    return dict(counted)


def paid_by_month(user: User, year: int) -> dict[int, Decimal]:
    """What reached companies in each month of a year, net of what came back."""
    mine = LedgerEntry.objects.all().visible_to(user).filter(booked_on__year=year)
    outward = Q(debit=Account.COMPANY)
    rows = (
        mine.order_by()
        .values_list("booked_on__month")
        .annotate(
            net=Coalesce(
                Sum("amount", filter=outward), ZERO, output_field=money_field()
            )
            - Coalesce(Sum("amount", filter=~outward), ZERO, output_field=money_field())
        )
    )
    return dict(rows)
