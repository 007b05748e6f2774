"""The channel layer that all processes share in Redis; while that is away nothing is told, and nothing breaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from council.belfry import AGAIN_SECONDS, AWAY, WAIT_SECONDS

logger = logging.getLogger(__name__)


class SharedLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # the library has no types
    """Tells sockets of other processes. What is told may be lost: whoever hears looks by themselves, too."""

    def __init__(self, *, url: str, prefix: str) -> None:
        line = {"socket_connect_timeout": WAIT_SECONDS, "retry": Retry(NoBackoff(), 0)}
        super().__init__(hosts=[{"address": url, **line}], prefix=prefix)

    async def new_channel(self, prefix: str = "specific.") -> str:
        """Name a channel of this process; it exists here at once, whether Redis is there or not."""
        layer = self._get_layer()
        name = f"{layer.prefix}{prefix}{uuid4().hex}"
        layer.channels[name] = asyncio.Queue()
        with _forgiven():
            await layer._subscribe_to_channel(name)
        return name

    async def receive(self, channel: str) -> Any:
        """Wait for the next message, however long Redis is away."""
        while True:
            with _forgiven():
                return await self._get_layer().receive(channel)
            await asyncio.sleep(AGAIN_SECONDS)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Tell one socket."""
        with _forgiven():
            await self._get_layer().send(channel, message)

    async def group_add(self, group: str, channel: str) -> None:
        """Let a socket hear a group; said again later, it makes good what failed while Redis was away."""
        with _forgiven():
            await self._get_layer().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Let a socket hear a group no more."""
        with _forgiven():
            await self._get_layer().group_discard(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Tell all sockets of a group."""
        with _forgiven():
            await self._get_layer().group_send(group, message)


@contextmanager
def _forgiven() -> Iterator[None]:
    try:
        yield
    except AWAY:
        logger.warning("Redis ist fort; gemeinsame Entwürfe hören im Sekundentakt voneinander")
