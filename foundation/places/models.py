"""The city's places and its working days."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.places.rules import WorkingDays
from foundation.translated import TranslatedText, pick


class District(models.Model):
    """A district by its GB/T 2260 code; abolished ones stay for old records."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = TranslatedText(_("name"))
    current = models.BooleanField(_("exists today"), default=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("became part of")
    )

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name)


class Zone(models.Model):
    """A development zone: a layer of its own over the districts."""

    code = models.SlugField(_("code"), primary_key=True)
    name = TranslatedText(_("name"))
    district = models.ForeignKey(
        District, models.PROTECT, related_name="zones", verbose_name=_("district")
    )

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name)


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def working_days(self) -> WorkingDays:
        """The calendar as the pure functions want it."""
        return WorkingDays(dict(self.values_list("day", "works")))


class CalendarDay(models.Model):
    """A day on which the calendar differs from Monday to Friday (holiday, 调休)."""

    day = models.DateField(_("day"), primary_key=True)
    works = models.BooleanField(_("is a working day"))
    note = models.CharField(_("note"), max_length=60, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.note}"


def working_days() -> WorkingDays:
    return CalendarDay.objects.working_days()


def known_until() -> date | None:
    """The last year whose holidays have been entered ends here."""
    return CalendarDay.objects.order_by("day").values_list("day", flat=True).last()
