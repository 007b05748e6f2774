"""The sockets: they speak, they never decide."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer

from collaboration.live.hub import GONE, hub
from collaboration.live.seats import Room, Seat
from council import figures

NOT_FOUND = 4404
TOO_MUCH = 4408
FULL = 4429  # the page asks every few seconds instead
LONGEST_MESSAGE = 1024  # characters; pages say nothing but "still here"


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """An open page of one room. It tells its cursor in the address (`?cursor=`) and gets exactly what it missed.

    `?public` hears only what everyone may, whoever is signed in (the page in the hall).
    """

    kind = ""
    channel_layer_alias = "none"  # the hub tells its sockets itself; one that is away keeps nobody from a page

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Keep the line until it ends, by whatever it ends."""
        with figures.SOCKETS.track_inprogress():
            await super().__call__(scope, receive, send)

    async def connect(self) -> None:
        """Let the page in if the room exists and may be seen; both refusals look the same."""
        self.seat: Seat | None = None
        self.room: Room | None = None
        user = self.scope.get("user")
        asked = parse_qs(self.scope["query_string"].decode("ascii", "replace"))
        known = user is not None and user.is_authenticated and "public" not in asked
        await self.accept()
        if not known and hub.full:
            await self.close(code=FULL)
            return
        self.room = await hub.enter(self.kind, self.scope["url_route"]["kwargs"]["key"])
        if self.room is None:
            await self.send(text_data=GONE)
            await self._dismiss()
            return
        self.seat = Seat(
            user_id=user.pk if known else None,
            send=self._send_text,
            leave=self._dismiss,
            cursor=asked.get("cursor", [""])[0][:64],
        )
        self.room = await hub.join(self.room, self.seat)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Ignore what pages say; end a line that says too much."""
        if len(text_data or "") > LONGEST_MESSAGE or bytes_data:
            await self.close(code=TOO_MUCH)

    async def disconnect(self, code: int) -> None:
        """Give the seat back."""
        if self.seat is not None and self.room is not None:
            await hub.leave(self.room, self.seat)

    async def _send_text(self, text: str) -> None:
        await self.send(text_data=text)

    async def _dismiss(self) -> None:
        await self.close(code=NOT_FOUND)


class MeetingConsumer(RoomConsumer):
    """The socket of a meeting's pages."""

    kind = "meeting"


class PaperConsumer(RoomConsumer):
    """The socket of a paper's page."""

    kind = "paper"
