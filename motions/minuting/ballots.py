"""The votes at the items, by faction, in the words of the minutes (HGO §61(1))."""

from __future__ import annotations

from collections.abc import Iterator

from council.law import majorities
from motions import tally
from motions.minuting import stands
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record
from motions.models import Ballot


@chapter(order=70)
def ballots(record: Record) -> Iterator[Fact]:
    """Every vote that stands; a corrected one says so, and what it had been before."""
    rows = Ballot.objects.standing().filter(item__in=record.item_ids).select_related("corrects")
    for ballot in rows.prefetch_related("by_faction__organization").order_by("taken_at", "pk"):
        yield Fact(
            kind="ballot",
            source=f"ballot:{ballot.pk}",
            sentence=_sentence(ballot),
            item=ballot.item_id,
            at=ballot.taken_at,
        )


def _sentence(ballot: Ballot) -> str:
    subject = f" über {ballot.subject}" if ballot.subject else ""
    manner = "Namentliche Abstimmung" if ballot.roll_call_id else "Abstimmung"
    together = " en bloc" if ballot.block_id else ""
    parts = [f"{manner}{together}{subject}: {ballot.wording}."]
    if said := tally.spoken(stands.of(ballot.by_faction.all())):
        parts.append(f"{said}.")
    if ballot.invalid:
        parts.append(f"Ungültig: {ballot.invalid}.")
    if ballot.rule != majorities.Rule.SIMPLE:
        parts.append(f"Nötig: {ballot.get_rule_display()}, {ballot.needed} Ja-Stimmen ({ballot.paragraph}).")
    if ballot.corrects is not None:
        reason = f"; Grund: {ballot.reason}" if ballot.reason else ""
        parts.append(f"Berichtigt; zuvor festgestellt: {ballot.corrects.wording}{reason}.")
    return " ".join(parts)
