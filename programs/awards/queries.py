"""What a proposal became."""

from decimal import Decimal

from programs.awards.models import Award, Place
from programs.catalogue.rules import Derivation, sources
from programs.selection.models import Proposal


def granted(proposal: Proposal) -> Award | Place:
    """The award or the place of a granted proposal."""
    award: Award | None = Award.objects.filter(proposal=proposal).first()
    return award or Place.objects.get(proposal=proposal)


def derivation(award: Award) -> Derivation:
    """How the amount follows from the inputs that were frozen with it.

    By the rules of the version that the award was granted under, whatever holds now.
    An award that came without its inputs has no steps.
    """
    kept = award.inputs
    if "ceiling" not in kept:
        return Derivation(award.amount, ())
    ceiling, ratio = Decimal(kept["ceiling"]), Decimal(kept["city_ratio"])
    found = award.program.rules.derive(
        award.company_type, kept, ceiling, award.rule_version
    )
    return Derivation(found.amount, (*found.steps, *sources(found.amount, ratio)))
