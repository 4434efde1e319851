"""What a proposal became."""

from programs.awards.models import Award, Place
from programs.selection.models import Proposal


def granted(proposal: Proposal) -> Award | Place:
    """The award or the place of a granted proposal."""
    award: Award | None = Award.objects.filter(proposal=proposal).first()
    return award or Place.objects.get(proposal=proposal)
