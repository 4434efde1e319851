"""What other funders have published that they gave."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedGrant(models.Model):
    """A grant that another funder has published in the 360Giving standard.

    Kept apart from awards: other currencies, other rules, and recipients that may or
    may not be companies of ours. It shows what else a company has been given.
    """

    identifier = models.CharField(_("identifier"), max_length=200, unique=True)
    title = models.TextField(_("title"), blank=True)
    description = models.TextField(_("description"), blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    awarded_on = models.DateField(_("awarded on"))
    funder_identifier = models.CharField(max_length=200, blank=True)
    funder_name = models.CharField(_("funder"), max_length=300)
    recipient_identifier = models.CharField(max_length=200, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=300, blank=True)
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="published_grants",
        verbose_name=_("company"),
    )
    source = models.JSONField(_("as published"), default=dict)

    class Meta:
        verbose_name = _("published grant")
        verbose_name_plural = _("published grants")
        ordering = ["-awarded_on", "identifier"]
        indexes = [models.Index("recipient_identifier", name="grant_by_recipient")]

    def __str__(self) -> str:
        return self.title or self.identifier
