"""How the factions stood in a vote, by the names the minutes call them."""

from __future__ import annotations

from collections.abc import Iterable

from motions.models import FactionVote, ProceduralStand
from motions.tally import Stand


def of(rows: Iterable[FactionVote] | Iterable[ProceduralStand]) -> dict[str, Stand]:
    """The heads of each faction, in the order in which they were read out."""
    read_out: list[FactionVote | ProceduralStand] = sorted(rows, key=lambda row: (row.order, row.pk))
    return {row.faction_name: Stand(row.yes, row.no, row.abstain, row.absent) for row in read_out}
