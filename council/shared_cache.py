"""The cache that all processes share in Redis; while that is away each counts for itself."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from council.belfry import AWAY, LINE, SPARED_SECONDS

logger = logging.getLogger(__name__)

KEPT_HERE = 100_000  # things, while Redis is away


class SharedCache(RedisCache):
    """Django's cache in Redis, which nobody waits for and which keeps nobody out.

    Limits and codes that count once hold for all processes together; while Redis is away, for each by itself.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        self._here = LocMemCache(server, params | {"OPTIONS": {"MAX_ENTRIES": KEPT_HERE}})
        super().__init__(server, params | {"OPTIONS": LINE})
        self._away_until = 0.0

    def _ask(self, name: str, *inputs: Any, **named: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*inputs, **named)
            except AWAY:
                self._away_until = time.monotonic() + SPARED_SECONDS
                logger.warning("Redis ist fort; gezählt wird in jedem Prozess für sich")
        return getattr(self._here, name)(*inputs, **named)

    def add(self, *inputs: Any, **named: Any) -> bool:
        """As Django says."""
        return bool(self._ask("add", *inputs, **named))

    def get(self, *inputs: Any, **named: Any) -> Any:
        """As Django says."""
        return self._ask("get", *inputs, **named)

    def set(self, *inputs: Any, **named: Any) -> None:
        """As Django says."""
        self._ask("set", *inputs, **named)

    def touch(self, *inputs: Any, **named: Any) -> bool:
        """As Django says."""
        return bool(self._ask("touch", *inputs, **named))

    def delete(self, *inputs: Any, **named: Any) -> bool:
        """As Django says."""
        return bool(self._ask("delete", *inputs, **named))

    def has_key(self, *inputs: Any, **named: Any) -> bool:
        """As Django says."""
        return bool(self._ask("has_key", *inputs, **named))

    def incr(self, *inputs: Any, **named: Any) -> int:
        """As Django says."""
        return int(self._ask("incr", *inputs, **named))

    def get_many(self, *inputs: Any, **named: Any) -> dict[Any, Any]:
        """As Django says."""
        return dict(self._ask("get_many", *inputs, **named))

    def set_many(self, *inputs: Any, **named: Any) -> list[Any]:
        """As Django says."""
        return list(self._ask("set_many", *inputs, **named))

    def delete_many(self, *inputs: Any, **named: Any) -> None:
        """As Django says."""
        self._ask("delete_many", *inputs, **named)

    def clear(self) -> None:
        """As Django says."""
        self._here.clear()
        self._ask("clear")
