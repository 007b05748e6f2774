"""Says who may write a draft together with others: its author opens and ends it, the faction writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from motions.may.movers import edit
from motions.models import JointDraft

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Motion

__all__ = ["edit", "write"]


def write(user: Viewer, motion: Motion) -> None:
    """The author, and who belongs to the faction today, as long as the draft is written together."""
    if not JointDraft.objects.visible_for(audiences.standing_of(user)).filter(pk=motion.pk).exists():
        raise Denied("Mitschreiben kann, wer zur Fraktion gehört, solange der Entwurf gemeinsam geschrieben wird.")
