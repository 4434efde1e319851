"""Two reports as managers receive them, made up, to render and to look at."""

from tests.programs.reports.rendering.samples.common import AGENCY, AS_OF, FIRST_QUARTER
from tests.programs.reports.rendering.samples.incubator import incubator_report
from tests.programs.reports.rendering.samples.program import program_report

__all__ = ["AGENCY", "AS_OF", "FIRST_QUARTER", "incubator_report", "program_report"]
