"""Acts on notes: write, edit, lift to a wider circle, withdraw, hide, show."""

from __future__ import annotations

from django.utils import timezone

from collaboration import anchoring, may
from collaboration.models import Note
from collaboration.states import Motivation
from council import audiences, journal, life
from council.models import Organization, User
from council.states import Audience
from documents.models import PaperVersion


@journal.act
def write(
    version: PaperVersion,
    *,
    selector: anchoring.Selector,
    text: str,
    circle: str,
    by: User,
    motivation: str = Motivation.COMMENTING,
    reply_to: Note | None = None,
) -> Note:
    """Write a note on a passage of this version; from now on its circle reads it, and nobody else.

    Raises anchoring.AnchorProblem with a German sentence if the passage is not in the text.
    """
    may.write(by, circle)
    may.annotate(by, version.paper)
    selector = anchoring.locate(selector, version.text)
    now = timezone.now()
    note = Note(
        paper=version.paper,
        version_of_text=version,
        reply_to=reply_to,
        motivation=motivation,
        text=text,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        start=selector.start,
        end=selector.end,
        owner=by,
        audience=circle,
        audience_organization=_faction(by) if circle == Audience.FACTION else None,
        created_at=now,
        modified_at=now,
    )
    note.save(force_insert=True)
    journal.record("note.written", note, by=by, after=note.state)
    return note


@journal.act
def edit(note: Note, *, text: str, by: User, version: int | None = None) -> Note:
    """Change the wording; a form made from an older state is refused (Stale)."""
    note = life.lock(note, version=version)
    may.change(by, note)
    note.text = text
    return life.take(note, "edit", by=by, also=("text",))


@journal.act
def lift(note: Note, *, circle: str, by: User) -> Note:
    """Lift the note to a wider circle without retyping; it never moves by itself."""
    note = life.lock(note)
    may.lift(by, note, circle)
    note.audience = circle
    note.audience_organization = _faction(by) if circle == Audience.FACTION else None
    return life.take(note, "lift", by=by, also=("audience", "audience_organization"))


@journal.act
def withdraw(note: Note, *, by: User) -> Note:
    """Withdraw the note: its words go, a tombstone stays."""
    note = life.lock(note)
    may.change(by, note)
    note.text = ""
    return life.take(note, "withdraw", by=by, also=("text",))


@journal.act
def hide(note: Note, *, by: User) -> Note:
    """Hide a public note; its author still reads it."""
    may.moderate(by)
    return life.take(life.lock(note), "hide", by=by)


@journal.act
def show(note: Note, *, by: User) -> Note:
    """Show a hidden note again."""
    may.moderate(by)
    return life.take(life.lock(note), "show", by=by)


def _faction(user: User) -> Organization | None:
    factions = audiences.standing_of(user).factions
    return Organization.objects.filter(pk__in=factions).order_by("pk").first()
