"""Why nothing was found: how often each word occurs alone, and what would be found without it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import NamedTuple

from council.audiences import Standing
from documents.search import proposing, shelf
from documents.search import query as queries
from documents.search.engine import Filter

MOST_TRIED = 8  # words and fields that are looked at
ENOUGH = 100  # hits looked at for one of them
PATIENCE = 0.2  # seconds after which no further one is looked at


class Tried(NamedTuple):
    """A word, phrase or beginning of a search that found nothing, or all its fields together.

    `alone` is how many results it has by itself (None: not counted), `without` how many there are without it, and
    `typed` what to type then; `is_least` where there may be more. Fields have no results by themselves.
    """

    text: str
    alone: int | None
    without: int
    typed: str
    is_least: bool


def tried(query: queries.Query, *, standing: Standing, only: Filter, widest: Filter) -> list[Tried]:
    """Look at the parts of a search that found nothing, one after the other until the time is up.

    `only` is the filter of the search, `widest` the same without the fields. Costs some queries for each part.
    """
    late = monotonic() + PATIENCE
    clauses = [clause for clause in query.wanted if not isinstance(clause, queries.Anything)][:MOST_TRIED]
    looks = [partial(_tried, clause, query, standing=standing, only=only, widest=widest) for clause in clauses]
    if query.fields:
        looks.append(partial(_tried_fields, query, standing=standing, widest=widest))
    found: list[Tried] = []
    for look in looks if len(looks) > 1 else []:
        if monotonic() > late:
            break
        found.append(look())
    return found


def _tried(clause: queries.Clause, query: queries.Query, *, standing: Standing, only: Filter, widest: Filter) -> Tried:
    alone, is_least = _count(replace(query, wanted=(clause,), unwanted=()), standing=standing, only=widest)
    rest = tuple(other for other in query.wanted if other is not clause)
    without, is_least_without = (
        _count(replace(query, wanted=rest), standing=standing, only=only) if rest else (0, False)
    )
    return Tried(clause.text, alone, without, _without(query.text, clause), is_least or is_least_without)


def _tried_fields(query: queries.Query, *, standing: Standing, widest: Filter) -> Tried:
    without, is_least = _count(query, standing=standing, only=widest)
    text = " ".join(field.text for field in query.fields)
    return Tried(text, None, without, _without_all(query.text, query.fields), is_least)


def _count(query: queries.Query, *, standing: Standing, only: Filter) -> tuple[int, bool]:
    """How many results someone of this standing has, and whether there may be more."""
    found = shelf.engine().query(query, only=only, limit=ENOUGH)
    return len(proposing.grouped(proposing.disposed(found.hits, standing=standing))), not found.is_complete


def _without(text: str, clause: queries.Clause) -> str:
    marks = {queries.Phrase: ('["„“”«»]', '["„“”«»]'), queries.Start: ("", r"\*")}
    before, after = marks.get(type(clause), (r"(?<!\w)", r"(?!\w)"))
    return " ".join(re.sub(before + re.escape(clause.text) + after, " ", text, count=1).split())


def _without_all(text: str, fields: Iterable[queries.Field]) -> str:
    for typed in _spellings(fields):
        text = re.sub(typed, " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _spellings(fields: Iterable[queries.Field]) -> Iterator[str]:
    for field in fields:
        value = re.escape(field.value)
        yield rf'(?<!\w){re.escape(field.typed)}: ?(?:["„“”«»]{value}["„“”«»]?|{value}(?![^\s"„“”«»()]))'
