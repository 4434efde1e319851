"""The staff desk's pages of startups, for Django to find."""

from startups.companies.admin import CompanyAdmin, MergeAdmin
from startups.indicators.admin import ReturnAdmin
from startups.members.admin import JoinRequestAdmin
from startups.merging.admin import MergeRequestAdmin
from startups.support.admin import NeedAdmin, PlanAdmin, ServiceRecordAdmin, VisitAdmin

__all__ = [
    "CompanyAdmin",
    "JoinRequestAdmin",
    "MergeAdmin",
    "MergeRequestAdmin",
    "NeedAdmin",
    "PlanAdmin",
    "ReturnAdmin",
    "ServiceRecordAdmin",
    "VisitAdmin",
]
