"""Composes what goes out: objects with what is embedded in them, lists with their pages, tombstones."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from documents.models import OparlObject
from documents.oparl import addresses, following, kinds, mirror, places, values
from documents.oparl.addresses import Name

Object = dict[str, Any]
_DEPTH = 2  # a meeting shows its items, and these show their files


class Within:
    """Objects with all that is embedded in them, read at once."""

    def __init__(self, rows: Iterable[OparlObject]) -> None:
        """Costs two queries, however many they are."""
        self._rows = {Name(row.type, row.key): row for row in rows}
        latest: Collection[OparlObject] = list(self._rows.values())
        for _ in range(_DEPTH):
            names = {name for row in latest for name in mirror.embedded_names(row.embedded)} - set(self._rows)
            if not names:
                break
            latest = list(mirror.rows_of(names).living())
            self._rows |= {Name(row.type, row.key): row for row in latest}

    def settled(self) -> bool:
        """Whether all of it may still be read by anybody and is up to date; if not, it is brought up to date now.

        Between an act and the reader of the journal nothing closed goes out, and nothing of its old text.
        """
        things: dict[str, set[int]] = defaultdict(set)
        for row in self._rows.values():
            if row.thing is not None and not row.deleted:
                things[row.part_of or row.type].add(row.thing)
        stale = following.waiting_among(things)
        for type_, pks in _closed(things).items():
            stale[type_] = stale.get(type_, set()) | pks
        return not (stale and mirror.renew(stale))

    def object(self, row: OparlObject, *, inside: str = "", without: Collection[str] = ()) -> Object:
        """The object; `inside` is the type of the one it is embedded in, `without` what is left out of it."""
        head = {"id": addresses.of(row.type, row.key), "type": addresses.SCHEMA + row.type}
        moments = {"created": values.moment(row.created_at), "modified": values.moment(row.modified_at)}
        if row.deleted:
            return head | moments | {"deleted": True}
        left_out = {*without, *_back(row.type, inside=inside)}
        own = {name: value for name, value in json.loads(row.content).items() if name not in left_out}
        embedded = {name: value for name, value in row.embedded.items() if name not in left_out}
        return head | own | self._embedded(embedded, inside=row.type, without=without) | moments

    def _embedded(self, embedded: Mapping[str, Any], *, inside: str, without: Collection[str]) -> Object:
        found: Object = {}
        for name, value in embedded.items():
            is_one = bool(value) and isinstance(value[0], str)
            rows = [self._rows.get(Name(*one)) for one in ([value] if is_one else value)]
            shown = [self.object(row, inside=inside, without=without) for row in rows if row and not row.deleted]
            if shown or (inside, name) == ("Body", "legislativeTerm"):
                found[name] = shown[0] if is_one else shown
        return found


def objects(rows: Sequence[OparlObject], *, omit_internal: bool = False) -> list[Object]:
    """The objects of a page, each whole."""
    within = Within(rows)
    return [within.object(row, without=internal(row.type) if omit_internal else ()) for row in rows]


def internal(type_: str) -> tuple[str, ...]:
    """The embedded objects that `omit_internal` leaves out of an object of this type."""
    kind = kinds.registered().get(type_)
    return kind.internal if kind else ()


def _closed(things: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Those of the rows that nobody may read any more; one query for each type."""
    registered = kinds.registered()
    found = {type_: pks - registered[type_].visible(pks) for type_, pks in things.items() if type_ in registered}
    return {type_: pks for type_, pks in found.items() if pks}


def _back(type_: str, *, inside: str) -> Collection[str]:
    """What leads back to where the object is embedded; of a place nothing does."""
    if not inside:
        return ()
    if type_ == places.TYPE:
        return places.BACK.values()
    kind = kinds.registered().get(type_)
    return (kind.back[inside],) if kind and inside in kind.back else ()
