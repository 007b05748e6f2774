"""Acts on minutes while they are written: draft from the journal, write, name who signs, review, send."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from council import journal, life
from council.models import Meeting, Person, User
from council.states import MeetingState
from motions.may import minutes as may
from motions.minuting import deadlines, drafting, reading, record
from motions.minuting.chapters import Fact
from motions.minuting.drafting import Piece
from motions.models import Minutes, MinutesFact, MinutesObjection, MinutesSection, MinutesVersion
from motions.states import MINUTES_WRITABLE, MinutesIssue, MinutesPart, MinutesState, ObjectionRuling

STALE = "Inzwischen wurde dieser Abschnitt an anderer Stelle gespeichert. Es wurde nichts überschrieben."
_HELD = (MeetingState.RUNNING, MeetingState.INTERRUPTED, MeetingState.CLOSED)


@journal.act
def draft(meeting: Meeting, *, by: User | None) -> list[Minutes]:
    """Draft the minutes from the journal: a document for the public part, and one for the closed part if there was one.

    Drafted again, only what is new is added; what somebody wrote stays. Raises WrongState before the meeting began, and
    once nothing of it is a draft any more.
    """
    meeting = life.lock(meeting)
    if by is not None:
        may.keep(by, meeting)
    if meeting.state not in _HELD:
        raise life.WrongState("Die Niederschrift entsteht aus dem Verlauf; die Sitzung hat noch nicht begonnen.")
    laid = drafting.parts(record.read(meeting))
    drafted = [_draft_part(meeting, part, pieces, by=by) for part, pieces in laid.items()]
    if not any(drafted):
        raise life.WrongState("Die Niederschrift ist schon geprüft; neu aufgenommen wird nur in einen Entwurf.")
    return [made for made in drafted if made is not None]


def _draft_part(meeting: Meeting, part: MinutesPart, pieces: list[Piece], *, by: User | None) -> Minutes | None:
    known = Minutes.objects.filter(meeting=meeting, part=part).first()
    if known is not None and known.state != MinutesState.DRAFT:
        return None
    minutes = life.lock(known) if known is not None else _begin(meeting, part)
    added = sum(_take_in(minutes, piece, order=order) for order, piece in enumerate(pieces))
    verb = "minutes.drafted" if known is None else "minutes.redrafted"
    journal.record(verb, minutes, by=by, after=minutes.state, facts=added)
    return minutes


def _begin(meeting: Meeting, part: MinutesPart) -> Minutes:
    now = timezone.now()
    chair, secretary = drafting.presiding(meeting, on=drafting.day_of(meeting))
    return Minutes.objects.create(
        meeting=meeting,
        part=part,
        chair=chair,
        secretary=secretary,
        send_due=deadlines.send_due(meeting),
        created_at=now,
        modified_at=now,
    )


def _take_in(minutes: Minutes, piece: Piece, *, order: int) -> int:
    """Take in what is new of a section; gives how many facts that were."""
    section = _section(minutes, piece, order=order)
    fresh = _compare(section, piece.facts)
    text = section.text
    untouched = text == section.content.get("drafted")
    if untouched:
        text = drafting.compose(section.facts.filter(outdated_at=None).order_by("order", "pk"))
    elif fresh:
        text = "\n\n".join(filter(None, (text, drafting.compose(fresh))))
    if text != section.text:
        section.content = {"text": text} | ({"drafted": text} if untouched else {})
        section.revision += 1
        section.kept_at = timezone.now()
    section.order = order
    section.save(update_fields=["content", "revision", "kept_at", "order"])
    return len(fresh)


def _section(minutes: Minutes, piece: Piece, *, order: int) -> MinutesSection:
    place = {"item": piece.item} if piece.item is not None else {"item": None, "place": piece.place}
    known = MinutesSection.objects.select_for_update(no_key=True).filter(minutes=minutes, **place).first()
    if known is not None:
        return known
    last = minutes.sections.aggregate(last=Max("number"))["last"] or 0
    return MinutesSection.objects.create(
        minutes=minutes,
        item=piece.item,
        place=piece.place,
        number=last + 1,
        order=order,
        content={"text": "", "drafted": ""},
        kept_at=timezone.now(),
    )


def _compare(section: MinutesSection, facts: Iterable[Fact]) -> list[MinutesFact]:
    """Keep new facts, mark those that are no longer so; gives the new ones."""
    now = timezone.now()
    known = {fact.source: fact for fact in section.facts.filter(outdated_at=None)}
    told = list(enumerate(facts))
    same = {f.source for _, f in told if f.source in known and known[f.source].sentence == f.sentence}
    section.facts.filter(pk__in=[row.pk for source, row in known.items() if source not in same]).update(outdated_at=now)
    for order, fact in told:
        if fact.source in same and known[fact.source].order != order:
            MinutesFact.objects.filter(pk=known[fact.source].pk).update(order=order)
    return MinutesFact.objects.bulk_create(
        MinutesFact(
            section=section,
            kind=fact.kind,
            source=fact.source,
            group=fact.group,
            sentence=fact.sentence,
            bare=fact.bare,
            at=fact.at,
            order=order,
            drafted_at=now,
        )
        for order, fact in told
        if fact.source not in same
    )


@journal.act
def write(section: MinutesSection, *, text: str, revision: int, by: User) -> MinutesSection:
    """Save the text of a section, unless somebody did since `revision` (Stale)."""
    minutes = life.lock(section.minutes)
    may.write(by, minutes)
    refuse_unless_writable(minutes)
    section = life.lock(section)
    if section.revision != revision:
        raise life.Stale(STALE)
    section.content, section.written_by, section.kept_at = {"text": text}, by, timezone.now()
    section.revision += 1
    section.save(update_fields=["content", "written_by", "kept_at", "revision"])
    journal.record("minutes.written", minutes, by=by, section=section.pk, revision=section.revision)
    return section


@journal.act
def name_signatories(minutes: Minutes, *, chair: Person, secretary: Person, by: User, version: int) -> Minutes:
    """Name the two who will sign; once the minutes are final they stay named."""
    minutes = life.lock(minutes, version=version)
    may.keep(by, minutes)
    if minutes.state in (MinutesState.FINAL, MinutesState.SIGNED):
        raise life.WrongState("Die Niederschrift ist festgestellt; wer sie unterzeichnet, steht fest.")
    if chair == secretary:
        raise life.WrongState("Vorsitz und Schriftführung sind zwei verschiedene Personen (HGO §61(2)).")
    minutes.chair, minutes.secretary = chair, secretary
    life.touch(minutes, fields=("chair", "secretary"))
    journal.record("minutes.signatories_named", minutes, by=by, chair=chair.pk, secretary=secretary.pk)
    return minutes


@journal.act
def review(minutes: Minutes, *, by: User, version: int) -> Minutes:
    """Say that the draft was looked through; its text is fixed until it is sent or taken back."""
    minutes = life.lock(minutes, version=version)
    may.review(by, minutes)
    return life.take(minutes, "review", by=by)


@journal.act
def take_back(minutes: Minutes, *, by: User, version: int) -> Minutes:
    """Go on writing what was reviewed."""
    minutes = life.lock(minutes, version=version)
    may.review(by, minutes)
    return life.take(minutes, "take_back", by=by)


@journal.act
def send(minutes: Minutes, *, by: User, version: int | None = None) -> Minutes:
    """Send the minutes to the members: the text is kept as it is, and they may object until the next meeting."""
    meeting = life.lock(minutes.meeting)
    minutes = life.lock(minutes, version=version)
    may.keep(by, minutes)
    if meeting.state != MeetingState.CLOSED:
        raise life.WrongState("Die Sitzung dauert noch an; versandt wird die fertige Niederschrift.")
    issued = keep_version(minutes, issue=MinutesIssue.SENT, by=by)
    minutes.sent_on = timezone.localdate()
    return life.take(minutes, "send", by=by, also=("sent_on",), issued=issued.pk)


def keep_version(minutes: Minutes, *, issue: MinutesIssue, by: User | None) -> MinutesVersion:
    """Keep the whole text as it is now. Call it inside an act that holds the minutes."""
    last = minutes.versions.aggregate(last=Max("number"))["last"] or 0
    rows = reading.every(minutes, version=None)
    content = [{"number": row.number, "item": row.item, "title": row.title, "text": row.text} for row in rows]
    return MinutesVersion.objects.create(
        minutes=minutes, number=last + 1, issue=issue, content=content, made_at=timezone.now(), made_by=by
    )


def refuse_unless_writable(minutes: Minutes) -> None:
    """Refuse to change a text that is fixed; raises WrongState."""
    if minutes.state not in MINUTES_WRITABLE:
        raise life.WrongState("Der Text ist geprüft und steht fest. Geändert wird er nur nach einer Einwendung.")
    if minutes.state == MinutesState.OBJECTED and not accepted(minutes):
        raise life.WrongState("Geändert wird der Text, wenn das Gremium einer Einwendung stattgegeben hat.")


def accepted(minutes: Minutes) -> bool:
    """Whether the body accepted an objection that no version takes up yet."""
    last = minutes.versions.aggregate(last=Max("made_at"))["last"]
    rows = MinutesObjection.objects.filter(section__minutes=minutes, outcome=ObjectionRuling.ACCEPTED)
    return rows.filter(decided_at__gt=last).exists() if last is not None else False
