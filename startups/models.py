"""The front door Django knocks on; the models themselves live with their slices."""

from startups.companies.models import (
    Company,
    CompanyName,
    Member,
    Merge,
    Qualification,
    Shareholder,
)
from startups.indicators.models import Return, Value
from startups.members.models import Delegation, JoinRequest
from startups.merging.models import MergeRequest
from startups.support.models import Need, Plan, ServiceRecord, Visit

__all__ = [
    "Company",
    "CompanyName",
    "Delegation",
    "JoinRequest",
    "Member",
    "Merge",
    "MergeRequest",
    "Need",
    "Plan",
    "Qualification",
    "Return",
    "ServiceRecord",
    "Shareholder",
    "Value",
    "Visit",
]
