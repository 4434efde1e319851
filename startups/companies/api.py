"""Companies as a REST resource: register, read, correct, check."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import SIGNED_IN, member
from startups.companies import actions
from startups.companies.forms import FACTS
from startups.companies.models import Company, CompanyQuerySet, Qualification
from startups.companies.queries import with_titles
from startups.companies.rules import objection_to_uscc, tidy_uscc
from startups.companies.states import QualificationKind


class TitleSerializer(serializers.ModelSerializer[Qualification]):
    class Meta:
        model = Qualification
        fields = ["kind", "number", "issued_on", "valid_until"]


class CompanySerializer(WithMoves):
    titles = TitleSerializer(many=True, read_only=True)

    class Meta:
        model = Company
        fields = [
            "id", "uscc", *FACTS, "status", "registry_state", "size", "merged_into",
            "titles", "moves",
        ]  # fmt: skip


class ChangeRequest(serializers.ModelSerializer[Company]):
    """Facts to correct; what is left out stays."""

    class Meta:
        model = Company
        fields = [*FACTS, "registry_state"]
        validators: list[Any] = []  # the use case knows


class RegisterRequest(serializers.ModelSerializer[Company]):
    uscc = serializers.CharField(max_length=40)

    class Meta:
        model = Company
        fields = ["uscc", *FACTS]
        validators: list[Any] = []  # the use case says what to do instead

    def validate_uscc(self, value: str) -> str:
        code = tidy_uscc(value)
        if wrong := objection_to_uscc(code):
            raise serializers.ValidationError(wrong)
        return code


class CompanyFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(method="named", label=_("Name or code"))
    title = filters.ChoiceFilter(
        method="holding", choices=QualificationKind.choices, label=_("Title held today")
    )

    class Meta:
        model = Company
        fields = ["status", "district", "size", "registry_state", "uscc"]

    def named(self, rows: CompanyQuerySet, _name: str, text: str) -> Any:
        return rows.named(text)

    def holding(self, rows: CompanyQuerySet, _name: str, kind: str) -> Any:
        return rows.qualified(kind, on=timezone.localdate())


@extend_schema(tags=["companies"])
@with_moves
class CompanyResource(Resource):
    """The registry, as far as one may see it."""

    rights = (SIGNED_IN,)
    buttons = {"verify": actions.verify, "refuse": actions.refuse}
    queryset = Company.objects.all()
    serializer_class = CompanySerializer
    filterset_class = CompanyFilters

    def get_queryset(self) -> QuerySet[Company]:
        seen: Any = super().get_queryset()
        return with_titles(seen, on=timezone.localdate())

    @extend_schema(request=RegisterRequest, responses={201: CompanySerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Register a company; whoever does so administers it."""
        told = RegisterRequest(data=request.data)
        told.is_valid(raise_exception=True)
        company = actions.register(
            by=member(request), at=timezone.now(), **told.validated_data
        )
        member(request).forget_held()
        return self._answer(company, status.HTTP_201_CREATED)

    @extend_schema(request=ChangeRequest)
    def partial_update(self, request: Request, **_id: Any) -> Response:
        """Correct some facts; who a verified company is, only the commission may."""
        company = self.get_object()
        told = ChangeRequest(company, data=request.data, partial=True)
        told.is_valid(raise_exception=True)
        by, at = member(request), timezone.now()
        actions.change(company, by=by, at=at, **told.validated_data)
        return self._answer(company)

    def _answer(self, company: Company, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=company.pk)
        return Response(self.get_serializer(fresh).data, code)
