"""What a migration may do while the programme before it still runs: the old one reads and writes on, and nobody waits.

Judged are the operations themselves, without a database: what they are, and which table they touch. A table that is
made after the baseline is nobody's yet, and free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from council import gently

# The last release; until there is one, what had landed before this was asked. Whoever makes a release puts the newest
# migration of each floor here.
BASELINE = {
    "council": "0006_keep_a_few_words_on_lives",
    "documents": "0008_examine_files_taken_over_from_elsewhere",
    "motions": "0006_sources_downloads_and_rulings_of_imports",
    "collaboration": "0005_notes_on_pages_of_files",
}
# Migrations that take away what no programme knows any more, each with the release since which that is so.
KNOWINGLY: dict[str, str] = {}
# Tables of a city that are long, or grow with every day: an index or a check over one of them takes time.
LARGE = {
    *(f"council.{name}" for name in ("agendaitem", "delivery", "entry", "meeting", "membership", "person")),
    *(
        f"documents.{name}"
        for name in ("consultation", "file", "filepage", "oparllisting", "oparlobject", "originator")
    ),
    *(f"documents.{name}" for name in ("paper", "paperversion")),
    *(f"motions.{name}" for name in ("ballot", "draftedit", "filedownload", "importremark", "namedvote", "passage")),
    *(f"motions.{name}" for name in ("question", "scratch")),
    *(f"collaboration.{name}" for name in ("jotting", "note", "placement")),
}
HARMLESS = (
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.AlterModelTableComment,
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.RenameIndex,
)
TAKEN_AWAY = "nimmt etwas weg, das die alte Fassung noch liest und schreibt: erst nicht mehr benutzen (nur im Zustand entfernen), in der nächsten Fassung wegnehmen"
RENAMED = "benennt um, was die alte Fassung unter dem alten Namen sucht: neu anlegen, beides füllen, das alte später wegnehmen"
EMPTY = "verlangt einen Wert, den die alte Fassung nicht schreibt: null=True oder db_default"
RETYPED = "ändert, was in der Spalte steht; die alte Fassung liest und schreibt sie noch: eine neue Spalte anlegen"
LOCKED = "sperrt eine große Tabelle, während ein Index entsteht oder alle Zeilen geprüft werden: council.gently, atomic = False"
FORBIDDEN = "verbietet Zeilen, die die alte Fassung noch schreibt: erst in der nächsten Fassung"
NOT_GENTLE = "braucht eine Migration mit atomic = False, sonst wartet alles bis zu ihrem Ende"
UNBOUNDED = "rechnet über Zeilen ohne Abschnitte oder ohne Rückweg: gently.batches, reverse_code und atomic = False"
UNKNOWN = "kennt diese Prüfung nicht: mit council.gently sagen, oder hier begründen (KNOWINGLY)"


Known = dict[str, frozenset[str]]


def released(state: ProjectState) -> Known:
    """The fields of each table ("app.model") that the programme of the last release knows."""
    return {f"{app}.{model}": frozenset(found.fields) for (app, model), found in state.models.items()}


def faults(app: str, migration: migrations.Migration, state: ProjectState, *, known: Known) -> list[str]:
    """What the migration does to those who are at work, a German sentence each.

    `state` is that of the models before it, and becomes the one after it.
    """
    found = []
    for operation in migration.operations:
        found += [f"{operation.describe()}: {why}" for why in _faults(app, migration, operation, state, known)]
        operation.state_forwards(app, state)
    return found


def _faults(
    app: str, migration: migrations.Migration, operation: Operation, state: ProjectState, known: Known
) -> Iterator[str]:
    label = f"{app}.{_model(operation)}"
    fields, is_large = known.get(label, frozenset()), label in LARGE
    match operation:
        case migrations.SeparateDatabaseAndState():
            for inner in operation.database_operations:
                yield from _faults(app, migration, inner, state, known)
            for inner in operation.state_operations:
                yield from _left_behind(app, inner, state)
        case migrations.RunPython():
            if not (operation.reversible and _counts(operation) and not migration.atomic):
                yield UNBOUNDED
        case migrations.RunSQL():
            yield UNKNOWN
        case gently.AddIndex() | gently.AddConstraint() if migration.atomic:
            yield NOT_GENTLE
        case _ if isinstance(operation, HARMLESS) or not fields:
            return
        case migrations.AddField():
            yield from _adds(operation.field, is_large=is_large)
        case migrations.AlterField() if operation.name not in fields:
            yield from _adds(operation.field, is_large=is_large)
        case migrations.AlterField():
            yield from _alters(_field(state, label, operation.name), operation.field, is_large=is_large)
        case migrations.AddIndex():
            if is_large and not isinstance(operation, gently.AddIndex):
                yield LOCKED
        case migrations.AddConstraint():
            if is_large and not isinstance(operation, gently.AddConstraint):
                yield LOCKED
            if _words(operation.constraint) & state.models[_place(label)].fields.keys() <= fields:
                yield FORBIDDEN
        case migrations.RemoveField():
            if operation.name in fields:
                yield TAKEN_AWAY
        case migrations.RenameField():
            if operation.old_name in fields:
                yield RENAMED
        case migrations.DeleteModel():
            yield TAKEN_AWAY
        case migrations.RenameModel() | migrations.AlterModelTable():
            yield RENAMED
        case _:
            yield UNKNOWN


def _model(operation: Operation) -> str:
    """The model it is about, in small letters; "" where it does not say."""
    named = (getattr(operation, name, "") for name in ("model_name", "old_name", "name"))
    return next((str(name).lower() for name in named if name), "")


def _place(label: str) -> tuple[str, str]:
    app, _, model = label.partition(".")
    return app, model


def _field(state: ProjectState, label: str, name: str) -> models.Field:
    return state.models[_place(label)].fields[name]


def _counts(operation: migrations.RunPython) -> bool:
    """Whether it takes the rows in batches, as far as can be read in its names."""
    return "batches" in operation.code.__code__.co_names


def _adds(field: models.Field, *, is_large: bool) -> Iterator[str]:
    if field.many_to_many:
        return
    if not field.null and not field.has_db_default():
        yield EMPTY
    if is_large and _indexed(field):
        yield LOCKED


def _alters(was: models.Field, becomes: models.Field, *, is_large: bool) -> Iterator[str]:
    is_stricter = was.null and not becomes.null
    is_stricter |= becomes.unique and not was.unique
    is_stricter |= was.has_db_default() and not becomes.has_db_default()
    if is_stricter:
        yield FORBIDDEN
    if _kept(was) != _kept(becomes) or _length(becomes) < _length(was):
        yield RETYPED
    if is_large and _indexed(becomes) and not _indexed(was):
        yield LOCKED


def _kept(field: models.Field) -> tuple[object, ...]:
    """What the column is: the kind of the field and what the database knows of it, but for what is judged apart."""
    _, kind, _, told = field.clone().deconstruct()
    apart = {*field.non_db_attrs, *("null", "unique", "db_index", "db_default", "default", "max_length")} - {
        "db_column"
    }
    return kind, sorted((name, repr(value)) for name, value in told.items() if name not in apart)


def _length(field: models.Field) -> int:
    """In characters; without a bound it is longer than all others."""
    return getattr(field, "max_length", None) or 10**9


def _indexed(field: models.Field) -> bool:
    return bool(field.db_index or field.unique)


def _words(constraint: models.BaseConstraint) -> set[str]:
    """The names that occur in a constraint, those of its fields among them."""
    found = re.findall(r"\w+", repr(constraint.deconstruct()))
    return {*found, *(name.split("__")[0] for name in found)}


def _left_behind(app: str, operation: Operation, state: ProjectState) -> Iterator[str]:
    """A column that the new programme forgets must be one that it need not fill."""
    if isinstance(operation, migrations.RemoveField):
        yield from _adds(_field(state, f"{app}.{_model(operation)}", operation.name), is_large=False)
