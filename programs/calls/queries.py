"""Which calls there are, and what the city knows that their forms ask."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.db.models import Value as Constant

from programs.calls.models import BankQuestion, Call, Sketch
from programs.calls.rules import Question, Schema, questions
from programs.calls.states import QuestionKind as Kind
from startups.companies.models import Company
from startups.indicators.models import Value
from startups.indicators.states import Status

THOUSAND = 1_000


def listed(now: datetime) -> QuerySet[Call]:
    """Open ones first, by their close; then those to come, then those that are over."""
    phase = Case(
        When(opens_at__lte=now, closes_at__gt=now, then=Constant(0)),
        When(opens_at__gt=now, then=Constant(1)),
        default=Constant(2),
        output_field=IntegerField(),
    )
    soonest = Case(When(closes_at__gt=now, then=F("closes_at")))
    calls = Call.objects.published().select_related("program")
    return calls.order_by(phase, soonest, "-closes_at", "-id")


def current(now: datetime) -> QuerySet[Call]:
    """Open or announced, the soonest close first."""
    calls = Call.objects.published().filter(closes_at__gt=now)
    return calls.select_related("program").order_by("closes_at", "id")


def sketch_of(call: Call) -> Sketch:
    """The form being written; what is asked at present while nobody has changed it."""
    kept = Sketch.objects.select_related("edited_by").filter(call=call).first()
    if kept is not None:
        return kept
    latest = call.form_versions.first()
    schema = latest.schema if latest else {"sections": []}
    return Sketch(call=call, schema=schema, revision=0)


def banked(words: str) -> QuerySet[BankQuestion]:
    """Questions of the bank in which each of these words stands."""
    rows = BankQuestion.objects.select_related("kept_by")
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(label__icontains=word))
    return rows.order_by("name")


def known(
    schema: Schema, company: Company, *, year: int, on: date
) -> dict[str, dict[str, Any]]:
    """What is known of a company that this form asks: value, source and day."""
    asked = [question for question in questions(schema) if "source" in question]
    figures = _figures(asked, company, year)
    found = {
        question["id"]: _known(question, company, figures, year) for question in asked
    }
    return {
        name: {**fact, "on": on.isoformat()} for name, fact in found.items() if fact
    }


def _figures(
    asked: list[Question], company: Company, year: int
) -> Mapping[tuple[str, int], Decimal]:
    """All figures that the sources name, in one query; none when there are none."""
    wanted = {
        _figure(question["source"], year)
        for question in asked
        if question["source"]["of"].startswith("return.")
    }
    if not wanted:
        return {}
    either = Q()
    for indicator, of in wanted:
        either |= Q(indicator=indicator, year=of)
    handed_in = Value.objects.exclude(filed__status=Status.OPEN)
    rows = handed_in.filter(either, company=company)
    return {(row.indicator, row.year): row.amount for row in rows}


def _figure(source: Mapping[str, Any], year: int) -> tuple[str, int]:
    return source["of"].removeprefix("return."), year + source["year"]


def _known(
    question: Question,
    company: Company,
    figures: Mapping[tuple[str, int], Decimal],
    year: int,
) -> dict[str, Any]:
    source = question["source"]
    if not source["of"].startswith("return."):
        value = getattr(company, source["of"].removeprefix("company."))
        return {"of": source["of"], "value": str(value)} if value else {}
    indicator, of = _figure(source, year)
    amount = figures.get((indicator, of))
    if amount is None:
        return {}
    yuan = amount * THOUSAND if question["kind"] == Kind.MONEY else amount
    return {"of": source["of"], "year": of, "value": _written(yuan)}


def _written(amount: Decimal) -> str:
    """Whole numbers without decimals, others with their cents."""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:.2f}"
