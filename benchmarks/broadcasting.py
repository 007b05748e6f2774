"""The limit the live page is measured against: a bare broadcast of the `websockets` library, in a process alone."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


def main() -> None:
    """Serve on the port given; a line of input is sent to every socket, and the moment before is answered."""
    uvloop.run(run(int(sys.argv[1])))


async def run(port: int) -> None:
    """Take sockets in until the input ends."""
    connections: set[ServerConnection] = set()

    async def keep(connection: ServerConnection) -> None:
        connections.add(connection)
        await connection.wait_closed()
        connections.discard(connection)

    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def send(text: str) -> None:
        moment = time.perf_counter()
        broadcast(connections, text)
        print(json.dumps({"committed": moment}), flush=True)

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(send, line.rstrip("\n"))
        loop.call_soon_threadsafe(over.set)

    async with serve(keep, "127.0.0.1", port, compression=None, ping_interval=None):
        threading.Thread(target=listen, daemon=True).start()
        await over.wait()


if __name__ == "__main__":
    main()
