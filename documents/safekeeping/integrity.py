"""Looks through the whole installation for what is missing, damaged or left over; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db import connection, models

from council import journal, seeds
from documents import vault
from documents.search import indexing, shelf, sources
from documents.search.engine import IndexUnusable

Weight = Literal["fault", "remark"]


@dataclass(frozen=True)
class Finding:
    """One thing found, as a German sentence: a fault must be mended, a remark is for the one who runs the house."""

    weight: Weight
    sentence: str


Check = Callable[[], Iterator[Finding]]
CHECKS: dict[str, Check] = {}


def check(title: str) -> Callable[[Check], Check]:
    """Register a check under the title it is told by."""

    def register(function: Check) -> Check:
        CHECKS[title] = function
        return function

    return register


@check("Journal")
def _journal() -> Iterator[Finding]:
    yield from (Finding("fault", sentence) for sentence in journal.verify())
    if journal.head_number() and not journal.witnessed_number():
        yield Finding("remark", "Das Journal hat keinen Zeugen außerhalb der Datenbank.")


@check("Verweise")
def _references() -> Iterator[Finding]:
    """Rows that point to rows there are not."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and model._meta.managed and (lost := _dangling(model, field)):
                yield Finding("fault", f"{model._meta.label}.{field.name}: {lost} Verweise führen ins Leere.")


def _dangling(model: type[models.Model], field: Any) -> int:
    target = field.related_model._base_manager.values(field.target_field.attname)
    named = model._base_manager.exclude(**{f"{field.attname}": None})
    return named.exclude(**{f"{field.attname}__in": target}).count()


@check("Dateien")
def _files() -> Iterator[Finding]:
    """Every file that a row names lies in the vault, unchanged; what nobody names is only told."""
    stored, named = set(vault.hashes()), _named()
    for sha512 in sorted(named - stored):
        yield Finding("fault", f"Die Datei {sha512[:12]}… fehlt im Archiv.")
    for sha512 in sorted(stored):
        try:
            vault.verify(sha512)
        except vault.VaultError as problem:
            yield Finding("fault" if sha512 in named else "remark", f"{sha512[:12]}…: {problem}")
    if any(vault.shows_all(sha512) for sha512 in sorted(stored)[:1]):
        yield Finding(
            "fault", "Der Speicher der Dateien gibt sie jedem, der nach ihnen fragt, an diesem Programm vorbei."
        )
    if unnamed := len(stored - named):
        yield Finding("remark", f"Dateien im Archiv, die keine Zeile nennt: {unnamed}.")


def _named() -> set[str]:
    """The hashes that rows of any model name, in whatever fields end in `sha512`."""
    holders = [(model, f.name) for model in apps.get_models() for f in model._meta.concrete_fields if _is_hash(f.name)]
    found = (model._base_manager.exclude(**{name: ""}).values_list(name, flat=True) for model, name in holders)
    return {sha512 for rows in found for sha512 in rows}


def _is_hash(name: str) -> bool:
    return name.endswith("sha512")


@check("Suchindex")
def _index() -> Iterator[Finding]:
    """Whether as many things can be found as there are."""
    if said := indexing.probe():
        yield Finding("remark", said)
        return
    behind = journal.lag().get("search", 0)
    try:
        found, wanted = shelf.engine().count(), _documents()
    except IndexUnusable:
        yield Finding("fault", "Der Suchindex ist beschädigt; er baut sich von selbst neu auf.")
        return
    if found != wanted and not behind:
        yield Finding("fault", f"Der Suchindex kennt {found} Texte, es gibt aber {wanted}: `manage.py rebuild_index`.")


def _documents() -> int:
    return sum(_documents_of(source) for source in sources.registered().values())


def _documents_of(source: sources.Source) -> int:
    last, count = 0, 0
    while pks := source.following(last, most=indexing.AT_ONCE):
        count += sum(1 for _ in source.documents(pks))
        last = pks[-1]
    return count


@check("Zweite Faktoren")
def _seeds() -> Iterator[Finding]:
    """Seeds that none of the keys opens let nobody in."""
    if said := seeds.problem():
        yield Finding("fault", said)


@check("Datenbank")
def _database() -> Iterator[Finding]:
    """What the database itself finds wrong with its pages (SQLite)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        yield from (Finding("fault", f"Datenbank: {row[0]}") for row in cursor.fetchall() if row[0] != "ok")
