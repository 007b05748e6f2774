"""Acts on the list of speakers: ask for the floor, give it, pause, go on, end, close the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from council import journal, life, may, presence, rostrum
from council.law import speaking
from council.models import AgendaItem, Debate, Meeting, Person, Speech, SpeechPause, User
from council.models.speeches import SpeechQuerySet
from council.states import Audience, ItemState, MeetingState, SpeechKind, SpeechState


@journal.act
def ask(item: AgendaItem, *, by: User, kind: str = "") -> Speech:
    """Ask for the floor oneself; whoever asked already stays in their place. Without `kind` it is a speech in debate.

    Raises WrongState for those who are absent, barred or silenced, and for kinds that the chair enters.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.ask_to_speak(by, item)
    assert by.person is not None
    own = rostrum.own_kind(by.person, meeting)
    chosen = SpeechKind(kind) if kind else own
    if chosen not in rostrum.OWN:
        raise life.WrongState("Diese Art von Rede trägt die Sitzungsleitung ein.")
    if chosen == SpeechKind.EXECUTIVE and own != SpeechKind.EXECUTIVE:
        raise life.WrongState("Für den Magistrat spricht nur, wer ihm angehört (HGO §59).")
    return _enter(item, person=by.person, kind=chosen, by=by)


@journal.act
def add(item: AgendaItem, *, person: Person, kind: str, by: User) -> Speech:
    """Put a person on the list by hand, also one whom the chair admits as a guest."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    return _enter(item, person=person, kind=SpeechKind(kind), by=by)


@journal.act
def withdraw(speech: Speech, *, by: User) -> Speech:
    """Take a request back: whoever made it, or the chair at their word."""
    meeting = life.lock(speech.item.meeting)
    if by.person_id != speech.person_id:
        may.preside(by, meeting)
    return life.take(life.lock(speech), "withdraw", by=by)


@journal.act
def call_up(speech: Speech, *, by: User, version: int | None = None, at: datetime | None = None) -> Speech:
    """Give the floor: the clock starts, now or `at` the moment it did. A speech under way ends thereby; for a question
    it only stands still.

    Raises WrongState while the meeting does not run, and for persons who cannot speak at the item now.
    """
    debate = _led(speech.item, by=by, version=version)
    speech = _locked(speech, debate)
    meeting = debate.item.meeting
    _refuse_if_still(meeting)
    _refuse_if_over(speech)
    _make_room(speech, by=by)
    speech.started_at = at or timezone.now()
    speech.minutes = rostrum.minutes_for(speech.kind, meeting=meeting)
    speech.closed = debate.item.audience != Audience.PUBLIC
    return life.take(speech, "call", by=by, also=("started_at", "minutes", "closed"), minutes=speech.minutes)


@journal.act
def take_back(speech: Speech, *, by: User, version: int | None = None) -> Speech:
    """Undo a wrong tap: the person stands on the list again, in front, and no time was used."""
    speech = _locked(speech, _led(speech.item, by=by, version=version))
    speech.started_at, speech.minutes, speech.place = None, None, 0
    speech.pauses.all().delete()
    speech = life.take(speech, "take_back", by=by, also=("started_at", "minutes", "place"))
    others = [row for row in speech.item.speeches.waiting() if row.pk != speech.pk]
    _renumber([speech, *others])
    return speech


@journal.act
def pause(speech: Speech, *, by: User, version: int | None = None) -> Speech:
    """Stop the clock."""
    return _pause(_locked(speech, _led(speech.item, by=by, version=version)), by=by)


@journal.act
def go_on(speech: Speech, *, by: User, version: int | None = None) -> Speech:
    """Let a speech go on. Raises WrongState while the meeting does not run, and while somebody else speaks."""
    speech = _locked(speech, _led(speech.item, by=by, version=version))
    _refuse_if_still(speech.item.meeting)
    other = speech.item.speeches.filter(state=SpeechState.SPEAKING).select_related("person").first()
    if other is not None and other.pk != speech.pk:
        raise life.WrongState(f"Es spricht gerade {other.person}.")
    _end_pause(speech, at=timezone.now())
    return life.take(speech, "go_on", by=by)


@journal.act
def finish(speech: Speech, *, by: User, version: int | None = None, at: datetime | None = None) -> Speech:
    """End a speech, now or `at` the moment it ended; the clock stops for good."""
    return _finish(_locked(speech, _led(speech.item, by=by, version=version)), by=by, at=at)


@journal.act
def move(speech: Speech, *, to: int, by: User, version: int | None = None) -> Speech:
    """Move a request to another place of the list (0 is the first); the order is the chair's."""
    debate = _led(speech.item, by=by, version=version)
    speech = _locked(speech, debate)
    if speech.state != SpeechState.ASKED:
        raise life.WrongState("Diese Wortmeldung steht nicht mehr auf der Liste.")
    rows = [row for row in speech.item.speeches.waiting() if row.pk != speech.pk]
    rows.insert(max(0, min(to, len(rows))), speech)
    _renumber(rows)
    journal.record("speech.moved", speech, by=by, to=rows.index(speech))
    return speech


@journal.act
def close_list(item: AgendaItem, *, by: User, version: int | None = None) -> Debate:
    """Close the list of speakers (Schluss der Redeliste): who stands on it still speaks, nobody else joins."""
    debate = _led(item, by=by, version=version)
    if debate.list_closed_at is not None:
        return debate
    debate.list_closed_at = timezone.now()
    debate.save(update_fields=["list_closed_at"])
    journal.record("debate.list_closed", debate.item, by=by, debate=debate.pk)
    return debate


@journal.act
def reopen_list(item: AgendaItem, *, by: User, version: int | None = None) -> Debate:
    """Let others join the debate again."""
    debate = _led(item, by=by, version=version)
    if debate.list_closed_at is None:
        return debate
    debate.list_closed_at = None
    debate.save(update_fields=["list_closed_at"])
    journal.record("debate.list_reopened", debate.item, by=by, debate=debate.pk)
    return debate


@journal.act
def close_debate(item: AgendaItem, *, by: User, version: int | None = None) -> Debate:
    """End the debate (Schluss der Aussprache): the list is closed, and who stands on it is not called any more."""
    debate = close_list(item, by=by, version=version)
    _drop(debate.item.speeches.waiting().filter(kind__in=rostrum.DEBATING), by=by)
    return debate


@journal.act
def set_total(item: AgendaItem, *, minutes: int | None, by: User, version: int | None = None) -> Debate:
    """Set how many minutes the debate may last, shared among the factions; 0 is no limit, None as the rulebook has it.

    Raises WrongState if the bases of the factions do not fit into it.
    """
    debate = _led(item, by=by, version=version)
    if minutes and rostrum.pools_of(debate.item.meeting, total=minutes) is None:
        raise life.WrongState("Die Grundredezeiten der Fraktionen passen nicht in diese Gesamtredezeit.")
    debate.total_minutes = minutes
    debate.save(update_fields=["total_minutes"])
    journal.record("debate.time_set", debate.item, by=by, debate=debate.pk, minutes=minutes)
    return debate


# What other acts of the meeting bring with them; each is called inside an act that holds the meeting.


def hold_all(meeting: Meeting, *, by: User | None) -> None:
    """Stop the clock of whoever speaks, for the meeting is interrupted. To be called inside an act."""
    for speech in Speech.objects.filter(item__meeting=meeting, state=SpeechState.SPEAKING):
        debate, _ = Debate.objects.get_or_create(item_id=speech.item_id)
        life.touch(life.lock(debate), fields=())
        _pause(speech, by=by)


def conclude(item: AgendaItem, *, by: User | None) -> None:
    """End the debate of an item that is closed; personal statements may follow it. To be called inside an act."""
    put_off(item, by=by)
    _drop(item.speeches.waiting().exclude(kind=SpeechKind.PERSONAL), by=by)


def put_off(item: AgendaItem, *, by: User | None) -> None:
    """End whatever speech is under way at an item that is put back. To be called inside an act."""
    for speech in item.speeches.under_way():
        _finish(speech, by=by)


def clear(meeting: Meeting, *, by: User | None) -> None:
    """End what is left at items that are not called up any more. To be called inside an act."""
    rows = Speech.objects.open().filter(item__meeting=meeting).exclude(item__state=ItemState.CALLED)
    for speech in rows.select_related("item"):
        if speech.state == SpeechState.ASKED:
            life.take(speech, "drop", by=by)
        else:
            _finish(speech, by=by)


def silence(rows: SpeechQuerySet, *, person: Person, by: User | None) -> None:
    """Take the person off the lists, and the floor from them, as far as `rows` reach. To be called inside an act."""
    for speech in rows.under_way().filter(person=person):
        _finish(speech, by=by)
    _drop(rows.waiting().filter(person=person), by=by)


def _refuse_if_still(meeting: Meeting) -> None:
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Die Sitzung läuft nicht; das Wort kann jetzt nicht erteilt werden.")


def _led(item: AgendaItem, *, by: User, version: int | None) -> Debate:
    """Hold meeting, item and debate for the chair; a button from a page that shows an older list is refused."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    item.meeting = meeting
    may.preside(by, meeting)
    debate, _ = Debate.objects.get_or_create(item=item)
    debate = life.lock(debate, version=version)
    debate.item = item
    life.touch(debate, fields=())
    return debate


def _locked(speech: Speech, debate: Debate) -> Speech:
    speech = life.lock(speech)
    speech.item = debate.item
    return speech


def _enter(item: AgendaItem, *, person: Person, kind: SpeechKind, by: User) -> Speech:
    if reason := rostrum.refusal(item, person, kind=kind):
        raise life.WrongState(reason)
    waiting = list(item.speeches.waiting())
    known = next((row for row in waiting if (row.person_id, row.kind) == (person.pk, kind)), None)
    if known is not None:
        return known
    day = presence.day_of(item.meeting)
    faction = presence.factions_of([person.pk], day=day).get(person.pk)
    speech = Speech.objects.create(
        item=item, person=person, kind=kind, faction=faction, asked_at=timezone.now(), asked_by=by
    )
    ranks = [rostrum.RANKS[SpeechKind(row.kind)] for row in waiting]
    waiting.insert(speaking.place(ranks, rostrum.RANKS[kind]), speech)
    _renumber(waiting)
    journal.record("speech.asked", speech, by=by, after=speech.state)
    return speech


def _renumber(rows: Iterable[Speech]) -> None:
    for place, row in enumerate(rows):
        if row.place != place:
            row.place = place
            row.save(update_fields=["place"])


def _refuse_if_over(speech: Speech) -> None:
    """The floor goes to who may speak now; a list that was closed meanwhile still holds for those on it."""
    kind = SpeechKind.PROCEDURE if speech.kind in rostrum.DEBATING else speech.kind
    if reason := rostrum.refusal(speech.item, speech.person, kind=kind):
        raise life.WrongState(reason)


def _make_room(speech: Speech, *, by: User) -> None:
    for other in speech.item.speeches.filter(state=SpeechState.SPEAKING):
        if speech.kind == SpeechKind.QUESTION:
            _pause(other, by=by)
        else:
            _finish(other, by=by)


def _pause(speech: Speech, *, by: User | None) -> Speech:
    speech = life.take(speech, "pause", by=by)
    SpeechPause.objects.create(speech=speech, began_at=_not_before(speech.started_at))
    return speech


def _finish(speech: Speech, *, by: User | None, at: datetime | None = None) -> Speech:
    now = _not_before(speech.started_at, at=at)
    _end_pause(speech, at=now)
    speech.ended_at = now
    return life.take(speech, "finish", by=by, also=("ended_at",), seconds=speech.seconds_used(until=now))


def _end_pause(speech: Speech, *, at: datetime) -> None:
    speech.pauses.filter(ended_at=None).update(ended_at=Greatest(F("began_at"), Value(at)))


def _drop(rows: Iterable[Speech], *, by: User | None) -> None:
    for speech in rows:
        life.take(speech, "drop", by=by)


def _not_before(moment: datetime | None, *, at: datetime | None = None) -> datetime:
    """Now, or `at` that moment; a clock that was set back does not end a speech before it began."""
    now = at or timezone.now()
    return now if moment is None else max(now, moment)
