"""Says who may do what with notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.states import Audience
from documents.models import Paper

if TYPE_CHECKING:
    from collaboration.models import Note
    from council.audiences import Viewer

# From the narrowest circle to the widest; a note is lifted upward only.
CIRCLES = (Audience.PRIVATE, Audience.FACTION, Audience.COUNCIL, Audience.PUBLIC)


def circles(user: Viewer) -> tuple[Audience, ...]:
    """Name the circles this person may write in."""
    standing = audiences.standing_of(user)
    if standing.user_id is None:
        return ()
    open_to = [Audience.PRIVATE]
    if standing.factions:
        open_to.append(Audience.FACTION)
    if standing.member or standing.administration or standing.clerk:
        open_to.append(Audience.COUNCIL)
    open_to.append(Audience.PUBLIC)
    return tuple(open_to)


def write(user: Viewer, circle: str) -> None:
    """Whoever is signed in writes notes in the circles they belong to."""
    if audiences.standing_of(user).user_id is None:
        raise Denied("Bitte zuerst anmelden, um eine Anmerkung zu schreiben.")
    if circle not in circles(user):
        raise Denied("In diesem Kreis können Sie keine Anmerkung schreiben.")


def annotate(user: Viewer, paper: Paper) -> None:
    """Notes are written on what one may read."""
    if not Paper.objects.visible_to(user).filter(pk=paper.pk).exists():
        raise Denied("Zu diesem Text können Sie keine Anmerkung schreiben.")


def change(user: Viewer, note: Note) -> None:
    """A note is changed, lifted and withdrawn by its author alone."""
    if note.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Eine Anmerkung ändert nur, wer sie geschrieben hat.")


def lift(user: Viewer, note: Note, circle: str) -> None:
    """The author lifts a note to a wider circle they belong to; never to a narrower one."""
    change(user, note)
    write(user, circle)
    if CIRCLES.index(Audience(circle)) <= CIRCLES.index(Audience(note.audience)):
        raise Denied("Eine Anmerkung kann nur in einen weiteren Kreis gehoben werden.")


def moderate(user: Viewer) -> None:
    """Public notes are moderated by the moderators."""
    if not audiences.standing_of(user).moderator:
        raise Denied("Das kann nur die Moderation.")
