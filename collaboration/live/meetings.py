"""The room of a meeting: its page as blocks, shared by everyone of the same circle."""

from __future__ import annotations

from collections.abc import Sequence

from collaboration.live import rooms
from council import bearing
from council.audiences import Standing
from council.models import Meeting
from council.views import blocks


def find(key: str) -> int | None:
    """The meeting behind a key, whoever may see it."""
    return Meeting.objects.filter(key=key).values_list("pk", flat=True).first()


def render(pk: int, standing: Standing) -> Sequence[blocks.Block] | None:
    """The blocks of the meeting as someone of this standing sees it, None if they may not."""
    meeting = Meeting.objects.visible_for(standing).select_related("organization", "location").filter(pk=pk).first()
    return None if meeting is None else blocks.blocks(meeting, standing)


rooms.KINDS["meeting"] = rooms.RoomKind(find=find, render=render, shared=True, bearing=bearing.of_meeting)
