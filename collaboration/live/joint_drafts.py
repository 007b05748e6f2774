"""The socket of a draft that a faction writes together: takes in changes, tells the others, says who is there.

What was written stands in the table before anybody else is told and before it is acknowledged; who is there is told
and kept nowhere. Telling goes through the channel layer and may be lost without harm: every socket looks itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from contextlib import suppress
from typing import Any
from uuid import uuid4

from channels.exceptions import ChannelFull
from channels.generic.websocket import AsyncWebsocketConsumer

from collaboration.live import joint_looks
from collaboration.live.asking import Thread
from collaboration.live.hub import GONE
from motions import joint_text

logger = logging.getLogger(__name__)
_thread = Thread("joint")

UNREADABLE = 4400
TOO_MUCH = 4408
UNFIT = 4422  # the sentence was told before
FULL = 4429  # as many pages of one person are open as may be; the form works without a line
MOST_LINES = 12  # of one account in this process
LONGEST_MESSAGE = 16 * 1024  # characters
MESSAGES = 200  # in one go; they come back at PER_SECOND
PER_SECOND = 20
POLL_SECONDS = 1.0
HERE_EVERY = 15  # looks between two tellings that somebody is still there

_lines: Counter[int | None] = Counter()  # open ones by account


class JointDraftConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """An open page of one joint draft. Who may write is asked of the database at every message and every telling."""

    opened: joint_looks.Opened | None = None
    watch: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Keep the line until it ends, by whatever it ends, and leave nothing of it."""
        user_id: int | None = getattr(scope.get("user"), "pk", None)
        self.visitor = joint_looks.Visitor(user_id, getattr(scope.get("session"), "session_key", None))
        _lines[user_id] += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            _lines.subtract((user_id,))
            await self._depart()

    async def connect(self) -> None:
        """Let the page in and give it the whole document; unknown and closed look the same."""
        self.number = 0
        self.pieces: list[bytes] = []
        self.field = ""
        self.who = uuid4().hex[:12]
        self.telling = asyncio.Lock()
        self.allowance, self.counted_at = float(MESSAGES), time.monotonic()
        await self.accept()
        if _lines[self.visitor.user_id] > MOST_LINES and self.visitor.user_id is not None:
            await self.close(code=FULL)
            return
        try:
            self.opened = await _thread.ask(joint_looks.enter, self.scope["url_route"]["kwargs"]["key"], self.visitor)
        except joint_looks.Gone as gone:
            await self.send(text_data=GONE)
            await self.close(code=gone.code)
            return
        self.number = self.opened.number
        self.group = f"joint_draft.{self.opened.key}"
        await self._say(state=joint_text.write(self.opened.state), key=self.opened.key, number=self.number)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self._tell_all("asked", back=self.channel_name)
        await self._tell_here()
        self.watch = asyncio.create_task(self._watch())

    async def _depart(self) -> None:
        """Say that the person is gone."""
        if self.watch is not None:
            self.watch.cancel()
        if self.opened is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            await self._tell_all("presence", who=self.who, name="", field="")
        _thread.rest()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take in a change, piece by piece, or in which field somebody writes."""
        if self.opened is None or bytes_data or not text_data or len(text_data) > LONGEST_MESSAGE or self._hurried():
            await self.close(code=TOO_MUCH)
            return
        try:
            said = json.loads(text_data)
            if "update" in said:
                await self._take(joint_text.read(str(said["update"])), more=bool(said.get("more")))
            else:
                await self._is_at(str(said["here"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            await self.close(code=UNREADABLE)
        except joint_text.Unfit as refusal:
            await self._say(refused=str(refusal))
            await self.close(code=UNFIT)
        except joint_looks.Gone as gone:
            await self._leave(gone.code)

    async def joint_asked(self, event: dict[str, Any]) -> None:
        """Somebody came and asks who is there; nobody else needs to hear the answer."""
        if event["back"] != self.channel_name:
            with suppress(ChannelFull):  # it is said again soon
                await self.channel_layer.send(event["back"], self._here())

    async def joint_presence(self, event: dict[str, Any]) -> None:
        """Somebody came, went, or writes elsewhere."""
        if event["who"] != self.who and await self._still():
            await self._say(presence={name: event[name] for name in ("who", "name", "field")})

    async def joint_rung(self, event: dict[str, Any]) -> None:
        """Somebody wrote."""
        await self._bring_up()

    async def _take(self, update: bytes, *, more: bool) -> None:
        self.pieces.append(update)
        if sum(map(len, self.pieces)) > joint_text.LARGEST:
            raise joint_text.Unfit(joint_text.TOO_LARGE)
        if more:
            return
        whole, self.pieces = b"".join(self.pieces), []
        assert self.opened is not None
        await self._say(ack=await _thread.ask(joint_looks.take_in, self.opened, self.visitor, whole))
        await self._tell_all("rung")

    async def _is_at(self, field: str) -> None:
        if field and field not in joint_text.FIELDS:
            raise ValueError(field)
        self.field = field
        if await self._still():
            await self._tell_here()

    async def _bring_up(self) -> None:
        """Bring the page to the present, if its person still writes here."""
        assert self.opened is not None
        async with self.telling:
            try:
                look = await _thread.ask(joint_looks.since, self.opened, self.visitor, self.number)
            except joint_looks.Gone as gone:
                await self._leave(gone.code)
                return
            if look.updates:
                await self._say(updates=[joint_text.write(update) for update in look.updates], number=look.number)
            self.number = look.number

    async def _still(self) -> bool:
        """Whether the person writes here still; ends the line if not."""
        assert self.opened is not None
        try:
            await _thread.ask(joint_looks.writes, self.opened, self.visitor)
        except joint_looks.Gone as gone:
            await self._leave(gone.code)
            return False
        return True

    async def _watch(self) -> None:
        """Once a second see whether anything happened: a change told to no one, an act elsewhere, midnight."""
        assert self.opened is not None
        known, turn = None, 0
        while True:
            await asyncio.sleep(POLL_SECONDS)
            turn += 1
            try:
                mark = await _thread.ask(joint_looks.mark, self.opened, self.visitor)
                if mark != known:
                    await self._bring_up()
                if not turn % HERE_EVERY:
                    await self.channel_layer.group_add(self.group, self.channel_name)  # the layer may have been away
                    await self._tell_here()
                known = mark
            except Exception:  # the database may be away for a while
                logger.exception("Ein gemeinsamer Entwurf war nicht zu lesen")

    async def _tell_here(self) -> None:
        await self.channel_layer.group_send(self.group, self._here())

    def _here(self) -> dict[str, str]:
        assert self.opened is not None
        return {"type": "joint.presence", "who": self.who, "name": self.opened.name, "field": self.field}

    async def _tell_all(self, what: str, **words: str) -> None:
        await self.channel_layer.group_send(self.group, {"type": f"joint.{what}"} | words)

    async def _leave(self, code: int) -> None:
        if self.watch is not None and self.watch is not asyncio.current_task():
            self.watch.cancel()
        await self.close(code=code)

    async def _say(self, **words: object) -> None:
        await self.send(text_data=json.dumps(words, ensure_ascii=False))

    def _hurried(self) -> bool:
        """Whether more comes than anybody writes."""
        now = time.monotonic()
        self.allowance = min(MESSAGES, self.allowance + (now - self.counted_at) * PER_SECOND) - 1
        self.counted_at = now
        return self.allowance < 0
