"""Public notices as a REST resource: for everyone to read, for staff to move."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.edges.rest import Resource, WithMoves, with_moves
from foundation.edges.rights import PUBLIC
from programs.selection import actions
from programs.selection.models import Proposal, PublicNotice
from programs.selection.queries.notices import SHOWN


class ListedSerializer(serializers.ModelSerializer[Proposal]):
    """What is published of a company on a list, and no more."""

    number = serializers.IntegerField()
    company = serializers.CharField(source="application.company.name")
    district = serializers.CharField(source="application.company.district_id")
    company_type = serializers.CharField(source="application.company_type")

    class Meta:
        model = Proposal
        fields = ["number", "company", "district", "company_type", "amount", "status"]


class NoticeSerializer(WithMoves):
    class Meta:
        model = PublicNotice
        fields = [
            "id", "slug", "program", "title", "text", "status", "published_on",
            "closes_at", "objections_close_at", "replaces", "correction", "basis",
            "issuer", "contact", "phone", "email", "address", "sha256", "moves",
        ]  # fmt: skip

    def get_moves(self, subject: Any) -> list[str]:
        user = self.context["request"].user
        return super().get_moves(subject) if isinstance(user, User) else []


class NoticeWithListSerializer(NoticeSerializer):
    proposals = serializers.SerializerMethodField()

    class Meta(NoticeSerializer.Meta):
        fields = [*NoticeSerializer.Meta.fields, "proposals"]

    def get_proposals(self, notice: PublicNotice) -> list[dict[str, Any]]:
        rows = notice.proposals.filter(status__in=SHOWN).order_by("rank", "id")
        listed = list(rows.select_related("application__company"))
        for number, proposal in enumerate(listed, start=1):
            proposal.number = number
        return list(ListedSerializer(listed, many=True).data)


@extend_schema(tags=["notices"])
@with_moves
class NoticeResource(Resource):
    """Notices before the public; staff see those in preparation as well."""

    rights = (PUBLIC,)
    buttons = {
        "publish": actions.publish,
        "supersede": actions.supersede,
        "close": actions.close,
    }
    queryset = PublicNotice.objects.select_related("program").defer("content")
    serializer_class = NoticeSerializer

    def get_queryset(self) -> QuerySet[PublicNotice]:
        if isinstance(self.request.user, User):
            return super().get_queryset()
        return PublicNotice.objects.public().select_related("program").defer("content")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        alone = self.action == "retrieve"
        return NoticeWithListSerializer if alone else NoticeSerializer
