"""Cuts a page out of a long list, or reads all of it in parts: keys are found first, by an index, and then the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db import close_old_connections, connection
from django.db.models import F, Model, QuerySet

AT_ONCE = 500  # rows read together
FEW = 500  # keys that are looked up one by one

_Row = TypeVar("_Row", bound=Model)
_Thing = TypeVar("_Thing")


def page_of(
    rows: QuerySet[_Row],
    *,
    number: Any,
    per_page: int,
    fetched: QuerySet[_Row] | None = None,
    count: int | None = None,
) -> Page[_Row]:
    """Give the page of that number, the nearest one for a number that does not exist. Costs three queries.

    `rows` are filtered and ordered; `fetched` is neither and says what is read with each row (related rows, …). Whoever
    knows how many there are gives their `count` and saves a query.
    """
    paginator = Paginator(rows.values_list("pk", flat=True), per_page)
    if count is not None:
        paginator.count = count  # kept by the paginator as if it had counted
    page: Page[Any] = paginator.get_page(number)
    keys = _keys(page) if rows.ordered else list(page.object_list)
    found = (rows.model._base_manager.all() if fetched is None else fetched).in_bulk(keys)
    page.object_list = [found[key] for key in keys if key in found]
    return page


def _keys(page: Page[Any]) -> list[Any]:
    """The keys of the page, counted off from the nearer end of the list: the last page costs no more than the first."""
    whole: Any = page.paginator.object_list
    count, per_page = page.paginator.count, page.paginator.per_page
    first = (page.number - 1) * per_page
    last = min(first + per_page, count)
    if first <= count // 2:
        return list(whole[first:last])
    return list(whole.reverse()[count - last : count - first])[::-1]


def first_among(rows: QuerySet[_Row], *, links: QuerySet[Any], column: str, most: int) -> list[_Row]:
    """The first rows, `most` at most, that a row of `links` names in its `column`; costs at most four queries.

    `rows` are filtered and ordered. Few are looked up and sorted; of many, the wanted ones mostly stand near the
    beginning of the list, else they are met along the index of its order.
    """
    keys = links.values_list(column, flat=True)
    few = list(keys[: FEW + 1])
    if len(few) <= FEW:
        return list(rows.filter(pk__in=few)[:most]) if few else []
    ahead = list(rows.values_list("pk", flat=True)[:FEW])
    linked = set(keys.filter(**{f"{column}__in": ahead}))
    found = [key for key in ahead if key in linked][:most]
    if len(found) == most:
        read = rows.model._base_manager.in_bulk(found)
        return [read[key] for key in found if key in read]
    # The sum keeps a planner without statistics from looking up each of the many rows before it sorts them.
    return list(rows.alias(same=F("pk") + 0).filter(same__in=keys)[:most])


def through(rows: QuerySet[_Row], *, fetched: QuerySet[_Row] | None = None) -> Iterator[_Row]:
    """Read a list of any length to its end, in its order; no query stays open between two parts.

    `rows` and `fetched` as for a page. Each part asks `rows` anew, so that what is closed meanwhile is left out.
    """
    whole = rows.model._base_manager.all() if fetched is None else fetched
    try:
        for keys in parts(dict.fromkeys(rows.values_list("pk", flat=True))):
            still = rows.order_by().filter(pk__in=keys).values("pk")
            found = {row.pk: row for row in whole.filter(pk__in=still)}
            yield from (found[key] for key in keys if key in found)
    finally:
        if not connection.in_atomic_block:
            close_old_connections()  # it may have been read in a thread of its own


def parts(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    """Cut things into lists of at most `AT_ONCE`."""
    coming = iter(things)
    while part := list(islice(coming, AT_ONCE)):
        yield part
