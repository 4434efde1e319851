"""Awards and places: what the city has promised, within limits the database keeps.

Every insert and every change of status passes through guards that lock the program's
row, then raise or lower its running totals. Two people on the last place take turns.
"""

from programs.awards.models.awards import Award, AwardQuerySet
from programs.awards.models.grants import PublishedGrant
from programs.awards.models.places import Place, PlaceQuerySet

__all__ = ["Award", "AwardQuerySet", "Place", "PlaceQuerySet", "PublishedGrant"]
