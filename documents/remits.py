"""Says whose matter an item is: boards speak on what they brought in or are heard on (domain brief §2.2)."""

from __future__ import annotations

from collections.abc import Collection

from council import rostrum
from council.models import AgendaItem, Organization
from council.states import BodyKind
from documents.models import Consultation, Originator, Slot

_BOARDS = (BodyKind.ADVISORY_BOARD, BodyKind.COMMISSION)


@rostrum.remit
def of_board(item: AgendaItem, bodies: Collection[int]) -> bool:
    """Whether one of these bodies is a board that brought in the item's paper, or is consulted on it."""
    boards = Organization.objects.filter(pk__in=bodies, kind__in=_BOARDS, deleted_at=None)
    papers = Slot.objects.filter(item=item, consultation__deleted_at=None).values("consultation__paper")
    consulted = Consultation.objects.living().filter(paper__in=papers, organization__in=boards)
    return consulted.exists() or Originator.objects.filter(paper__in=papers, organization__in=boards).exists()
