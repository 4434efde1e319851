"""How much of a program is spoken for."""

from programs.catalogue.models import Program
from programs.selection.states import ProposalStatus


def announced(program: Program) -> int:
    """Proposals before the public that have not become an award or a place yet."""
    return program.proposals.filter(status=ProposalStatus.ANNOUNCED).count()
