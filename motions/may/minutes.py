"""Says who writes minutes, who objects to them, and who signs (HGO §61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, allowed, be_clerk, preside
from council.models import Membership
from motions.models import Minutes
from motions.states import Signatory

if TYPE_CHECKING:
    from council.audiences import Viewer


__all__ = ["Denied", "allowed"]


def keep(user: Viewer, thing: Any = None) -> None:
    """Minutes are drafted, sent, corrected and found final by the assembly office."""
    be_clerk(user)


def write(user: Viewer, minutes: Minutes) -> None:
    """The text is written by the assembly office, or by whoever signs as secretary."""
    standing = audiences.standing_of(user)
    if standing.clerk or (standing.person_id is not None and minutes.secretary_id == standing.person_id):
        return
    raise Denied("Die Niederschrift schreibt das Büro oder die Schriftführung.")


def review(user: Viewer, minutes: Minutes) -> None:
    """The draft is looked through by the assembly office, the chair, or whoever is named to sign."""
    standing = audiences.standing_of(user)
    if standing.person_id is not None and standing.person_id in (minutes.chair_id, minutes.secretary_id):
        return
    preside(user, minutes.meeting)


def object_to(user: Viewer, minutes: Minutes) -> None:
    """A member of the body objects; whoever has no vote there has no part in its minutes."""
    standing = audiences.standing_of(user)
    if standing.person_id is not None:
        seats = Membership.objects.current(on=standing.on).filter(
            person=standing.person_id, organization=minutes.meeting.organization_id, voting_right=True
        )
        if seats.exists():
            return
    raise Denied("Einwendungen gegen die Niederschrift erheben die Mitglieder des Gremiums (HGO §61(3)).")


def decide(user: Viewer, minutes: Minutes) -> None:
    """The body decides; chair or assembly office record it."""
    preside(user, minutes.meeting)


def sign(user: Viewer, minutes: Minutes) -> None:
    """Each of the two named persons signs for themselves."""
    if office_of(user, minutes) is None:
        raise Denied("Unterzeichnen können nur die beiden, die für diese Niederschrift benannt sind (HGO §61(2)).")


def office_of(user: Viewer, minutes: Minutes) -> Signatory | None:
    """The office in which this person signs, None for everybody else."""
    person = audiences.standing_of(user).person_id
    if person is None:
        return None
    if person == minutes.chair_id:
        return Signatory.CHAIR
    return Signatory.SECRETARY if person == minutes.secretary_id else None
