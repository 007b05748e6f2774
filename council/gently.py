"""What migrations do to long tables while the house goes on: on PostgreSQL nobody waits for them.

A migration with one of these has `atomic = False`: each step is there for good at once. `tests/house/upgrading.py` says
what else a migration may do, and docs/operations.md in which order a big installation takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib.postgres import operations
from django.db import migrations, models

AT_ONCE = 500  # rows

_Row = TypeVar("_Row", bound=models.Model)


class AddIndex(migrations.AddIndex):
    """Build an index beside those who write (CREATE INDEX CONCURRENTLY)."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it, after what a broken attempt left of it is gone."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        self._beside().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it away again."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        self._beside().database_backwards(app_label, schema_editor, from_state, to_state)

    def _beside(self) -> operations.AddIndexConcurrently:
        return operations.AddIndexConcurrently(self.model_name, self.index)


class AddConstraint(migrations.AddConstraint):
    """Check new rows from now on, and only then, beside those who write, the old ones (NOT VALID, VALIDATE)."""

    atomic = False
    constraint: models.CheckConstraint

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add it; where an old row contradicts, it stays for new ones, and the migration fails."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        state = (app_label, schema_editor, from_state, to_state)
        operations.AddConstraintNotValid(self.model_name, self.constraint).database_forwards(*state)
        operations.ValidateConstraint(self.model_name, self.constraint.name).database_forwards(*state)


def batches(rows: models.QuerySet[_Row], *, size: int = AT_ONCE) -> Iterator[list[_Row]]:
    """All rows by primary key, some at a time; what is done to them is there for good before the next ones are read."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield some
        last = some[-1].pk
