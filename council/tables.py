"""Gives a list as a table for spreadsheets: one door for all of them, so that every table opens and is safe to open."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from council import paging

MIME = "text/csv; charset=utf-8"
_MARK = "\ufeff"  # by it German spreadsheets know that this is UTF-8
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # a spreadsheet would compute what begins so

_Row = TypeVar("_Row", bound=Model)
_Thing = TypeVar("_Thing")


class Column(NamedTuple, Generic[_Thing]):
    """A column: its heading, and what stands in it for a row (words, a number, a day, a moment, yes or no, nothing)."""

    heading: str
    value: Callable[[_Thing], object]


def answer(*, name: str, lines: Iterable[Sequence[object]]) -> HttpResponse:
    """Give short tables whole: the first line holds the headings. `name` is that of the file, without its ending."""
    return _named(HttpResponse(_written(lines), content_type=MIME), name)


def streamed(
    request: HttpRequest,
    rows: QuerySet[_Row],
    *,
    name: str,
    columns: Sequence[Column[_Row]],
    fetched: QuerySet[_Row] | None = None,
) -> StreamingHttpResponse:
    """Give tables of any length piece by piece, in the order of the rows.

    `rows` are those the person may read, filtered and ordered; each piece asks them anew, so that what is closed
    meanwhile is left out. `fetched` is neither filtered nor ordered and says what is read with each row.
    """
    heads: tuple[Sequence[object]] = ([column.heading for column in columns],)
    found = paging.through(rows, fetched=fetched) if request.method != "HEAD" else ()
    lines: Iterator[Sequence[object]] = ([column.value(row) for column in columns] for row in found)
    pieces = (_written(some, mark=number == 0) for number, some in enumerate(paging.parts(chain(heads, lines))))
    return _named(StreamingHttpResponse(pieces, content_type=MIME), name)


def _written(lines: Iterable[Sequence[object]], *, mark: bool = True) -> bytes:
    """Semicolons, and the mark of UTF-8 before the first line."""
    sink = _Sink()
    csv.writer(sink, delimiter=";", lineterminator="\r\n").writerows([cell(value) for value in line] for line in lines)
    return ((_MARK if mark else "") + "".join(sink.lines)).encode()


class _Sink:
    """What the writer of the standard library writes into."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line)


def cell(value: object) -> str:
    """One line of words for a value: days and moments in German form, and nothing that a spreadsheet would compute."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case int():
            return str(value)
        case datetime():
            return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
    words = str(value)
    if not words.isprintable():
        words = "".join(sign if sign.isprintable() else " " for sign in words)
    words = " ".join(words.split())
    return f"'{words}" if words.startswith(_FORMULA) else words


def address_of(request: HttpRequest) -> Callable[[Any], str]:
    """How the whole address of a thing's page is written in a table."""
    return lambda thing: request.build_absolute_uri(thing.get_absolute_url())


_Answer = TypeVar("_Answer", HttpResponse, StreamingHttpResponse)


def _named(response: _Answer, name: str) -> _Answer:
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
