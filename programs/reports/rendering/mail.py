"""The mail that brings a report: key figures, one chart, and the way to the page."""

from dataclasses import dataclass
from email.mime.image import MIMEImage

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from programs.reports.dataset import Dataset
from programs.reports.rendering.charts import render_png
from programs.reports.rendering.presentation import present

FIGURES = 6
CID = "chart@kapok"


@dataclass(frozen=True)
class Mail:
    """What to send; `images` are PNGs by their Content-ID."""

    subject: str
    text: str
    html: str
    images: dict[str, bytes]

    def fill(self, message: EmailMultiAlternatives) -> None:
        """Write subject, both bodies and the inline images into a message."""
        message.subject, message.body = self.subject, self.text
        message.attach_alternative(self.html, "text/html")
        for cid, png in self.images.items():
            part = MIMEImage(png, "png")
            part["Content-ID"] = f"<{cid}>"
            part.add_header("Content-Disposition", "inline", filename="chart.png")
            message.attach(part)


def render_mail(
    dataset: Dataset,
    language: str,
    url: str,
    number: str = "",
    *,
    attached: bool = True,
) -> Mail:
    """Write the mail; `url` is the page's full address, `attached` tells of files."""
    report = present(dataset, language, number)
    with translation.override(language):
        subject = " ".join(f"{report.title} · {report.period}".split())
        context = {
            "report": report,
            "subject": subject,
            "figures": report.figures[:FIGURES],
            "pairs": [report.figures[at : at + 2] for at in range(0, FIGURES, 2)],
            "chart": next((each.chart for each in report.sections if each.chart), None),
            "cid": CID,
            "url": url,
            "open": _("Open the report"),
            "attached": attached
            and _("The whole report is attached, as PDF and XLSX."),
            "reason": _("You receive this because you are on this report's list."),
        }
        text = render_to_string("programs/reports/mail.txt", context)
        html = render_to_string("programs/reports/mail.html", context)
    specs = [section.chart for section in dataset.sections if section.chart]
    images = {CID: render_png(specs[0], language)} if specs else {}
    return Mail(subject, text, html, images)
