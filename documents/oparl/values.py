"""Values as the standard writes them: exact moments, no empty properties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

_MINUTE = timedelta(minutes=1)


def moment(value: datetime | None) -> str:
    """Whole seconds with the offset of the town, such as ``2026-06-15T16:00:00+02:00``; "" for nothing."""
    return _written(value) if value is not None else ""


@lru_cache(maxsize=4096)
def _written(value: datetime) -> str:
    """The moment in words; many objects change in the same second."""
    local = timezone.localtime(value)
    if (local.utcoffset() or timedelta()) % _MINUTE:
        local = value.astimezone(UTC)  # before the zones of today an offset had seconds, which the standard cannot say
    return local.isoformat(timespec="seconds")


def whole_second(value: datetime) -> datetime:
    """The moment cut to the second."""
    return value.replace(microsecond=0)


def day(value: date | None) -> str:
    """A day, such as ``2026-06-15``; "" for nothing."""
    return value.isoformat() if value else ""


def midnight(value: date | None) -> str:
    """The beginning of a day whose hour nobody knows."""
    if value is None:
        return ""
    return moment(datetime(value.year, value.month, value.day, tzinfo=timezone.get_current_timezone()))


def filled(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that say something: no nulls, no empty texts, no empty lists."""
    return {name: value for name, value in properties.items() if value is not None and value not in ("", [], {})}
