"""Cuts a page out of a long list: its keys are found first, by an index alone, and only then its rows are read."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


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
    keys = list(page.object_list)
    found = (rows.model._base_manager.all() if fetched is None else fetched).in_bulk(keys)
    page.object_list = [found[key] for key in keys if key in found]
    return page
