"""Which calls there are, for the public pages."""

from datetime import datetime

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from programs.calls.models import Call


def listed(now: datetime) -> QuerySet[Call]:
    """Open ones first, by their close; then those to come, then those that are over."""
    phase = Case(
        When(opens_at__lte=now, closes_at__gt=now, then=Value(0)),
        When(opens_at__gt=now, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    soonest = Case(When(closes_at__gt=now, then=F("closes_at")))
    calls = Call.objects.published().select_related("program")
    return calls.order_by(phase, soonest, "-closes_at", "-id")


def current(now: datetime) -> QuerySet[Call]:
    """Open or announced, the soonest close first."""
    calls = Call.objects.published().filter(closes_at__gt=now)
    return calls.select_related("program").order_by("closes_at", "id")
