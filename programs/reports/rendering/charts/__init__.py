"""Charts as SVG that a strict policy allows, and as PNG for mail.

One picture serves page, PDF and mail. It uses presentation attributes only, has a title
and a description, and never stands without the table of its numbers.
"""

from programs.reports.rendering.charts.canvas import LIGHT, MAIL, NARROW, Theme
from programs.reports.rendering.charts.drawing import describe, render_png, render_svg

__all__ = ["LIGHT", "MAIL", "NARROW", "Theme", "describe", "render_png", "render_svg"]
