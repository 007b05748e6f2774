"""What the hub asks the database for: who people are now, what a room shows them, and where something happened."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from collaboration.live import rooms
from collaboration.live.rooms import View
from council import audiences, journal
from council.audiences import Standing
from council.models import Entry, User

AT_ONCE = 5000  # entries looked through in one go


def find(kind: str, key: str) -> int | None:
    """The room behind a key, whoever may see it."""
    return rooms.KINDS[kind].find(key)


def head() -> int:
    """The number of the newest entry."""
    return journal.head_number()


def standings(kind: str, pk: int, user_ids: Collection[int]) -> dict[int, Standing]:
    """Read afresh what each person is today, as far as it matters in this room; constant queries, however many.

    `kind` and `pk` name the room, `user_ids` the accounts.
    """
    day = timezone.localdate()
    known = User.objects.select_related("person").filter(pk__in=user_ids)
    nobody = Standing(user_id=None, person_id=None, on=day)
    found = dict.fromkeys(user_ids, nobody) | audiences.read_standings(list(known), on=day)
    return rooms.narrowed(kind, pk, found)


def look(kind: str, pk: int, standing: Standing) -> View | None:
    """What the room shows to someone of this standing; None if they may not see it."""
    return rooms.look(kind, pk, standing)


def news(since: int | None) -> tuple[int, dict[str, int]]:
    """The newest entry looked at after `since`, and the newest of each room; at first only where the journal ends."""
    if since is None:
        return journal.head_number(), {}
    rows = list(Entry.objects.filter(number__gt=since).order_by("number").values_list("number", "room")[:AT_ONCE])
    return (rows[-1][0] if rows else since), {room: number for number, room in rows if room}
