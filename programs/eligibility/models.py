"""What the check said at the moment of handing in; nobody changes it afterwards."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.refusals import append_only
from foundation.translated import pick
from programs.catalogue.rules import Outcome


class Screening(models.Model):
    """The findings about one submission, in every language, beside the snapshot.

    A finding is `{"code", "hard", "outcome", "label", "requires", "known"}`; the last
    three are texts by language, as they were worded then.
    """

    submission = models.OneToOneField(
        "programs.Submission",
        models.PROTECT,
        related_name="screening",
        verbose_name=_("submission"),
    )
    rule_version = models.CharField(_("rule version"), max_length=20)
    findings = models.JSONField(_("findings"))
    made_on = models.DateTimeField(_("checked"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("eligibility check")
        verbose_name_plural = _("eligibility checks")
        triggers = append_only("screening")

    def __str__(self) -> str:
        return str(self.submission)

    def told(self) -> Iterator[dict[str, Any]]:
        """The findings in the reader's language."""
        for row in self.findings:
            texts = {name: pick(row[name]) for name in ("label", "requires", "known")}
            yield {**texts, "outcome": Outcome(row["outcome"])}

    def scope_keys(self) -> list[ScopeKey]:
        keys: list[ScopeKey] = self.submission.application.scope_keys()
        return keys
