"""Money that is asked back as a REST resource: the demand, its sums, and its moves.

What comes with a file is entered on pages: proposals, deferrals, write-offs.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.recovery import actions, queries
from programs.recovery.models import Claim, DeferredPart, Recovery, Repayment
from programs.recovery.states import DeferralStatus


def yuan(source: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        source=source, max_digits=16, decimal_places=2, read_only=True
    )


class RecoverySerializer(WithMoves):
    demanded, repaid, written_off = yuan("asked"), yuan("came"), yuan("lost")
    owed_by = serializers.DateField(read_only=True)

    class Meta:
        model = Recovery
        fields = [
            "id", "number", "award", "breach", "breached_on", "basis", "status",
            "demanded", "repaid", "written_off", "demanded_on", "due_on", "owed_by",
            "referred_to", "case_number", "referred_on", "sha256", "moves",
        ]  # fmt: skip


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    class Meta:
        model = Claim
        fields = ["source", "part", "demanded", "repaid", "written_off"]


class RepaymentSerializer(serializers.ModelSerializer[Repayment]):
    class Meta:
        model = Repayment
        fields = ["receipt", "received_on", "amount", "stands", "undone_reason"]


class PartSerializer(serializers.ModelSerializer[DeferredPart]):
    class Meta:
        model = DeferredPart
        fields = ["due_on", "amount"]


class DebtSerializer(RecoverySerializer):
    """One recovery with its claims, what has come, and the dates of a deferral."""

    claims = ClaimSerializer(many=True, read_only=True)
    repayments = RepaymentSerializer(many=True, read_only=True)
    deferred = serializers.SerializerMethodField()

    class Meta(RecoverySerializer.Meta):
        fields = [
            *RecoverySerializer.Meta.fields, "explanation", "inputs", "content",
            "claims", "repayments", "deferred",
        ]  # fmt: skip

    @extend_schema_field(PartSerializer(many=True))
    def get_deferred(self, recovery: Recovery) -> Any:
        """The dates by which it is paid, while a deferral is granted."""
        granted = {"deferral__status": DeferralStatus.GRANTED}
        parts = DeferredPart.objects.filter(deferral__recovery=recovery, **granted)
        return PartSerializer(parts, many=True).data


class ReferRequest(serializers.Serializer[Any]):
    referred_to = serializers.CharField(max_length=120)
    case_number = serializers.CharField(max_length=60, default="", allow_blank=True)
    reason = serializers.CharField(max_length=2_000)


class RepayRequest(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=16, decimal_places=2)
    receipt = serializers.CharField(max_length=60)
    received_on = serializers.DateField(required=False)


class RecoveryFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = Recovery
        fields = ["status", "breach"]


@extend_schema(tags=["recoveries"])
@with_moves
class RecoveryResource(Resource):
    """What companies are asked to pay back, and what became of it."""

    rights = (Permission.READ_AWARDS,)
    buttons = {
        "demand": actions.demand,
        "drop": actions.drop,
        "refer": actions.refer,
        "cancel": actions.cancel,
        "take_up": actions.take_up,
    }
    queryset = Recovery.objects.select_related("award__program", "award__company")
    serializer_class = RecoverySerializer
    filterset_class = RecoveryFilters

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        rows = queries.dated(rows.with_totals())
        if self.action == "retrieve":
            return rows.prefetch_related("claims", "repayments")  # type: ignore[no-any-return]  # the manager is Recovery's own
        return rows.defer("content", "inputs", "explanation")  # type: ignore[no-any-return]  # as above

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return DebtSerializer if self.action == "retrieve" else RecoverySerializer

    @extend_schema(request=ReferRequest, responses=RecoverySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def refer(self, request: Request, **_id: Any) -> Response:
        """Hand an overdue demand to the court or authority that enforces it."""
        return self._done(actions.refer, ReferRequest(data=request.data))

    @extend_schema(request=RepayRequest, responses=RecoverySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def repay(self, request: Request, **_id: Any) -> Response:
        """Book an installment under its treasury receipt; each receipt once."""
        return self._done(actions.repay, RepayRequest(data=request.data))

    def _done(self, use_case: Any, told: serializers.Serializer[Any]) -> Response:
        recovery = self.get_object()
        told.is_valid(raise_exception=True)
        facts = told.validated_data
        use_case(recovery, **facts, by=member(self.request), at=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)
