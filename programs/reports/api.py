"""Reports and their issues as REST resources, to those who may read them."""

import json
from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import HoldsRight, Resource
from programs.reports.definitions import DEFINITIONS
from programs.reports.models import Issue, Rendition

FILES = Prefetch("renditions", Rendition.objects.defer("content").order_by("pk"))


class ReportSerializer(serializers.Serializer[Any]):
    """A report that can be scheduled."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.DictField(child=serializers.CharField())


@extend_schema(tags=["reports"])
class ReportResource(viewsets.ViewSet):
    """The reports there are, each with its code, version and title."""

    rights: ClassVar[tuple[str, ...]] = (Permission.READ_REPORTS,)
    permission_classes = [HoldsRight]
    serializer_class = ReportSerializer
    lookup_field = "code"

    @extend_schema(responses=ReportSerializer(many=True))
    def list(self, _request: Request) -> Response:
        return Response(ReportSerializer(DEFINITIONS.values(), many=True).data)

    @extend_schema(
        responses=ReportSerializer,
        parameters=[OpenApiParameter("code", str, OpenApiParameter.PATH)],
    )
    def retrieve(self, _request: Request, code: str) -> Response:
        if code not in DEFINITIONS:
            raise Http404
        return Response(ReportSerializer(DEFINITIONS[code]).data)


class FileSerializer(serializers.ModelSerializer[Rendition]):
    """One file of an issue, and where it is."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Rendition
        fields = ["language", "format", "sha256", "url"]

    def get_url(self, file: Rendition) -> str:
        number = file.issue.number
        path = reverse("reports-file", args=[number, file.language, file.format])
        return str(self.context["request"].build_absolute_uri(path))


class IssueSerializer(serializers.ModelSerializer[Issue]):
    files = FileSerializer(many=True, source="renditions", read_only=True)

    class Meta:
        model = Issue
        fields = [
            "number", "definition", "definition_version", "period_start", "period_end",
            "revision", "correction", "as_of", "late", "built_on", "sha256", "files",
        ]  # fmt: skip


class WholeIssueSerializer(IssueSerializer):
    """An issue with every number in it, exactly as it was hashed."""

    dataset = serializers.SerializerMethodField()

    class Meta(IssueSerializer.Meta):
        fields = [*IssueSerializer.Meta.fields, "dataset"]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_dataset(self, issue: Issue) -> Any:
        return json.loads(bytes(issue.dataset))


@extend_schema(tags=["issues"])
class IssueResource(Resource):
    """Issues, newest first; one of them by its number, with its dataset."""

    rights = (Permission.READ_REPORTS,)
    queryset = Issue.objects.prefetch_related(FILES)
    serializer_class = IssueSerializer
    lookup_field = "number"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "retrieve" else rows.defer("dataset")

    def get_serializer_class(self) -> type[IssueSerializer]:
        return WholeIssueSerializer if self.action == "retrieve" else IssueSerializer
