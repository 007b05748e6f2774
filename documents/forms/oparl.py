"""Turns what a client asks of a list of the open-data interface into clean values, and writes it in one spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import QueryDict

from documents.oparl import values

MOST = 100  # objects on a page
_MOST_DIGITS = 18
_MOMENTS = ("created_since", "created_until", "modified_since", "modified_until")


class Unusable(Exception):
    """A value that cannot be used; the text is the German sentence."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a list; its page begins behind the place `after`, `limit` is None where nothing is said."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None
    omit_internal: bool = False
    limit: int | None = None
    after: int = 0

    @property
    def per_page(self) -> int:
        """How many objects a page has at most."""
        return self.limit or MOST

    def behind(self, place: int) -> Asked:
        """The same question for the page that begins behind this place."""
        return replace(self, after=place)

    def query(self) -> str:
        """The question in its one spelling, with "?" before it; "" where nothing is asked."""
        return "".join(f"?{text}" for text in [urlencode(list(self._pairs()))] if text)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for name in _MOMENTS:
            if moment := values.moment(getattr(self, name)):
                yield name, moment
        if self.omit_internal:
            yield "omit_internal", "true"
        if self.limit:
            yield "limit", str(self.limit)
        if self.after:
            yield "after", str(self.after)


def read(query: QueryDict) -> Asked:
    """What is asked. Raises Unusable for a value that is none; what the standard does not know is passed over."""
    given = {name: str(query[name]) for name in query}
    moments = {name: _moment(name, given[name]) for name in _MOMENTS if name in given}
    limit = _number("limit", given["limit"]) if "limit" in given else None
    if limit == 0:
        raise Unusable("„limit“ muss mindestens 1 sein.")
    return Asked(
        **moments,
        omit_internal=_truth("omit_internal", given["omit_internal"]) if "omit_internal" in given else False,
        limit=min(limit, MOST) if limit else None,
        after=_number("after", given["after"]) if "after" in given else 0,
    )


def _moment(name: str, text: str) -> datetime:
    """A complete moment with its offset; a blank stands for the plus that a client forgot to encode."""
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else "")
        if found.tzinfo is None or len(text) < len("2000-01-01T00:00:00Z"):
            raise ValueError
        found.astimezone(UTC)
        values.moment(found)
    except (ValueError, OverflowError):
        raise Unusable(
            f"„{name}“ muss ein vollständiger Zeitpunkt mit Zeitzone sein, etwa 2026-06-15T16:00:00+02:00."
        ) from None
    return found


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Unusable(f"„{name}“ muss eine ganze Zahl sein.")
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise Unusable(f"„{name}“ muss true oder false sein.")
    return text == "true"
