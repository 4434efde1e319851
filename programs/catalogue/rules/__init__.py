"""What a kind of program is made of: its types, its conditions, its money."""

from programs.catalogue.rules.conditions import Condition, Finding, Outcome, Remedy
from programs.catalogue.rules.facts import (
    Facts,
    Figure,
    Platform,
    Reads,
    Rival,
    Support,
    Title,
)
from programs.catalogue.rules.kind import Asked, CompanyType, Criterion, Kind
from programs.catalogue.rules.money import (
    BRACKETS,
    MILLION,
    Derivation,
    Formula,
    Inputs,
    Step,
    brackets,
    capped,
    post_subsidy,
    sources,
)

__all__ = [
    "BRACKETS",
    "MILLION",
    "Asked",
    "CompanyType",
    "Condition",
    "Criterion",
    "Derivation",
    "Facts",
    "Figure",
    "Finding",
    "Formula",
    "Inputs",
    "Kind",
    "Outcome",
    "Platform",
    "Reads",
    "Remedy",
    "Rival",
    "Step",
    "Support",
    "Title",
    "brackets",
    "capped",
    "post_subsidy",
    "sources",
]
