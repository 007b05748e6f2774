"""What this floor shows with a meeting, and whose circles bear on it."""

from __future__ import annotations

from collections.abc import Sequence

from council import bearing
from council.bearing import OF_THE_BODY, Pairs
from motions.models import Petition, ProceduralMotion


@bearing.source
def motions_of_meeting(pk: int) -> Sequence[Pairs]:
    """Its procedural motions, and the committees that are shown the way to a petition."""
    return (
        ProceduralMotion.objects.filter(meeting=pk).values_list("audience", "audience_organization"),
        Petition.objects.filter(paper__consultations__slots__item__meeting=pk).values_list(OF_THE_BODY, "committee"),
    )
