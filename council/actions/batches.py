"""The act of an import: up to 200 finished things at once, with one entry that names them all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import models
from django.utils import timezone

from council import journal, may
from council.models import User
from council.models.entity import Entity

MOST = 200  # things in one batch, so that the writers' lock is held for a moment only


@journal.act
def take_over(
    *,
    created: Sequence[Entity] = (),
    changed: Sequence[tuple[Entity, Iterable[str]]] = (),
    parts: Sequence[models.Model] = (),
    removed: Sequence[models.Model] = (),
    by: User | None,
    source: models.Model,
) -> None:
    """Enter new things, save the named fields of others, and write one entry for all of them.

    Everything is resolved before: a thing that refers to another new one comes after it. `parts` are new rows that
    belong to these things and have no life of their own (links, pages, originators), each kind of them entered at once,
    `removed` are parts that go.
    `source` is what the batch was taken from, such as a run of an import; the entry is about it and belongs to no room.
    Raises ValueError for more than 200 things, or for parts without any.
    """
    if by is not None:
        may.be_clerk(by)
    things = [*created, *(thing for thing, _ in changed)]
    if len(things) > MOST:
        raise ValueError(f"{len(things)} things are too many for one batch")
    if not things and (parts or removed):
        raise ValueError("parts belong to a thing of the same batch")
    if not things:
        return
    now = timezone.now()
    _remove(removed)
    for thing in created:
        thing.created_at = thing.created_at or now
        thing.modified_at = now
    _create(created)
    _change(changed, now=now)
    _create([row for rows in _by_model(parts).values() for row in rows])
    journal.record(
        journal.BATCH,
        source,
        by=by,
        room="",
        count=len(things),
        created=len(created),
        sha256=_sum(things),
        **_ids(things),  # type: ignore[arg-type]  # the names are kinds, never `before` or `after`
    )


def _remove(parts: Sequence[models.Model]) -> None:
    for model, rows in _by_model(parts).items():
        model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _create(rows: Sequence[models.Model]) -> None:
    for group in _groups(rows):
        type(group[0])._base_manager.bulk_create(group)


def _groups(rows: Sequence[models.Model]) -> Iterator[list[models.Model]]:
    """Runs of one model in which nothing refers to what is unsaved; each is saved before the next is looked at."""
    group: list[models.Model] = []
    for row in rows:
        if group and (type(row) is not type(group[0]) or _refers_to_unsaved(row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _refers_to_unsaved(row: models.Model) -> bool:
    cached = (row._state.fields_cache.get(field.name) for field in row._meta.concrete_fields if field.is_relation)
    return any(other is not None and other.pk is None for other in cached)


def _change(changed: Sequence[tuple[Entity, Iterable[str]]], *, now: datetime) -> None:
    """Lock the rows in the order they come, count their versions up, and save them by like sets of fields."""
    for model, rows in _by_model([thing for thing, _ in changed]).items():
        _lock(model, rows)
    alike: dict[tuple[type[Entity], tuple[str, ...]], list[Entity]] = defaultdict(list)
    for thing, fields in changed:
        thing.modified_at = now
        also = ("modified_at", "version") if hasattr(thing, "version") else ("modified_at",)
        alike[type(thing), tuple(sorted({*fields, *also}))].append(thing)
    for (kind, names), things in alike.items():
        kind._base_manager.bulk_update(things, names)


def _lock(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    locked = model._base_manager.select_for_update(no_key=True).filter(pk__in=[row.pk for row in rows]).order_by("pk")
    if not hasattr(rows[0], "version"):
        list(locked.values_list("pk"))
        return
    versions = dict(locked.values_list("pk", "version"))
    for row in rows:
        row.version = versions[row.pk] + 1  # type: ignore[attr-defined]  # asked above


def _by_model(rows: Sequence[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    found: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        found[type(row)].append(row)
    return found


def _sum(things: Sequence[Entity]) -> str:
    """SHA-256 (hex) over the fingerprints of the things in their order."""
    return hashlib.sha256("\n".join(thing.origin_print for thing in things).encode()).hexdigest()


def _ids(things: Sequence[Entity]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for thing in things:
        found[thing._meta.label_lower].append(thing.pk)
    return found
