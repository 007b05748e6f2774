"""Keeps the published mirror like the rows: what is told is rendered anew and written only where it differs.

The table is a copy for readers like the search index: whoever finds it behind may bring it up to date at any moment.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from council.models import Bookmark
from documents.models import OparlListing, OparlObject
from documents.models.oparl import OparlObjectQuerySet
from documents.oparl import addresses, bodies, files, kinds, meetings, papers, people, values
from documents.oparl.addresses import Name
from documents.oparl.kinds import Kind, Rendering

__all__ = ["Seeds", "enter", "files", "meetings", "papers", "people", "renew", "settle", "settle_system"]

READER = "oparl"
AT_ONCE = 200  # rows that are looked at together, and written under one lock
ROUNDS = 8  # more than anything hangs on anything else

Seeds: TypeAlias = "Mapping[str, Collection[int]]"
Ends: TypeAlias = "list[tuple[str, set[int]]]"


@dataclass(frozen=True)
class _Difference:
    """An object as it is kept (if it is), and as it should be; None if nobody may read it any more."""

    kept: OparlObject | None
    told: Rendering | None
    digest: str
    thing: int = 0
    part_of: str = ""

    @property
    def turned(self) -> bool:
        """Whether the object comes or goes."""
        was_told = self.kept is not None and not self.kept.deleted
        return was_told != (self.told is not None)


@dataclass(frozen=True)
class _Settled:
    """What differed of some rows: how many objects, whose only changed, whose came or went, and what they named."""

    count: int = 0
    changed: Collection[int] = ()
    turned: Collection[int] = ()
    ends: Ends = field(default_factory=list)


def settle(seeds: Seeds) -> int:
    """Bring the objects of these rows (ids by type) up to date, and all that shows or names them.

    Returns how many objects changed. Safe to repeat and to run beside itself: what is written was read under a lock.
    """
    return renew(widened(seeds))


def renew(seeds: Seeds) -> int:
    """Bring the objects of these rows alone up to date, and what hangs together with those that changed."""
    waiting, count = seeds, 0
    for _ in range(ROUNDS):
        found = _Round()
        found.go(waiting)
        count += found.count
        waiting = found.beside()
        if not waiting:
            break
    return count


def enter(seeds: Seeds) -> int:
    """Bring many rows up to date that are given with all that hangs together with them, in one round."""
    found = _Round()
    found.go(seeds)
    return found.count


class _Round:
    """One look at rows, those first that embed nothing: what changed, came or went, and what was named until now."""

    def __init__(self) -> None:
        self.count = 0
        self._changed: dict[str, set[int]] = defaultdict(set)
        self._turned: dict[str, set[int]] = defaultdict(set)
        self._named: dict[str, set[int]] = defaultdict(set)

    def go(self, waiting: Seeds) -> None:
        """Settle the rows."""
        for kind in kinds.registered().values():
            for pks in _slices(sorted(waiting.get(kind.type, ()))):
                found = _settle(kind, pks)
                self.count += found.count
                _add(self._named, found.ends)
                self._changed[kind.type].update(found.changed)
                self._turned[kind.type].update(found.turned)

    def beside(self) -> Seeds:
        """What shows or names what has changed, or was named by it; for what came or went, from far as well."""
        found = defaultdict(set, self._named)
        for kind in kinds.registered().values():
            gone = self._turned.get(kind.type, ())
            for some in _slices(sorted({*self._changed.get(kind.type, ()), *gone})):
                _add(found, kind.near(some))
            for some in _slices(sorted(gone)):
                _add(found, kind.far(some))
        return found


def settle_system() -> OparlObject:
    """Bring the entrance of the interface up to date; its rendering comes from the settings."""
    told = bodies.system()
    digest = _digest(told, {})
    kept = OparlObject.objects.filter(type=told.name.type, key=told.name.key).first()
    if kept is not None and kept.digest == digest:
        return kept
    with transaction.atomic():
        _write([_Difference(kept, told, digest)])
    return OparlObject.objects.get(type=told.name.type, key=told.name.key)


def _settle(kind: Kind, pks: Collection[int]) -> _Settled:
    """Look first, so that the lock is taken only where there is something to write; what is new has to be written."""
    is_known = OparlObject.objects.filter(type=kind.type, part_of="", thing__in=pks).exists()
    is_new = not is_known and bool(kind.visible(pks))
    if not is_new and not _differences(kind, pks):
        return _Settled()
    with transaction.atomic():
        Bookmark.objects.select_for_update(no_key=True).get_or_create(reader=READER)
        found = _differences(kind, pks)
        settled = _settled(kind, found)
        _write(found)
    return settled


def _settled(kind: Kind, found: Collection[_Difference]) -> _Settled:
    """What will have changed; asked before it is written, for the rows kept are written over."""
    turned = {one.thing for one in found if one.turned}
    changed = {one.thing for one in found} - turned
    return _Settled(count=len(found), changed=changed, turned=turned, ends=_ends(kind, found))


def _ends(kind: Kind, found: Iterable[_Difference]) -> Ends:
    """The other ends of what these objects named until now: they have to forget them, if they no longer do."""
    said = (json.loads(one.kept.content) for one in found if one.kept is not None and one.kept.content)
    urls = {url for content in said for name in kind.ends for url in _listed(content.get(name))}
    names = {name for name in map(addresses.named, urls) if name is not None}
    things: dict[str, set[int]] = defaultdict(set)
    for type_, thing in rows_of(names).values_list("type", "thing") if names else ():
        if thing is not None:
            things[type_].add(thing)
    return list(things.items())


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _differences(kind: Kind, pks: Collection[int]) -> list[_Difference]:
    rows = list(kind.rows().filter(pk__in=pks))
    added = kind.added([row.pk for row in rows]) if rows else {}
    told = {row.pk: _with(kind.render(row), added.get(row.pk, {})) for row in rows}
    kept = {one.thing: one for one in OparlObject.objects.filter(type=kind.type, part_of="", thing__in=pks)}
    parts = {one.key: one for one in OparlObject.objects.filter(part_of=kind.type, thing__in=pks)}
    digests = _digests_of_embedded(told.values())
    found: list[_Difference] = []
    for pk in pks:
        found += _differences_of_parts(kind, pk, told.get(pk), parts, digests)
        found += _difference(kept.get(pk), told.get(pk), digests, thing=pk)
    return found


def _differences_of_parts(
    kind: Kind, pk: int, told: Rendering | None, kept: Mapping[str, OparlObject], digests: dict[Name, str]
) -> Iterator[_Difference]:
    """The parts of one row: those that are told, and those that once were."""
    wanted = {part.name.key: part for part in (told.parts if told else ())}
    gone = {key for key, part in kept.items() if part.thing == pk} - set(wanted)
    for key in (*wanted, *sorted(gone)):
        yield from _difference(kept.get(key), wanted.get(key), digests, thing=pk, part_of=kind.type)
    digests |= {part.name: _digest(part, digests) for part in wanted.values()}


def _difference(
    kept: OparlObject | None, told: Rendering | None, digests: Mapping[Name, str], *, thing: int, part_of: str = ""
) -> Iterator[_Difference]:
    if told is None:
        if kept is not None and not kept.deleted:
            yield _Difference(kept, None, "", thing, part_of)
        return
    digest = _digest(told, digests)
    if kept is None or kept.deleted or kept.digest != digest:
        yield _Difference(kept, told, digest, thing, part_of)


def _with(told: Rendering, added: Mapping[str, Any]) -> Rendering:
    told.properties.update(added)
    return told


def _digest(told: Rendering, digests: Mapping[Name, str]) -> str:
    """SHA-256 (hex) over all that is shown of the object, with what is embedded in it."""
    within = [[*name, digests.get(name, "")] for name in embedded_names(told.embedded)]
    content = [told.properties, told.embedded, sorted(told.listed), told.body, within]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def embedded_names(embedded: Mapping[str, Any]) -> Iterator[Name]:
    """All objects shown within another."""
    for value in embedded.values():
        for one in [value] if value and isinstance(value[0], str) else value:
            yield Name(*one)


def rows_of(names: Iterable[Name]) -> OparlObjectQuerySet:
    """The objects of these names, tombstones as well."""
    keys: dict[str, set[str]] = defaultdict(set)
    for name in names:
        keys[name.type].add(name.key)
    wanted = Q(pk=None)
    for type_, some in keys.items():
        wanted |= Q(type=type_, key__in=some)
    return OparlObject.objects.filter(wanted)


def _digests_of_embedded(told: Iterable[Rendering]) -> dict[Name, str]:
    names = {name for one in told for name in embedded_names(one.embedded)}
    if not names:
        return {}
    rows = rows_of(names).living().values_list("type", "key", "digest")
    return {Name(type_, key): digest for type_, key, digest in rows}


# Writing --------------------------------------------------------------------------------------------------------------


def _write(found: Collection[_Difference]) -> None:
    """Write the differences with one moment; call it inside a transaction.

    Never with one before any that was given out: who asks for what changed since then would miss it, were the clock put
    back meanwhile.
    """
    latest = OparlObject.objects.aggregate(latest=Max("modified_at"))["latest"]
    now = values.whole_second(timezone.now())
    now = max(now, latest or now)
    new = [_made(one, now=now) for one in found if one.kept is None and one.told]
    OparlObject.objects.bulk_create(new)
    changed = [_changed(one, now=now) for one in found if one.kept is not None]
    fields = ["body", "content", "embedded", "digest", "modified_at", "deleted"]
    OparlObject.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    _list(found, {(one.type, one.key): one.pk for one in (*new, *changed)})


def _made(difference: _Difference, *, now: datetime) -> OparlObject:
    told = difference.told
    assert told is not None, "only what is told is made"
    begun = min(told.begun_at, now) if told.begun_at else now
    made = OparlObject(
        type=told.name.type,
        key=told.name.key,
        part_of=difference.part_of,
        thing=difference.thing or None,
        created_at=values.whole_second(begun),
    )
    return _filled(made, told, difference.digest, now=now)


def _changed(difference: _Difference, *, now: datetime) -> OparlObject:
    kept, told = difference.kept, difference.told
    assert kept is not None, "only what is kept is changed"
    if told is not None:
        return _filled(kept, told, difference.digest, now=now)
    kept.content, kept.embedded, kept.digest, kept.deleted, kept.modified_at = "", {}, "", True, now
    return kept


def _filled(row: OparlObject, told: Rendering, digest: str, *, now: datetime) -> OparlObject:
    row.body, row.embedded, row.digest = told.body, told.embedded, digest
    row.content = json.dumps(told.properties, ensure_ascii=False)
    row.modified_at, row.deleted = now, False
    return row


def _list(found: Collection[_Difference], pks: Mapping[tuple[str, str], int]) -> None:
    """Write anew which organizations list the objects; a tombstone stays where it stood."""
    listed = {pks[one.told.name]: one.told.listed for one in found if one.told is not None}
    OparlListing.objects.filter(object__in=list(listed)).delete()
    OparlListing.objects.bulk_create(
        OparlListing(object_id=pk, organization=key) for pk, keys in listed.items() for key in dict.fromkeys(keys)
    )


# What hangs together ----------------------------------------------------------------------------------------------


def widened(seeds: Seeds) -> dict[str, set[int]]:
    """The rows themselves (ids by type), with what shows or names them from close by."""
    found: dict[str, set[int]] = defaultdict(set)
    for type_, pks in seeds.items():
        found[type_].update(pks)
    for kind in kinds.registered().values():
        for some in _slices(sorted(seeds.get(kind.type, ()))):
            _add(found, kind.near(some))
    return found


def _add(found: dict[str, set[int]], neighbours: kinds.Neighbours | Ends) -> None:
    for type_, rows in neighbours:
        found[type_].update(pk for pk in rows if pk is not None)


def _slices(pks: Collection[int]) -> Iterator[list[int]]:
    rest = iter(pks)
    while some := list(islice(rest, AT_ONCE)):
        yield some
