"""A view of a list to come back to: its filters, its search and its order."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """One person's own; it shows no more than the list does."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views"
    )
    of = models.CharField(_("list"), max_length=80)  # "app.model"
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=2000)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="saved_view_once_per_name",
                fields=["user", "of", "name"],
                violation_error_code="name",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
