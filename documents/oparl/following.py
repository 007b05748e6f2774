"""Lets the published mirror follow the journal, and compares it with the rows in rounds: nothing is ever missed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import chain

from django.apps import apps
from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Coalesce

from council import journal, tick
from council.models import Bookmark, District, Entry, Head, Location, Meeting, Organization
from documents.models import OparlObject, Paper
from documents.oparl import kinds, mirror, papers

# What happens often and is told in no object: who speaks, who comes and goes, who was invited.
QUIET = frozenset({"council.speech", "council.debate", "council.attendance", "council.delivery", "council.user"})
# To which objects a thing without an object of its own may belong, by the rows it refers to.
_OWNERS = ("Paper", "Meeting", "AgendaItem", "Consultation", "File", "Membership")
# What nearly everything refers to, and nothing that is told of belongs to.
_NOTHING_OF = frozenset({"council.user", "council.body", "council.legislativeterm", "contenttypes.contenttype"})
_DEEP = 3  # references from a thing to what it belongs to
AT_ONCE = 200  # rows of each type compared in one round of the chore
_reached: dict[str, int] = {}


@journal.reader(mirror.READER)
def follow(entries: list[Entry]) -> None:
    """Bring all that the entries speak of up to date."""
    mirror.settle(touched(chain.from_iterable(map(journal.things_of, entries))))


@tick.chore("oparl_mirror")
def compare(now: datetime) -> int:
    """Compare some rows of each type with what is told of them; the next round goes on behind them."""
    mirror.settle_system()
    return mirror.settle({kind.type: _next(kind) for kind in kinds.registered().values()})


def is_behind() -> bool:
    """Whether the mirror is behind the journal at this moment."""
    head = Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    read = Bookmark.objects.filter(pk=mirror.READER).values_list("number", flat=True).first() or 0
    return read < head


def waiting_among(things: mirror.Seeds) -> dict[str, set[int]]:
    """Those of the rows (ids by type) of which entries speak that the mirror has not read yet; all, if many wait.

    Costs one query while it is not behind.
    """
    read = Bookmark.objects.filter(pk=mirror.READER).values("number")
    unread = Entry.objects.filter(number__gt=Coalesce(Subquery(read), 0)).order_by("number")
    entries = list(unread[: journal.SLICE + 1])
    if len(entries) > journal.SLICE:
        return {type_: set(pks) for type_, pks in things.items()}
    spoken_of = mirror.widened(touched(chain.from_iterable(map(journal.things_of, entries)))) if entries else {}
    return {type_: both for type_, pks in things.items() if (both := spoken_of.get(type_, set()).intersection(pks))}


def everything() -> dict[str, set[int]]:
    """Every row that is, or ever was, told of."""
    found: dict[str, set[int]] = {}
    for kind in kinds.registered().values():
        told = OparlObject.objects.filter(type=kind.type, part_of="").values_list("thing", flat=True)
        found[kind.type] = {*kind.rows().values_list("pk", flat=True), *filter(None, told)}
    return found


def touched(things: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """The rows of which these things (kind and id, as in the journal) are told, by type."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for label, pk in things:
        if label not in QUIET:
            by_kind[label].add(pk)
    found: dict[str, set[int]] = defaultdict(set)
    for label, pks in by_kind.items():
        for type_, rows in _owners(label, pks):
            found[type_].update(pk for pk in rows if pk is not None)
    return found


def _owners(label: str, pks: set[int]) -> Iterator[tuple[str, Iterable[int | None]]]:
    """What is told of a thing: itself, or what it belongs to."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return  # an entry of a kind of thing that this house no longer has
    own = next((kind for kind in kinds.registered().values() if kind.model is model), None)
    if own is not None:
        yield own.type, pks
    elif model is Location or model is District:
        yield from _placed(Location.objects.filter(pk__in=pks) if model is Location else None, pks)
    else:
        for type_, path in _paths(label):
            yield type_, model._base_manager.filter(pk__in=pks).values_list(path, flat=True)


def _placed(locations: QuerySet[Location] | None, pks: set[int]) -> Iterator[tuple[str, Iterable[int]]]:
    if locations is None:
        yield "Paper", Paper.objects.filter(districts__in=pks).values_list("pk", flat=True)
        return
    yield "Paper", papers.placed_at(pks).values_list("pk", flat=True)
    yield "Meeting", Meeting.objects.filter(location__in=pks).values_list("pk", flat=True)
    yield "Organization", Organization.objects.filter(location__in=pks).values_list("pk", flat=True)


@cache
def _paths(label: str) -> tuple[tuple[str, str], ...]:
    """How a model's rows lead to what is told of: pairs of a type and the references on the way there."""
    owners = {kind.model: kind.type for kind in kinds.registered().values() if kind.type in _OWNERS}
    found: list[tuple[str, str]] = []
    waiting: list[tuple[type[Model], str]] = [(apps.get_model(label), "")]
    for _ in range(_DEEP):
        onward: list[tuple[type[Model], str]] = []
        for one, path in waiting:
            for name, target in _references(one):
                if target in owners:
                    found.append((owners[target], f"{path}{name}"))
                elif target is not one:
                    onward.append((target, f"{path}{name}__"))
        waiting = onward
    return tuple(found)


def _references(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """The references of a model to others of the house that may hang on something told."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and target._meta.label_lower not in _NOTHING_OF:
            yield field.name, target


def _next(kind: kinds.Kind) -> set[int]:
    """The next rows to compare: those there are, and those of their stretch of which the mirror alone still tells."""
    rows = kind.model._base_manager.all()
    if kind.type not in _reached:
        last = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
        _reached[kind.type] = random.randint(0, last)
    start = _reached[kind.type]
    pks = list(rows.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    end = pks[-1] if len(pks) == AT_ONCE else None
    _reached[kind.type] = end or 0
    told = OparlObject.objects.living().filter(type=kind.type, part_of="", thing__gt=start)
    gone = (told.filter(thing__lte=end) if end else told).exclude(thing__in=pks).order_by("thing")
    return {*pks, *filter(None, gone.values_list("thing", flat=True)[:AT_ONCE])}
