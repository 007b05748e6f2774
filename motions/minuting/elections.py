"""Elections at the items: who stood, how each ballot went, which lot was drawn, who was elected (HGO §55, §61(1))."""

from __future__ import annotations

from collections.abc import Iterator

from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, listed
from motions.models import Election, ElectionBallot
from motions.states import ElectionState


@chapter(order=78)
def elections(record: Record) -> Iterator[Fact]:
    """Each election with its ballots as they stand, and what came of it."""
    rows = Election.objects.filter(item__in=record.item_ids)
    rows = rows.prefetch_related("candidacies", "rounds__counts__candidacy", "rounds__lot__drawn")
    ends = {entry.thing: entry for entry in record.of("election.decided", "election.failed", "election.cancelled")}
    for election in rows.order_by("opened_at", "pk"):
        yield _fact(election, _opening(election), source=f"election:{election.pk}", at=election.opened_at)
        for ballot in sorted(election.rounds.all(), key=lambda row: (row.number, row.pk)):
            if ballot.struck_at is None:
                yield from _round(election, ballot)
        if election.pk in ends and election.state != ElectionState.OPEN:
            end = ends[election.pk]
            yield _fact(election, _outcome(election), source=f"entry:{end.number}", at=end.at)


def _round(election: Election, ballot: ElectionBallot) -> Iterator[Fact]:
    counts = sorted(ballot.counts.all(), key=lambda row: row.candidacy.number)
    heads = [f"{row.candidacy.name} {row.votes}" for row in counts]
    heads += [f"{word} {votes}" for word, votes in _others(ballot) if votes]
    said = f"{ballot.number}. Wahlgang ({election.office}): {', '.join(heads)}."
    yield _fact(election, said, source=f"electionballot:{ballot.pk}", at=ballot.counted_at)
    lot = getattr(ballot, "lot", None)
    if lot is not None:
        drawn = listed(sorted(str(one) for one in lot.drawn.all())) if lot.drawn.all() else "niemanden"
        said = f"Das Los, gezogen von der Sitzungsleitung, fällt auf {drawn}."
        yield _fact(election, said, source=f"lot:{lot.pk}", at=lot.drawn_at)


def _opening(election: Election) -> str:
    posts = f", {election.posts} Stellen" if election.posts > 1 else ""
    names = [str(one) for one in sorted(election.candidacies.all(), key=lambda one: one.number)]
    stand = f" Zur Wahl stehen: {', '.join(names)}." if names else ""
    return f"Wahl: {election.office}{posts}, {election.get_kind_display()}, {election.get_manner_display()}.{stand}"


def _outcome(election: Election) -> str:
    if election.state == ElectionState.CANCELLED:
        return f"Die Wahl ({election.office}) wird abgebrochen."
    chosen = [name for one in sorted(election.candidacies.all(), key=lambda one: one.number) for name in one.elected]
    if election.state == ElectionState.FAILED or not chosen:
        return f"Niemand ist gewählt ({election.office})."
    return f"Gewählt {'ist' if len(chosen) == 1 else 'sind'}: {listed(chosen)} ({election.office})."


def _others(ballot: ElectionBallot) -> list[tuple[str, int]]:
    return [("Nein", ballot.no), ("Enthaltungen", ballot.abstain), ("ungültig", ballot.invalid)]


def _fact(election: Election, said: str, *, source: str, at: object) -> Fact:
    return Fact(kind="election", source=source, sentence=said, item=election.item_id, at=at)  # type: ignore[arg-type]  # a moment
