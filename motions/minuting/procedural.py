"""Procedural motions: who moved what, who spoke for and against, and how it was decided."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import Entry
from council.states import Audience
from motions import tally
from motions.minuting import stands
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock
from motions.models import ProceduralMotion, ProceduralVote
from motions.states import Manner, ProceduralState
from motions.states.minutes import MinutesPlace

_ENDS = {
    "procedural.withdrawn": "zurückgezogen",
    "procedural.settled": "erledigt, ohne dass darüber abgestimmt wird",
}


@chapter(order=55)
def procedural(record: Record) -> Iterator[Fact]:
    """Every procedural motion with its vote, or why there was none."""
    rows = ProceduralMotion.objects.filter(meeting=record.meeting, deleted_at=None)
    rows = rows.select_related("mover", "faction", "spoke_for", "spoke_against").prefetch_related(
        "votes__corrects", "votes__by_faction__organization"
    )
    ends = {entry.thing: entry for entry in record.of(*_ENDS)}
    for motion in rows.order_by("moved_at", "pk"):
        item = motion.item_id if motion.item_id in record.item_ids else None
        yield _moved(motion, record, item=item)
        for vote in motion.votes.all():
            if not _is_corrected(vote, motion):
                yield _voted(motion, vote, record, item=item)
        if motion.pk in ends and motion.state in (ProceduralState.WITHDRAWN, ProceduralState.SETTLED):
            yield _ended(motion, ends[motion.pk], item=item)


def _moved(motion: ProceduralMotion, record: Record, *, item: int | None) -> Fact:
    what = f"zur Geschäftsordnung: {motion.get_kind_display()} ({clock(motion.moved_at)})."
    if motion.mover is None:
        return _fact(motion, f"Die Sitzungsleitung schlägt vor {what}", item=item, source="", bare="")
    faction = f" ({motion.faction.label})" if motion.faction is not None else ""
    who = f"{motion.mover}{faction}" if motion.faction is not None else record.name(motion.mover)
    return _fact(
        motion, f"{who} beantragt {what}", item=item, source="", bare=f"Ein Mitglied{faction} beantragt {what}"
    )


def _voted(motion: ProceduralMotion, vote: ProceduralVote, record: Record, *, item: int | None) -> Fact:
    outcome = "angenommen" if vote.passed else "abgelehnt"
    heads = f"{vote.yes} Ja, {vote.no} Nein, {vote.abstain} Enthaltungen; nötig {vote.needed}, {vote.paragraph}"
    how = heads if vote.manner == Manner.COUNTED else str(vote.get_manner_display())
    parts = [f"{motion.get_kind_display()}: {outcome} ({how})."]
    if said := tally.spoken(stands.of(vote.by_faction.all())):
        parts.append(f"{said}.")
    if vote.corrects is not None:
        parts.append("Die Auszählung ist berichtigt.")
    spoken = [
        f"{word} spricht {record.name(person)}."
        for word, person in (("Dafür", motion.spoke_for), ("Dagegen", motion.spoke_against))
        if person is not None
    ]
    return _fact(
        motion,
        " ".join([*spoken, *parts]),
        item=item,
        source=f"proceduralvote:{vote.pk}",
        bare=" ".join(parts),
        at=vote.taken_at,
    )


def _ended(motion: ProceduralMotion, entry: Entry, *, item: int | None) -> Fact:
    said = f"Der Antrag ({motion.get_kind_display()}) ist {_ENDS[entry.verb]}."
    return _fact(motion, said, item=item, source=f"entry:{entry.number}", bare="", at=entry.at)


def _fact(motion: ProceduralMotion, said: str, *, item: int | None, source: str, bare: str, at: object = None) -> Fact:
    return Fact(
        kind="procedural",
        source=source or f"proceduralmotion:{motion.pk}",
        sentence=said,
        bare=bare,
        place=MinutesPlace.ITEM if item is not None else MinutesPlace.COURSE,
        item=item,
        at=at or motion.moved_at,  # type: ignore[arg-type]  # a moment
        closed=motion.audience != Audience.PUBLIC,
    )


def _is_corrected(vote: ProceduralVote, motion: ProceduralMotion) -> bool:
    return any(other.corrects_id == vote.pk for other in motion.votes.all())
