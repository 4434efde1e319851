"""What awards owe as REST resources: yearly reports, milestones and findings.

They are written on pages, with their files; here they are read, checked and settled.
"""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from foundation.periods import city_day
from programs.monitoring import actions
from programs.monitoring.models import (
    Filing,
    Finding,
    Milestone,
    SpendingLine,
    YearReport,
)
from programs.monitoring.queries.reports import lateness


class YearReportSerializer(WithMoves):
    wanted_on = serializers.DateField(read_only=True)
    late = serializers.SerializerMethodField()

    class Meta:
        model = YearReport
        fields = [
            "id", "award", "number", "year", "status", "opens_on", "due_on",
            "wanted_on", "late", "submitted_at", "checked_at", "confirmed_at", "moves",
        ]  # fmt: skip

    def get_late(self, report: YearReport) -> str:
        """Nothing, `late`, `yellow` from 15 days on, `red` from 30 on."""
        return lateness(report, city_day(timezone.now()))


class SpendingSerializer(serializers.ModelSerializer[SpendingLine]):
    class Meta:
        model = SpendingLine
        fields = ["purpose", "amount", "note"]


class FilingSerializer(serializers.ModelSerializer[Filing]):
    class Meta:
        model = Filing
        fields = ["version", "handed_in_at", "sha256", "content"]


class WholeReportSerializer(YearReportSerializer):
    """One report with what it says now, and as it was handed in each time."""

    spending = SpendingSerializer(many=True, read_only=True)
    filings = FilingSerializer(many=True, read_only=True)

    class Meta(YearReportSerializer.Meta):
        fields = [
            *YearReportSerializer.Meta.fields, "text", "figures", "spending", "filings",
        ]  # fmt: skip


class YearReportFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = YearReport
        fields = ["status", "year"]


@extend_schema(tags=["year-reports"])
@with_moves
class YearReportResource(Resource):
    """The five yearly reports of each award, from the company to the city."""

    rights = (Permission.READ_AWARDS,)
    buttons = {
        "hand_in": actions.hand_in,
        "endorse": actions.endorse,
        "send_back": actions.send_back,
        "confirm": actions.confirm,
        "object_to": actions.object_to,
        "reopen": actions.reopen,
    }
    queryset = YearReport.objects.select_related(
        "award__program", "award__company__district"
    )
    serializer_class = YearReportSerializer
    filterset_class = YearReportFilters

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.action == "retrieve":
            return rows.prefetch_related("spending", "filings")
        return rows.defer("text", "figures")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        alone = self.action == "retrieve"
        return WholeReportSerializer if alone else YearReportSerializer


class MilestoneSerializer(WithMoves):
    class Meta:
        model = Milestone
        fields = [
            "id", "award", "number", "title", "unit", "target", "due_on", "status",
            "actual", "note", "claimed_at", "met_at", "moves",
        ]  # fmt: skip


class MilestoneFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = Milestone
        fields = ["status", "number"]


@extend_schema(tags=["milestones"])
@with_moves
class MilestoneResource(Resource):
    """The targets of awards; one is reported as met on its page, with evidence."""

    rights = (Permission.READ_AWARDS,)
    buttons = {"accept": actions.accept, "decline": actions.decline}
    queryset = Milestone.objects.select_related(
        "award__program", "award__company__district"
    )
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters


class FindingSerializer(WithMoves):
    class Meta:
        model = Finding
        fields = [
            "id", "award", "text", "basis", "due_on", "status", "opened_at", "answer",
            "answered_at", "outcome", "closed_at", "moves",
        ]  # fmt: skip


class AnswerRequest(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5_000)


class FindingFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = Finding
        fields = ["status"]


@extend_schema(tags=["findings"])
@with_moves
class FindingResource(Resource):
    """What was found amiss with awards, and how it was settled."""

    rights = (Permission.READ_AWARDS,)
    buttons = {
        "answer": actions.answer,
        "insist": actions.insist,
        "close": actions.close,
    }
    queryset = Finding.objects.select_related(
        "award__program", "award__company__district"
    )
    serializer_class = FindingSerializer
    filterset_class = FindingFilters

    @extend_schema(request=AnswerRequest, responses={200: FindingSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def answer(self, request: Request, *_args: Any, **_kw: Any) -> Response:
        """Say what was put right; what shows it is attached on the page."""
        finding = self.get_object()
        told = AnswerRequest(data=request.data)
        told.is_valid(raise_exception=True)
        now = timezone.now()
        actions.answer(finding, **told.validated_data, by=member(request), at=now)
        fresh = self.get_queryset().get(pk=finding.pk)
        return Response(self.get_serializer(fresh).data)
