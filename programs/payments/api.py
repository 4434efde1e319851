"""Awards and payments as REST resources; granting plans the tranches as well."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.awards import actions as awards
from programs.awards.models import Award
from programs.catalogue.states import Source
from programs.payments import actions
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
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


def narrow(told: serializers.Serializer[Any], name: str, rows: Any) -> None:
    """What a person may not see cannot be named either."""
    user = getattr(told.context.get("request"), "user", None)
    field: Any = told.fields[name]
    field.queryset = rows.visible_to(user) if isinstance(user, User) else rows.none()


class GrantRequest(serializers.Serializer[Any]):
    proposal = serializers.PrimaryKeyRelatedField(queryset=Proposal.objects.none())
    document_number = serializers.CharField(max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        narrow(self, "proposal", Proposal.objects.all())


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


class PaymentSerializer(WithMoves):
    class Meta:
        model = Payment
        fields = [
            "id", "number", "award", "tranche", "amount", "status", "account_name",
            "requested_at", "checked_at", "approved_at", "cleared_at", "paid_on",
            "bank_reference", "moves",
        ]  # fmt: skip


class PaymentRequest(serializers.Serializer[Any]):
    tranche = serializers.PrimaryKeyRelatedField(queryset=Tranche.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        narrow(self, "tranche", Tranche.objects.all())


class BookRequest(serializers.Serializer[Any]):
    bank_reference = serializers.CharField(max_length=40)
    paid_on = serializers.DateField()


@extend_schema(tags=["payments"])
@with_moves
class PaymentResource(Resource):
    """Payments of the awards that one has to do with."""

    rights = (Permission.READ_MONEY,)
    buttons = {
        "check": actions.check,
        "approve": actions.approve,
        "clear": actions.clear,
        "instruct": actions.instruct,
        "take_return": actions.take_return,
        "decline": actions.decline,
        "decline_large": actions.decline_large,
        "cancel": actions.cancel,
    }
    queryset = Payment.objects.select_related("award__program", "award__company")
    serializer_class = PaymentSerializer

    @extend_schema(request=PaymentRequest, responses={201: PaymentSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for a tranche to be paid: the first of three or four signatures."""
        told = PaymentRequest(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        asked = actions.request(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        return self._shown(asked, status.HTTP_201_CREATED)

    @extend_schema(request=BookRequest, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def book(self, request: Request, **_id: Any) -> Response:
        """Book that the money has left, under the bank's reference."""
        payment = self.get_object()
        told = BookRequest(data=request.data)
        told.is_valid(raise_exception=True)
        actions.book(
            payment, **told.validated_data, by=member(request), at=timezone.now()
        )
        return self._shown(payment)

    def _shown(self, payment: Payment, number: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=payment.pk)
        return Response(self.get_serializer(fresh).data, number)
