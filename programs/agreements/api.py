"""Agreements, bank accounts and requests for changes as REST resources.

What comes with a file is handed in on pages: signed copies, proofs, evidence.
"""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.agreements import actions
from programs.agreements.actions import DAYS_TO_SIGN, MOST_DAYS
from programs.agreements.models import Agreement, BankAccount, ChangeRequest
from programs.awards.models import Award


class AgreementSerializer(WithMoves):
    class Meta:
        model = Agreement
        fields = [
            "id", "number", "award", "version", "paper", "status", "amends", "change",
            "dated_on", "expires_on", "signed_at", "countersigned_at", "sha256",
            "moves",
        ]  # fmt: skip


class PaperSerializer(AgreementSerializer):
    """One agreement with what it says, in every language."""

    class Meta(AgreementSerializer.Meta):
        fields = [*AgreementSerializer.Meta.fields, "content"]


class IssueRequest(serializers.Serializer[Any]):
    award = serializers.PrimaryKeyRelatedField(queryset=Award.objects.none())
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, default=DAYS_TO_SIGN
    )
    change = serializers.CharField(max_length=2_000, default="", allow_blank=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        user = getattr(self.context.get("request"), "user", None)
        if isinstance(user, User):  # what one may not see cannot be named either
            asked: Any = self.fields["award"]
            asked.queryset = Award.objects.all().visible_to(user)


class AgreementFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = Agreement
        fields = ["status"]


@extend_schema(tags=["agreements"])
@with_moves
class AgreementResource(Resource):
    """What the city and a company sign about an award, version by version."""

    rights = (Permission.READ_AWARDS,)
    buttons = {"countersign": actions.countersign, "withdraw": actions.withdraw}
    queryset = Agreement.objects.select_related(
        "award__program", "award__company", "signed_copy", "amends"
    )
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilters

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "retrieve" else rows.defer("content")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return PaperSerializer if self.action == "retrieve" else AgreementSerializer

    @extend_schema(request=IssueRequest, responses={201: AgreementSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Put the paper before the company, or the version that a change asks for."""
        told = IssueRequest(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        issued = actions.issue(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        fresh = self.get_queryset().get(pk=issued.pk)
        return Response(self.get_serializer(fresh).data, status.HTTP_201_CREATED)


class BankAccountSerializer(WithMoves):
    number = serializers.SerializerMethodField()

    class Meta:
        model = BankAccount
        fields = [
            "id", "company", "holder", "bank", "branch_code", "number", "status",
            "entered_at", "verified_at", "valid_from", "valid_until", "moves",
        ]  # fmt: skip

    def get_number(self, account: BankAccount) -> str:
        """Its last digits; in full for those who see it in full on pages."""
        return account.shown_to(member(self.context["request"]))


class AccountFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    company = filters.NumberFilter()

    class Meta:
        model = BankAccount
        fields = ["status"]


@extend_schema(tags=["bank-accounts"])
@with_moves
class BankAccountResource(Resource):
    """Where companies are paid; another account is another row."""

    rights = (Permission.READ_AWARDS,)
    buttons = {"verify": actions.verify, "refuse": actions.refuse}
    queryset = BankAccount.objects.select_related("company", "proof")
    serializer_class = BankAccountSerializer
    filterset_class = AccountFilters


class ChangeSerializer(WithMoves):
    class Meta:
        model = ChangeRequest
        fields = [
            "id", "number", "award", "kind", "status", "is_substance", "before",
            "wanted", "reason", "asked_at", "is_favored", "opinion", "opined_at",
            "answer", "decided_at", "moves",
        ]  # fmt: skip


class ChangeFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    award = filters.NumberFilter()

    class Meta:
        model = ChangeRequest
        fields = ["kind", "status"]


@extend_schema(tags=["changes"])
@with_moves
class ChangeResource(Resource):
    """Changes of awards that companies have asked for, and what became of them."""

    rights = (Permission.READ_AWARDS,)
    buttons = {
        "approve": actions.approve,
        "decline": actions.decline,
        "approve_substance": actions.approve_substance,
        "decline_substance": actions.decline_substance,
    }
    queryset = ChangeRequest.objects.select_related(
        "award__program", "award__company__district", "account"
    )
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilters
