"""Every row of the installation as lines of JSON that any of its databases can take in again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.utils.duration import duration_iso_string

Model = type[models.Model]
LEFT_OUT = frozenset(
    {"sessions.session", "usersessions.usersession", "council.lease"}
)  # whoever is signed in signs in again; leases run out
AT_ONCE = 500


def kept() -> dict[str, Model]:
    """The models whose rows are kept, by label ("council.meeting"), tables of relations among them."""
    every = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    return {label: model for label, model in sorted(every.items()) if _is_kept(label, model)}


def _is_kept(label: str, model: Model) -> bool:
    return label not in LEFT_OUT and model._meta.managed and not model._meta.proxy


@contextmanager
def standing_still() -> Iterator[None]:
    """Read everything as it was at one moment, while others go on writing and are not held up.

    Nothing may be written inside; Django's own transactions would take the writers' lock on SQLite.
    """
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def lines(model: Model) -> Iterator[bytes]:
    """The rows of a model in the order of their keys, each a line of JSON: its values in the order of the fields."""
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
        values = [_plain(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    """What JSON can hold of a value; `Field.to_python` reads it again."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
    return value


def take_in(model: Model, kept: Iterable[bytes]) -> int:
    """Write rows as they were, and say how many; only for tables that are empty, within a transaction."""
    fields = model._meta.concrete_fields
    rows = (_row(model, fields, json.loads(line)) for line in kept)
    written = 0
    while some := list(islice(rows, AT_ONCE)):
        written += len(model._base_manager.bulk_create(some))
    return written


def _row(model: Model, fields: Iterable[models.Field[Any, Any]], values: Iterable[Any]) -> models.Model:
    named = {field.attname: field.to_python(value) for field, value in zip(fields, values, strict=True)}
    return model(**named)


def empty(wanted: Iterable[Model]) -> None:
    """Take away what a new database begins with (kinds of content, permissions): the kept rows take its place."""
    for model in wanted:
        model._base_manager.all()._raw_delete(connection.alias)


def counters() -> dict[str, int]:
    """The highest number that each table has given out, by its name; none is ever given out twice."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
            return dict(cursor.fetchall())
        return {table: _last(cursor, sequence) for table, sequence in _sequences(cursor)}


def count_on(given_out: Mapping[str, int]) -> None:
    """Let every table go on counting where it was."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            tables = connection.introspection.table_names(cursor)
            wanted = [(table, number) for table, number in given_out.items() if table in tables]
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", wanted)
            return
        for table, sequence in _sequences(cursor):
            if number := given_out.get(table, 0):
                cursor.execute("SELECT setval(%s, %s)", [sequence, number])


def _sequences(cursor: Any) -> list[tuple[str, str]]:
    """The tables that number their rows, each with what counts for it (PostgreSQL)."""
    found = []
    for model in kept().values():
        table, column = model._meta.db_table, model._meta.pk.column
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        found.append((table, cursor.fetchone()[0]))
    return [(table, sequence) for table, sequence in found if sequence]


def _last(cursor: Any, sequence: str) -> int:
    cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
    return int(cursor.fetchone()[0])
