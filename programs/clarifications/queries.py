"""What everyone reads about a call beside its guideline, and who is told of it."""

from datetime import datetime

from django.db.models import Max, QuerySet

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor
from foundation.places.models import working_days
from programs.calls.models import Call
from programs.clarifications.models import Amendment, Clarification
from programs.clarifications.rules import questions_end
from startups.companies.models import Company, CompanyQuerySet, Member


def answered(call: Call) -> QuerySet[Clarification]:
    """Questions with their answers as everyone reads them, in the order of numbers."""
    return Clarification.objects.filter(call=call).published()


def amendments(call: Call) -> QuerySet[Amendment]:
    """Changes of a call that are in force, the latest first."""
    return Amendment.objects.filter(call=call).published()


def asked_by(user: User, call: Call) -> QuerySet[Clarification]:
    """What the companies of this person have asked about a call."""
    mine = Company.objects.all().within(user, Permission.APPLY)
    rows = Clarification.objects.filter(call=call, company__in=mine)
    return rows.select_related("company", "asked_by").order_by("-id")


def askers(user: Actor) -> CompanyQuerySet:
    """The companies for which this person may ask."""
    mine = Company.objects.live().within(user, Permission.APPLY)
    return mine.order_by("name")


def takes_questions_until(call: Call) -> datetime:
    """The end of questions: working days before the close, so that answers help."""
    days = call.program.rules.question_days
    return questions_end(call.closes_at, days, working_days())


def next_number(rows: QuerySet[Clarification] | QuerySet[Amendment]) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def concerned(call: Call) -> list[User]:
    """Everyone who writes for a company with an application that is under way."""
    companies = call.applications.under_way().values_list("company", flat=True)
    here = Member.objects.filter(
        scope_kind=ScopeKind.COMPANY, scope_id__in=[str(pk) for pk in companies]
    )
    people = {member.user_id: member.user for member in here.select_related("user")}
    return [people[pk] for pk in sorted(people)]
