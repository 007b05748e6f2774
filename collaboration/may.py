"""Says who may do what with notes, and who may follow what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from collaboration import deadlines
from collaboration.states import Decision, NoteState
from council import audiences
from council.may import Denied
from council.states import Audience
from documents.models import File, Paper

if TYPE_CHECKING:
    from collaboration.models import Complaint, Moderation, Note
    from council.audiences import Viewer
    from council.models import User

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


def annotate(user: Viewer, paper: Paper, file: File | None = None) -> None:
    """Notes are written on what one may read."""
    readable = Paper.objects.visible_to(user).filter(pk=paper.pk).exists()
    if not readable or (file is not None and not File.objects.visible_to(user).filter(pk=file.pk).exists()):
        raise Denied("Zu diesem Text können Sie keine Anmerkung schreiben.")


def is_open(paper: Paper, file: File | None = None) -> bool:
    """Whether everyone reads what notes stand on here, so that a note for everyone is read by everyone."""
    if paper.audience != Audience.PUBLIC:
        return False
    return file is None or File.objects.visible_to(None).filter(pk=file.pk).exists()


def reply(user: Viewer, note: Note, circle: str) -> None:
    """Whoever reads a note replies to it, to its circle or a narrower one; replies are replied to no further."""
    write(user, circle)
    if note.reply_to_id is not None:
        raise Denied(
            "Auf eine Antwort wird nicht noch einmal geantwortet; bitte antworten Sie auf die Anmerkung selbst."
        )
    if not type(note).objects.visible_to(user).filter(pk=note.pk).exists():
        raise Denied("Auf diese Anmerkung können Sie nicht antworten.")
    if CIRCLES.index(Audience(circle)) > CIRCLES.index(Audience(note.audience)):
        raise Denied("Eine Antwort liest höchstens, wer auch die Anmerkung liest.")


def change(user: Viewer, note: Note) -> None:
    """A note is changed, lifted, shared and withdrawn by its author alone."""
    if note.owner_id is None or note.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Eine Anmerkung ändert nur, wer sie geschrieben hat.")


def edit(user: Viewer, note: Note, *, at: datetime, minutes: int) -> None:
    """What others read is changed for some minutes only, or when moderation asked for it (domain brief §5.3)."""
    change(user, note)
    if not within(note, at=at, minutes=minutes):
        raise Denied(
            f"Andere lesen diese Anmerkung schon länger als {minutes} Minuten; ihr Text steht fest. "
            "Zurückziehen können Sie sie jederzeit."
        )


def within(note: Note, *, at: datetime, minutes: int) -> bool:
    """Whether the words of a note may still be changed at that moment."""
    last = until(note, minutes=minutes)
    return last is None or at <= last


def until(note: Note, *, minutes: int) -> datetime | None:
    """The last moment at which the words of a note may be changed, None where there is none."""
    if note.audience == Audience.PRIVATE or note.change_asked:
        return None
    return (note.told_at or note.created_at) + timedelta(minutes=minutes)


def lift(user: Viewer, note: Note, circle: str) -> None:
    """The author lifts a note to a wider circle they belong to; never to a narrower one."""
    change(user, note)
    write(user, circle)
    if CIRCLES.index(Audience(circle)) <= CIRCLES.index(Audience(note.audience)):
        raise Denied("Eine Anmerkung kann nur in einen weiteren Kreis gehoben werden.")
    note_above = note.reply_to
    if note_above is not None and CIRCLES.index(Audience(circle)) > CIRCLES.index(Audience(note_above.audience)):
        raise Denied("Eine Antwort liest höchstens, wer auch die Anmerkung liest.")


def share(user: Viewer, note: Note) -> None:
    """What is the author's alone they may show to single persons by name."""
    change(user, note)
    if note.audience != Audience.PRIVATE:
        raise Denied("Namentlich teilen lässt sich nur, was sonst niemand liest.")


def use(user: Viewer, note: Note) -> None:
    """Who may bring papers in makes an amendment or a question of any note they read."""
    standing = audiences.standing_of(user)
    if not (standing.member or standing.factions):
        raise Denied("Änderungsanträge und Anfragen stellen Stadtverordnete und Fraktionen.")
    if note.state != NoteState.OPEN or not type(note).objects.visible_to(user).filter(pk=note.pk).exists():
        raise Denied("Diese Anmerkung lässt sich nicht aufgreifen.")


def keep_order(user: Viewer) -> None:
    """The queue of moderation is worked off by the moderators, and complaints by the assembly office, too."""
    standing = audiences.standing_of(user)
    if not (standing.moderator or standing.clerk):
        raise Denied("Das kann nur die Moderation.")


def moderate(user: Viewer, note: Note) -> None:
    """What is written for everyone is moderated: by the moderators, beside closed matter by the assembly office.

    Whoever decides reads what it stands on, and decides on no note of their own. Other circles are nobody's to watch.
    """
    standing = audiences.standing_of(user)
    if not (standing.moderator if is_open(note.paper, note.file) else standing.clerk):
        raise Denied("Das kann nur die Moderation.")
    if note.audience != Audience.PUBLIC:
        raise Denied("Moderiert wird nur, was für alle geschrieben ist.")
    if note.owner_id == standing.user_id:
        raise Denied("Über die eigene Anmerkung entscheidet jemand anderes.")
    annotate(user, note.paper, note.file)


def flag(user: Viewer, note: Note) -> None:
    """Anyone reports what is written for everyone; what stands in a closer circle is settled there."""
    if note.audience != Audience.PUBLIC or note.state != NoteState.OPEN:
        raise Denied("Melden lässt sich, was für alle dasteht.")


def complain(user: Viewer, moderation: Moderation, *, at: datetime) -> None:
    """The author complains within the time for it about what was decided against their note."""
    if moderation.note.owner_id is None or moderation.note.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Beschweren kann sich, wer die Anmerkung geschrieben hat.")
    if moderation.decision == Decision.KEEP:
        raise Denied("Die Anmerkung blieb stehen; dagegen gibt es keine Beschwerde.")
    if timezone.localdate(at) > deadlines.complain_until(moderation.decided_at):
        raise Denied("Die Frist für eine Beschwerde ist vorbei.")


def review(user: Viewer, complaint: Complaint) -> None:
    """A complaint is decided by someone else than who decided first, and never by who complains."""
    keep_order(user)
    user_id = audiences.standing_of(user).user_id
    if user_id in (complaint.moderation.decided_by_id, complaint.made_by_id):
        raise Denied("Über eine Beschwerde entscheidet eine zweite Person, die vorher nicht entschieden hat.")
    annotate(user, complaint.moderation.note.paper, complaint.moderation.note.file)


def follow(user: Viewer, paper: Paper | None = None) -> None:
    """Whoever has an account follows what they may read."""
    if audiences.standing_of(user).user_id is None:
        raise Denied("Bitte zuerst anmelden, um etwas zu verfolgen.")
    if paper is not None and not Paper.objects.visible_to(user).filter(pk=paper.pk).exists():
        raise Denied("Das können Sie nicht verfolgen.")


def erase_account(user: Viewer, account: User) -> None:
    """A resident erases their own account; the assembly office that of others who ask, and of former office holders."""
    standing = audiences.standing_of(user)
    is_own = standing.user_id == account.pk
    if not (is_own or standing.clerk):
        raise Denied("Ein Konto löscht nur, wem es gehört, oder auf dessen Wunsch das Büro.")
    if is_own and account.person_id is not None:
        raise Denied("Dieses Konto gehört zu einem Amt oder Mandat; bitte wenden Sie sich an das Büro.")
