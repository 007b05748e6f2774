"""What hits are filtered by and facets are counted from, as columns of a segment: read once, kept with it."""

import datetime
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from documents.search import engine
from documents.search.flat.postings import Numbers

Mask = NDArray[np.bool_]
_NAMES = engine.Hit._fields[:-1]
_DATE = _NAMES.index("date")
_MOST_MASKS = 64


def packed(document: engine.Document, *, words: int) -> bytes:
    """What is kept of a document: its audience, its length in words, and what a hit has beside the score."""
    values = [getattr(document, name) for name in _NAMES]
    values[_DATE] = document.date and document.date.isoformat()
    return json.dumps([document.audience, words, *values]).encode()


class Facts:
    """The facts of all documents of a segment, by document number."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        unpacked = json.loads(b"[" + b",".join(rows) + b"]")
        self.words = np.array([row[1] for row in unpacked], np.int64)
        self.rows = [_unpacked(row[2:]) for row in unpacked]
        self.days = np.array([row[_DATE].toordinal() if row[_DATE] else 0 for row in self.rows], np.int64)
        columns = {name: [row[at] for row in self.rows] for at, name in enumerate(_NAMES)}
        self._audiences = _One(row[0] for row in unpacked)
        self._ones = {name: _One(columns[name]) for name in ("kind", "year", "paper_type", "state", "group")}
        self._manys = {name: _Many(columns[name]) for name in ("bodies", "factions", "districts")}
        self._masks: dict[engine.Filter, Mask] = {}

    def of(self, audiences: frozenset[str]) -> Mask:
        """Which documents have one of these audiences."""
        return self.admitted(engine.Filter(audiences))

    def admitted(self, only: engine.Filter) -> Mask:
        """Which documents the filter admits; kept for the next who asks the same."""
        if only not in self._masks:
            if len(self._masks) >= _MOST_MASKS:
                self._masks.clear()
            self._masks[only] = self._admitted(only)
        return self._masks[only]

    def _admitted(self, only: engine.Filter) -> Mask:
        mask = self._audiences.among(only.audiences)
        ones = {
            "kind": only.kinds,
            "year": only.years,
            "paper_type": only.paper_types,
            "state": only.states,
            "group": only.groups,
        }
        manys = {"bodies": only.bodies, "factions": only.factions, "districts": only.districts}
        for name, values in ones.items():
            if values:
                mask = mask & self._ones[name].among(values)
        for name, keys in manys.items():
            if keys:
                mask = mask & self._manys[name].among(keys)
        if only.since:
            mask = mask & (self.days >= only.since.toordinal())
        if only.until:
            mask = mask & (self.days > 0) & (self.days <= only.until.toordinal())
        return mask


def _unpacked(values: list[Any]) -> tuple[Any, ...]:
    if values[_DATE]:
        values[_DATE] = datetime.date.fromisoformat(values[_DATE])
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


class _One:
    """A column with one value for each document."""

    def __init__(self, values: Iterable[Any]) -> None:
        self._codes: dict[Any, int] = {}
        code = self._codes.setdefault
        self._column = np.array([code(value, len(self._codes)) for value in values], np.int64)

    def among(self, values: Iterable[Any]) -> Mask:
        wanted = np.zeros(len(self._codes), np.bool_)
        wanted[[self._codes[value] for value in values if value in self._codes]] = True
        return wanted[self._column]


class _Many:
    """A column with several values for each document."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._size = len(rows)
        self._documents: Numbers = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        self._values = _One(value for row in rows for value in row)

    def among(self, values: Iterable[Any]) -> Mask:
        mask = np.zeros(self._size, np.bool_)
        mask[self._documents[self._values.among(values)]] = True
        return mask
