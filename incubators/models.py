"""The front door Django knocks on; the models themselves live with their slices."""

from incubators.carriers.models import AreaFact, Building, Carrier, Unit
from incubators.tenancies.models import Graduation, Occupancy, Tenancy

__all__ = [
    "AreaFact",
    "Building",
    "Carrier",
    "Graduation",
    "Occupancy",
    "Tenancy",
    "Unit",
]
