"""Says who may object to an election: a member for themselves; office and chair note what a member raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences, may, presence
from council.may import Denied
from council.models import Membership, Person

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Election


def object_to(user: Viewer, election: Election, person: Person) -> None:
    """The objection is a member's of the body that elected (HGO §55(6))."""
    if audiences.standing_of(user).person_id != person.pk:
        may.preside(user, election.item.meeting)
    day = presence.day_of(election.item.meeting)
    body = election.item.meeting.organization_id
    if not Membership.objects.current(on=day).filter(person=person, organization=body, voting_right=True).exists():
        raise Denied("Widersprechen kann, wer in diesem Gremium eine Stimme hat.")
