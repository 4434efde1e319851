"""The REST API, version 1: one page that says which resources there are."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.routers import SimpleRouter

from incubators.carriers.api import CarrierResource
from incubators.tenancies.api import TenancyResource
from programs.agreements.api import (
    AgreementResource,
    BankAccountResource,
    ChangeResource,
)
from programs.applications.api import ApplicationResource
from programs.calls.api import CallResource
from programs.catalogue.api import ProgramResource
from programs.clarifications.api import AmendmentResource, ClarificationResource
from programs.monitoring.api import (
    FindingResource,
    MilestoneResource,
    YearReportResource,
)
from programs.payments.api import AwardResource, PaymentBatchResource, PaymentResource
from programs.recovery.api import RecoveryResource
from programs.reports.api import IssueResource, ReportResource
from programs.selection.api import NoticeResource
from startups.companies.api import CompanyResource
from startups.indicators.api import ReturnResource
from startups.support.api import NeedResource, VisitResource


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself untyped
    """How the schema speaks of tokens."""

    target_class = "foundation.edges.tokens.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002  # spectacular's signature
        return {"type": "http", "scheme": "bearer"}


router = SimpleRouter()
router.register("agreements", AgreementResource)
router.register("amendments", AmendmentResource)
router.register("applications", ApplicationResource)
router.register("awards", AwardResource)
router.register("bank-accounts", BankAccountResource)
router.register("batches", PaymentBatchResource)
router.register("calls", CallResource)
router.register("carriers", CarrierResource)
router.register("changes", ChangeResource)
router.register("clarifications", ClarificationResource)
router.register("companies", CompanyResource)
router.register("findings", FindingResource)
router.register("issues", IssueResource)
router.register("milestones", MilestoneResource)
router.register("needs", NeedResource)
router.register("notices", NoticeResource)
router.register("payments", PaymentResource)
router.register("programs", ProgramResource)
router.register("recoveries", RecoveryResource)
router.register("reports", ReportResource, basename="report")
router.register("returns", ReturnResource)
router.register("tenancies", TenancyResource)
router.register("visits", VisitResource)
router.register("year-reports", YearReportResource)
