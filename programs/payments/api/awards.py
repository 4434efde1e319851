"""Awards as a REST resource; granting plans the tranches as well."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.awards import actions as awards
from programs.awards.models import Award
from programs.catalogue.states import Source
from programs.payments import actions
from programs.payments.api.fields import narrow
from programs.payments.models import Gate, LedgerEntry, Tranche
from programs.payments.queries import accounts
from programs.selection.models import Proposal


class GateSerializer(serializers.ModelSerializer[Gate]):
    class Meta:
        model = Gate
        fields = ["id", "kind", "met_on", "evidence", "waived_at", "waiver_reason"]


class TrancheSerializer(serializers.ModelSerializer[Tranche]):
    gates = GateSerializer(many=True)

    class Meta:
        model = Tranche
        fields = ["id", "sequence", "source", "amount", "due_on", "gates"]


class EntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    class Meta:
        model = LedgerEntry
        fields = [
            "id", "kind", "source", "debit", "credit", "amount", "booked_on",
            "reference", "payment", "reverses",
        ]  # fmt: skip


class AwardSerializer(WithMoves):
    left = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)

    class Meta:
        model = Award
        fields = [
            "id", "number", "program", "company", "company_type", "status", "amount",
            "city_amount", "district_amount", "year", "rule_version",
            "document_number", "decided_on", "planned", "paid", "recovered", "left",
            "moves",
        ]  # fmt: skip


class AccountSerializer(AwardSerializer):
    """One award with everything that its account page shows."""

    tranches = TrancheSerializer(many=True)
    entries = EntrySerializer(many=True)

    class Meta(AwardSerializer.Meta):
        fields = [*AwardSerializer.Meta.fields, "inputs", "tranches", "entries"]


class GrantRequest(serializers.Serializer[Any]):
    proposal = serializers.PrimaryKeyRelatedField(queryset=Proposal.objects.none())
    document_number = serializers.CharField(max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        narrow(self.fields["proposal"], self, Proposal.objects.all())


class RecoverRequest(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=16, decimal_places=2)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # a field of that name, as the ledger has it
    reference = serializers.CharField(max_length=60)
    recovered_on = serializers.DateField(required=False)


@extend_schema(tags=["awards"])
@with_moves
class AwardResource(Resource):
    """Awards of the programs, districts or companies that one has to do with."""

    rights = (Permission.READ_AWARDS,)
    buttons = {
        "complete": awards.complete,
        "waive": awards.waive,
        "revoke": awards.revoke,
    }
    queryset = Award.objects.select_related("program", "company")
    serializer_class = AwardSerializer

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if self.action != "retrieve":
            return rows
        return accounts().filter(pk__in=rows.values("pk"))

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return AccountSerializer if self.action == "retrieve" else AwardSerializer

    @extend_schema(request=GrantRequest, responses={201: AwardSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Grant what a proposal promises; 409 with the numbers when it does not fit."""
        told = GrantRequest(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        given = actions.grant_and_plan(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        if not isinstance(given, Award):
            place = {"place": given.pk, "status": given.status}
            return Response(place, status.HTTP_201_CREATED)
        granted = self.get_queryset().get(pk=given.pk)
        body = AwardSerializer(granted, context=self.get_serializer_context()).data
        return Response(body, status.HTTP_201_CREATED)

    @extend_schema(request=RecoverRequest, responses={201: EntrySerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def recover(self, request: Request, **_id: Any) -> Response:
        """Book what the company has paid back, under the treasury receipt's number."""
        award = self.get_object()
        told = RecoverRequest(data=request.data)
        told.is_valid(raise_exception=True)
        entry = actions.recover(
            award, **told.validated_data, by=member(request), at=timezone.now()
        )
        return Response(EntrySerializer(entry).data, status.HTTP_201_CREATED)
