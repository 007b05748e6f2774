"""Acts of moderation: decide on a note with reasons, complain about it, decide again, and forget with time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from collaboration import deadlines, may
from collaboration.models import Complaint, Flag, Moderation, Note
from collaboration.states import Decision, NoteState, Outcome
from council import journal, life
from council.models import User

FORGOTTEN_AT_ONCE = 200  # rows a single act erases


@journal.act
def decide(
    note: Note,
    *,
    decision: str,
    reason: str,
    by: User,
    ground: str = "",
    police_told: bool = False,
    version: int | None = None,
) -> Moderation:
    """Decide on a note: its open reports are answered by it, and its author reads the reason.

    What is hidden or removed leaves pages, counts, sockets and programs at once; kept, it stands (again).
    """
    note = life.lock(note, version=version)
    may.moderate(by, note)
    words = note.text
    _carry_out(note, decision, by=by)
    made = Moderation.objects.create(
        note=note,
        decision=decision,
        ground=ground,
        reason=reason,
        words=words,
        police_told=police_told,
        reported=note.flags.filter(moderation=None).exists(),
        decided_at=timezone.now(),
        decided_by=by,
    )
    note.flags.filter(moderation=None).update(moderation=made)
    journal.record("moderation.decided", made, by=by, note=note.pk, decision=decision)
    return made


def _carry_out(note: Note, decision: str, *, by: User) -> None:
    if note.state == NoteState.WITHDRAWN:
        raise life.WrongState("Die Anmerkung ist zurückgezogen; hier ist nichts mehr zu entscheiden.")
    if decision == Decision.KEEP:
        step = {NoteState.WAITING: "release", NoteState.HIDDEN: "show", NoteState.REMOVED: "show"}.get(
            NoteState(note.state)
        )
        if step is not None:
            life.take(note, step, by=by)
    elif decision == Decision.ASK:
        if note.state != NoteState.OPEN:
            raise life.WrongState("Um eine Änderung lässt sich nur bitten, solange die Anmerkung dasteht.")
        note.change_asked = True
        life.touch(note, fields=("change_asked",))
        journal.record("note.change_asked", note, by=by)
    else:
        life.take(note, "hide" if decision == Decision.HIDE else "remove", by=by)


@journal.act
def complain(moderation: Moderation, *, text: str, by: User) -> Complaint:
    """Ask for the decision to be looked at anew; a second person decides."""
    moderation = life.lock(moderation)
    now = timezone.now()
    may.complain(by, moderation, at=now)
    if Complaint.objects.filter(moderation=moderation).exists():
        raise life.WrongState("Über diese Entscheidung haben Sie sich schon beschwert.")
    made = Complaint.objects.create(
        moderation=moderation, text=text, made_by=by, made_at=now, due_at=deadlines.of_complaint(now)
    )
    journal.record("complaint.made", made, by=by, moderation=moderation.pk)
    return made


@journal.act
def review(complaint: Complaint, *, outcome: str, answer: str, by: User) -> Complaint:
    """Decide on a complaint as the second person.

    Reversed, the note stands again as far as its author left it and other decisions on it let it.
    """
    note = life.lock(Note.objects.get(moderations__complaint=complaint))
    complaint = life.lock(complaint)
    may.review(by, complaint)
    if complaint.decided_at is not None:
        raise life.WrongState("Über diese Beschwerde ist schon entschieden.")
    complaint.outcome, complaint.answer = outcome, answer
    complaint.decided_at, complaint.decided_by = timezone.now(), by
    complaint.save(update_fields=["outcome", "answer", "decided_at", "decided_by"])
    if outcome == Outcome.REVERSED:
        _take_back(complaint.moderation, note, by=by)
    journal.record("complaint.decided", complaint, by=by, outcome=outcome)
    return complaint


def _take_back(moderation: Moderation, note: Note, *, by: User) -> None:
    """Undo what the decision did, unless a later one stands; what an earlier one took down stays down by that one."""
    others = note.moderations.exclude(pk=moderation.pk).exclude(complaint__outcome=Outcome.REVERSED)
    last = others.order_by("-pk").first()
    if last is not None and last.pk > moderation.pk and last.decision != Decision.KEEP:
        return
    if life.can(note, "show"):
        life.take(note, "show", by=by)
        if last is not None and last.decision in (Decision.HIDE, Decision.REMOVE):
            _carry_out(note, last.decision, by=by)
    elif note.change_asked:
        note.change_asked = False
        life.touch(note, fields=("change_asked",))
        journal.record("note.change_not_asked", note, by=by)


@journal.act
def forget(*, before: datetime) -> int:
    """Erase what decisions and reports older than that say of persons; that they were made stays. Returns how many.

    A report that no decision answers any more, because the note was withdrawn, is forgotten by its own age.
    """
    now = timezone.now()
    found = list(_old(before).order_by("pk")[:FORGOTTEN_AT_ONCE])
    for made in found:
        Moderation.objects.filter(pk=made.pk).update(reason="", words="", forgotten_at=now)
        Complaint.objects.filter(moderation=made).update(text="", answer="")
        made.flags.update(name="", email="", explanation="", made_by=None, forgotten_at=now)
        journal.record("moderation.forgotten", made, by=None)
    return len(found) + _forget_unanswered(before=before, now=now)


def forgettable(*, before: datetime) -> int:
    """How many decisions and reports `forget` would erase."""
    return _old(before).count() + _unanswered(before).count()


def _old(before: datetime) -> QuerySet[Moderation]:
    return Moderation.objects.filter(decided_at__lt=before, forgotten_at=None).exclude(
        complaint__isnull=False, complaint__decided_at=None
    )


def _unanswered(before: datetime) -> QuerySet[Flag]:
    return Flag.objects.filter(made_at__lt=before, moderation=None, forgotten_at=None, note__state=NoteState.WITHDRAWN)


def _forget_unanswered(*, before: datetime, now: datetime) -> int:
    found = list(_unanswered(before).order_by("pk")[:FORGOTTEN_AT_ONCE])
    for flag in found:
        Flag.objects.filter(pk=flag.pk).update(name="", email="", explanation="", made_by=None, forgotten_at=now)
        journal.record("flag.forgotten", flag, by=None)
    return len(found)
