"""The staff desk's pages of incubators, for Django to find."""

from incubators.carriers.admin import BuildingAdmin, CarrierAdmin, UnitAdmin
from incubators.tenancies.admin import GraduationAdmin, TenancyAdmin

__all__ = [
    "BuildingAdmin",
    "CarrierAdmin",
    "GraduationAdmin",
    "TenancyAdmin",
    "UnitAdmin",
]
