"""Says which majority an item needs: what was entered for it, else what its matter asks for by law."""

from __future__ import annotations

from council.models import AgendaItem
from council.states import Matter
from documents.models import Slot
from motions.models import RequiredMajority
from motions.models.ballots import Rule

# HGO §6(2): the main by-law takes more than half of the statutory number.
_MAIN_BY_LAW = "hauptsatzung"


def rule_of(item: AgendaItem) -> str:
    """The rule (a value of `Rule`) for the vote on the item as a whole. Costs two queries."""
    entered = RequiredMajority.objects.filter(item=item).values_list("rule", flat=True).first()
    if entered is not None:
        return entered
    name = Slot.objects.filter(item=item).values_list("consultation__paper__name", flat=True).first() or item.name
    return Rule.STATUTORY if item.matter == Matter.MAIN_BYLAW or _MAIN_BY_LAW in name.casefold() else Rule.SIMPLE
