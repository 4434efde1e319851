"""The ranking on the desk: boards, amounts, the line, and lines that were kept."""

from programs.ranking.views.boards import amounts, board, listing
from programs.ranking.views.cuts import cut, scenario
from programs.ranking.views.export import workbook

__all__ = ["amounts", "board", "cut", "listing", "scenario", "workbook"]
