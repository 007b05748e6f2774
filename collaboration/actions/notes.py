"""Acts on notes: write, reply, edit, lift to a wider circle, share by name, withdraw."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from collaboration import anchoring, circles, may, texts
from collaboration.models import Note
from collaboration.states import Motivation, NoteState
from council import audiences, journal, life, rulebook
from council.actions import grants
from council.may import Denied
from council.models import Organization, User
from council.states import Audience

NAMED_AT_MOST = 20  # persons a note is shared with by name


@journal.act
def write(
    on: texts.Text,
    *,
    selector: anchoring.Selector,
    text: str,
    circle: str,
    by: User,
    motivation: str = Motivation.COMMENTING,
) -> Note:
    """Write a note on a passage of this version or page; from now on its circle reads it, and nobody else.

    Raises anchoring.AnchorProblem with a German sentence if the passage is not in the text.
    """
    may.write(by, circle)
    may.annotate(by, texts.paper_of(on), texts.file_of(on))
    selector = anchoring.locate(selector, texts.canonical(on))
    faction = _faction(by) if circle == Audience.FACTION else None
    note = Note(motivation=motivation, text=text, **texts.columns(on), **selector._asdict())
    return _put(note, circle=circle, faction=faction, by=by)


@journal.act
def reply(note: Note, *, text: str, circle: str, by: User) -> Note:
    """Reply to a note, to its circle or a narrower one; a private reply is read by whoever reads the private note."""
    note = life.lock(note)
    may.reply(by, note, circle)
    may.annotate(by, note.paper, note.file)
    if note.state != NoteState.OPEN:
        raise life.WrongState("Auf diese Anmerkung lässt sich jetzt nicht antworten.")
    answer = Note(
        paper=note.paper,
        version_of_text=note.version_of_text,
        file=note.file,
        page=note.page,
        reply_to=note,
        text=text,
        exact=note.exact,
        prefix=note.prefix,
        suffix=note.suffix,
        start=note.start,
        end=note.end,
    )
    faction = note.audience_organization if note.audience == Audience.FACTION else _faction(by)
    answer = _put(answer, circle=circle, faction=faction if circle == Audience.FACTION else None, by=by)
    if circle == Audience.PRIVATE == note.audience:
        _name_the_same(answer, note, but=by)
    return answer


def _put(note: Note, *, circle: str, faction: Organization | None, by: User) -> Note:
    note.owner, note.audience, note.audience_organization = by, circle, faction
    note.created_at = note.modified_at = note.told_at = timezone.now()
    note.save(force_insert=True)
    journal.record("note.written", note, by=by, after=note.state, reply_to=note.reply_to_id)
    return _hold(note, by=by)


def _hold(note: Note, *, by: User) -> Note:
    """What residents write for everyone waits for moderation where the town checks first."""
    held = note.audience == Audience.PUBLIC and circles.checked_first(by)
    return life.take(note, "hold", by=None) if held else note


def _name_the_same(answer: Note, note: Note, *, but: User) -> None:
    readers = [*audiences.names_on(Note, [note.pk]).get(note.pk, []), note.owner]
    for reader in readers:
        if reader is not None and reader != but:
            grants.open_to(answer, reader, by=None)


@journal.act
def edit(note: Note, *, text: str, by: User, version: int | None = None) -> Note:
    """Change the wording; a form made from an older state is refused (Stale).

    Where the town checks first, new words wait for moderation as the first ones did.
    """
    note = life.lock(note, version=version)
    may.change(by, note)
    now = timezone.now()
    if life.can(note, "edit"):
        may.edit(by, note, at=now, minutes=window())
    note.text, note.edited_at, note.change_asked = text, now, False
    note = life.take(note, "edit", by=by, also=("text", "edited_at", "change_asked"))
    return _hold(note, by=by)


def window() -> int:
    """For how many minutes words that others read may be changed."""
    minutes: int = rulebook.value("comments.edit_minutes", on=timezone.localdate())
    return minutes


@journal.act
def lift(note: Note, *, circle: str, by: User) -> Note:
    """Lift the note to a wider circle without retyping; it never moves by itself.

    Whoever was named reads on only if they belong to the new circle, and the private replies to it no more; the time
    for changes begins anew.
    """
    note = life.lock(note)
    may.lift(by, note, circle)
    _unname(note)
    note.audience, note.told_at = circle, timezone.now()
    note.audience_organization = _faction(by) if circle == Audience.FACTION else None
    note = life.take(note, "lift", by=by, also=("audience", "audience_organization", "told_at"))
    return _hold(note, by=by)


@journal.act
def share(note: Note, *, person: User, by: User) -> Note:
    """Let a person read the author's own note by name, as far as they may read the paper; its circle stays."""
    note = life.lock(note)
    may.share(by, note)
    if note.state != NoteState.OPEN:
        raise life.WrongState("Diese Anmerkung lässt sich nicht mehr teilen.")
    if person == by or len(audiences.names_on(Note, [note.pk]).get(note.pk, [])) >= NAMED_AT_MOST:
        raise Denied(f"Namentlich teilen Sie mit anderen, und mit höchstens {NAMED_AT_MOST}.")
    grants.open_to(note, person, by=None)
    journal.record("note.shared", note, by=by, user=person.pk)
    return note


@journal.act
def unshare(note: Note, *, person: User, by: User) -> Note:
    """Take the note from a person again; with the private replies of others it is gone for them at once."""
    note = life.lock(note)
    may.share(by, note)
    _take_from(note, [person])
    journal.record("note.unshared", note, by=by, user=person.pk)
    return note


@journal.act
def withdraw(note: Note, *, by: User) -> Note:
    """Withdraw the note: its words go, a tombstone stays; whom it was shared with reads no private reply any more."""
    note = life.lock(note)
    may.change(by, note)
    return take_words(note, by=by)


def take_words(note: Note, *, by: User) -> Note:
    """The same for a locked note, whoever may ask for it; call it inside an act that asked whether it may."""
    _unname(note)
    note.text, note.change_asked = "", False
    return life.take(note, "withdraw", by=by, also=("text", "change_asked"))


def _unname(note: Note) -> None:
    _take_from(note, audiences.names_on(Note, [note.pk]).get(note.pk, []))


def _take_from(note: Note, readers: Collection[User]) -> None:
    """Close to these persons the note and the private replies to it, which go no further than it does."""
    replies = note.replies.filter(audience=Audience.PRIVATE).order_by("pk")
    things = {thing.pk: thing for thing in (note, *replies)}
    for pk, named in audiences.names_on(Note, list(things)).items():
        for reader in named:
            if reader in readers:
                grants.withdraw_from(things[pk], reader, by=None)


def _faction(user: User) -> Organization | None:
    factions = audiences.standing_of(user).factions
    return Organization.objects.filter(pk__in=factions).order_by("pk").first()
