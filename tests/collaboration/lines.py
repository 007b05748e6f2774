"""Open pages of a meeting or paper for tests: a socket without a server, and stories told against the hub of this process."""

import asyncio
import json
import time

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter

from collaboration.live import routes
from collaboration.live.hub import hub

QUIET = 0.4  # seconds without a frame that count as silence


class Line:
    """The socket of one person's page of a meeting or paper. (Channels' own communicator wants a server we do not install.)"""

    def __init__(self, thing, user, cursor: str = "", *, public: bool = False) -> None:
        scope = {
            "type": "websocket",
            "path": f"/ws{thing.get_absolute_url()}",
            "query_string": f"cursor={cursor}{'&public=1' if public else ''}".encode(),
            "headers": [],
            "subprotocols": [],
            "user": user,
        }
        self._line = ApplicationCommunicator(URLRouter(routes.sockets), scope)

    async def __aenter__(self):
        await self._line.send_input({"type": "websocket.connect"})
        assert (await self.says())["type"] == "websocket.accept"
        return self

    async def __aexit__(self, *problem):
        await self.hang_up()

    async def hang_up(self):
        await self._line.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._line.wait(timeout=30)

    async def says(self) -> dict:
        """The next thing that comes."""
        return await self._line.receive_output(timeout=30)

    async def frame(self) -> dict:
        """The next frame."""
        return json.loads((await self.says())["text"])

    async def frames(self, *, least: int = 0, quiet: float = QUIET) -> list[dict]:
        """Every frame that comes until it is quiet; `least` so many are waited for, however long the others take."""
        heard = [await self.frame() for _ in range(least)]
        while not await self._line.receive_nothing(timeout=quiet, interval=0.02):
            heard.append(await self.frame())
        return heard


async def settled(thing) -> None:
    """Wait until the watch of the hub has looked for the first time, and its room is told what it said."""
    deadline = time.monotonic() + 30
    while True:
        room = hub._rooms.get(thing.room)
        if room and all(group.head and group.task and group.task.done() for group in room.groups):
            return
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def run(story) -> None:
    """Tell an asynchronous story against the database of this test: begun with an empty hub, nothing left running."""
    empty()
    try:
        asyncio.run(story())
    finally:
        empty()


def empty() -> None:
    """Let the hub be as when a process begins, and wait for what its threads still ask.

    There is one hub for all tests, and rooms are named by numbers that every test's rows have anew.
    """
    hub._rooms.clear()
    hub._guests.clear()
    hub._tasks.clear()
    hub._watch = hub._loop = None
    for thread in hub._threads.values():
        thread.rest().result(timeout=30)


def do(action, *args, **kwargs):
    return sync_to_async(action, thread_sensitive=True)(*args, **kwargs)


def shown(frame: dict) -> dict[str, str]:
    """The parts told, without the course of the meeting, which tells of everything once more."""
    return {part["id"]: part["html"] for part in frame["changed"] if part["id"] != "course-course"}
