"""R&D projects, funded beforehand: a task contract, and acceptance before the rest.

Pre-funding of D§1.4: 60 % on signing, 40 % after the project has been accepted.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.money import to_cent
from programs.catalogue.rules import (
    Asked,
    CompanyType,
    Criterion,
    Derivation,
    Inputs,
    Kind,
    Step,
    capped,
)
from programs.catalogue.rules.company import EVERYONE


def of_2017(_company_type: str, inputs: Inputs, ceiling: Decimal) -> Derivation:
    """What the panel found the project to need of public money, up to the ceiling.

    >>> of_2017("project", {"requested": "3000000", "approved": "2500000"},
    ...         Decimal(2_000_000)).amount
    Decimal('2000000.00')
    """
    steps = []
    if "requested" in inputs:
        asked = to_cent(Decimal(inputs["requested"]))
        steps.append(Step(_("The company has asked for so much."), asked))
    found = to_cent(Decimal(inputs["approved"]))
    steps.append(Step(_("The panel found that the project needs so much."), found))
    return capped(tuple(steps), ceiling)


KIND = Kind(
    code="rd-project",
    label=_("R&D project"),
    number_prefix="XM",
    formulas={"2017": of_2017},
    needs=_("The formula needs the funds that the panel found necessary."),
    asks=(
        Asked("requested", _("Funds asked for (yuan)"), is_optional=True),
        Asked("approved", _("Funds that the panel found necessary (yuan)")),
    ),
    tranches=(60, 40),
    gates=("notice_clean", "agreement_signed", "account_matches"),
    last_gates=("milestone_met",),
    paper="contract",
    duties=(
        _(
            "To carry the project out as described in the application, to reach its "
            "targets within the term, and to report every year."
        ),
        _(
            "To hand the project in for acceptance within three months of its end. The "
            "last part is paid once it is accepted; what was not spent goes back."
        ),
        _("To keep separate accounts of the project, and to let them be audited."),
    ),
    conditions=EVERYONE,
    types=(
        CompanyType(
            "project",
            _("Project"),
            (
                Criterion("novelty", _("Novelty and technology"), 35),
                Criterion("plan", _("Plan and feasibility"), 25),
                Criterion("benefit", _("Expected benefit"), 20),
                Criterion("team", _("Team and management"), 20),
            ),
        ),
    ),
)
