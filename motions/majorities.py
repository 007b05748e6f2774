"""Says which majority an item needs: what was entered for it, else what its matter asks for by law."""

from __future__ import annotations

from council.models import AgendaItem
from council.states import BodyKind, Matter
from documents.models import Slot
from motions.models import RequiredMajority
from motions.models.ballots import Rule

_MAIN_BY_LAW = "hauptsatzung"


def rule_of(item: AgendaItem) -> str:
    """The rule (a value of `Rule`) for the vote on the item as a whole.

    The main by-law takes more than half of the statutory number where the assembly decides on it (HGO §6(2)); a body
    that prepares recommends by simple majority.
    """
    if (entered := _entered(item)) is not None:
        return entered
    return Rule.STATUTORY if item.matter == Matter.MAIN_BYLAW and _is_resolved(item) else Rule.SIMPLE


def proposed_rule(item: AgendaItem) -> str:
    """The rule a form begins with: that of the main by-law too where its title alone speaks of it."""
    return Rule.STATUTORY if is_doubtful(item) else rule_of(item)


def is_doubtful(item: AgendaItem) -> bool:
    """Whether the title alone speaks of the main by-law: somebody has to say which majority the item needs."""
    slot = _slot(item)
    name = slot.consultation.paper.name if slot is not None else item.name
    if _MAIN_BY_LAW not in name.casefold() or item.matter == Matter.MAIN_BYLAW:
        return False
    return _is_resolved(item) and _entered(item) is None


def is_special(item: AgendaItem) -> bool:
    """Whether the item needs, or by its title may need, more than a simple majority."""
    return is_doubtful(item) or rule_of(item) != Rule.SIMPLE


def _entered(item: AgendaItem) -> str | None:
    return RequiredMajority.objects.filter(item=item).values_list("rule", flat=True).first()


def _slot(item: AgendaItem) -> Slot | None:
    return getattr(item, "slot", None)


def _is_resolved(item: AgendaItem) -> bool:
    """Whether the assembly decides at the item, rather than a body that prepares."""
    body, slot = item.meeting.organization, _slot(item)
    if slot is not None:
        if not slot.consultation.decides:
            return False
        body = slot.consultation.organization or body
    return body is not None and body.kind == BodyKind.ASSEMBLY
