"""Needs and visits as REST resources."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from startups.companies.models import Company
from startups.support import actions
from startups.support.models import Need, NeedQuerySet, Visit
from startups.support.queries import active_plan
from startups.support.states import ServiceKind


class NeedSerializer(WithMoves):
    class Meta:
        model = Need
        fields = [
            "id", "number", "company", "kind", "title", "description", "status",
            "raised_on", "accept_by_day", "close_by_day", "closed_on", "handler",
            "resolution", "moves",
        ]  # fmt: skip


class RaiseRequest(serializers.ModelSerializer[Need]):
    class Meta:
        model = Need
        fields = ["company", "kind", "title", "description"]


class NeedFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    late = filters.BooleanFilter(method="past_its_time", label=_("past its time"))
    q = filters.CharFilter("title", "icontains", label=_("title"))

    class Meta:
        model = Need
        fields = ["company", "status", "kind", "handler", "company__district"]

    def past_its_time(self, rows: NeedQuerySet, _name: str, wanted: bool) -> Any:  # noqa: FBT001  # django-filter's call
        late = rows.late(timezone.localdate())
        return late if wanted else rows.exclude(pk__in=late.values("pk"))


@extend_schema(tags=["needs"])
@with_moves
class NeedResource(Resource):
    """What companies need, and how far it has come."""

    rights = (Permission.READ_SUPPORT,)
    buttons = {
        "accept": actions.accept,
        "work": actions.work,
        "coordinate": actions.coordinate,
        "resume": actions.resume,
        "resolve": actions.resolve,
        "give_up": actions.give_up,
        "confirm": actions.confirm,
        "reopen": actions.reopen,
    }
    queryset = Need.objects.select_related("company")
    serializer_class = NeedSerializer
    filterset_class = NeedFilters

    @extend_schema(request=RaiseRequest, responses={201: NeedSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Raise a need; from now on its clock runs."""
        asked = RaiseRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        told = dict(asked.validated_data)
        kind = ServiceKind(told.pop("kind"))
        need = actions.raise_need(
            told.pop("company"), kind, by=member(request), at=timezone.now(), **told
        )
        return Response(self.get_serializer(need).data, status.HTTP_201_CREATED)


class VisitSerializer(serializers.ModelSerializer[Visit]):
    company = serializers.IntegerField(source="plan.company_id", read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id", "company", "plan", "visited_on", "on_site", "people", "topics",
            "findings", "next_on", "logged_at", "logged_by",
        ]  # fmt: skip


class LogRequest(serializers.ModelSerializer[Visit]):
    company = serializers.PrimaryKeyRelatedField(queryset=Company.objects.live())

    class Meta:
        model = Visit
        fields = [
            "company", "visited_on", "on_site", "people", "topics", "findings",
            "next_on",
        ]  # fmt: skip


class VisitFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    company = filters.NumberFilter("plan__company")
    visited = filters.DateFromToRangeFilter("visited_on")

    class Meta:
        model = Visit
        fields = ["on_site", "logged_by"]


@extend_schema(tags=["visits"])
class VisitResource(Resource):
    """Visits to companies; a visit is logged once and not changed."""

    rights = (Permission.READ_SUPPORT,)
    queryset = Visit.objects.select_related("plan")
    serializer_class = VisitSerializer
    filterset_class = VisitFilters

    @extend_schema(request=LogRequest, responses={201: VisitSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Log a visit to a company with an active plan."""
        asked = LogRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        told = dict(asked.validated_data)
        plan = active_plan(told.pop("company"))
        if plan is None:
            raise NotFound
        visit = actions.log_visit(plan, by=member(request), at=timezone.now(), **told)
        return Response(self.get_serializer(visit).data, status.HTTP_201_CREATED)
