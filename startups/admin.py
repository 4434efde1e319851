"""The staff desk's pages of startups, for Django to find."""

from startups.companies.admin import CompanyAdmin, MergeAdmin
from startups.indicators.admin import ReturnAdmin
from startups.support.admin import NeedAdmin, PlanAdmin, ServiceRecordAdmin, VisitAdmin

__all__ = [
    "CompanyAdmin",
    "MergeAdmin",
    "NeedAdmin",
    "PlanAdmin",
    "ReturnAdmin",
    "ServiceRecordAdmin",
    "VisitAdmin",
]
