"""On-site visits: which companies are visited, by whom, and what was found."""

from programs.visits.models.samples import VisitSample
from programs.visits.models.visits import (
    SiteFinding,
    SitePhoto,
    SiteVisit,
    SiteVisitQuerySet,
    TeamMember,
)

__all__ = [
    "SiteFinding",
    "SitePhoto",
    "SiteVisit",
    "SiteVisitQuerySet",
    "TeamMember",
    "VisitSample",
]
