"""Which search engine is in use, and the locks under which its index is written."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from documents.search.engine import Engine
from documents.search.memory_engine import MemoryEngine
from documents.search.postgres_engine import PostgresEngine
from documents.search.whoosh_engine import WhooshEngine


def engine() -> Engine:
    """The engine of this installation: `SEARCH_ENGINE` is "whoosh", "postgresql", or "memory" for tests.

    Raises ImproperlyConfigured for any other.
    """
    return _engine(settings.SEARCH_ENGINE, settings.INDEX_ROOT, settings.DATABASE_URL)


@lru_cache(maxsize=8)
def _engine(name: str, root: Path, database: str) -> Engine:
    """One engine for each index, so that what it keeps of it is shared by all requests."""
    if name == "whoosh":
        return WhooshEngine(root / "whoosh")
    if name == "postgresql":
        return PostgresEngine(_named(database))
    if name == "memory":
        return MemoryEngine()
    raise ImproperlyConfigured(f"SEARCH_ENGINE muss whoosh oder postgresql sein, nicht {name!r}.")


def _named(database: str) -> str:
    if not database:
        raise ImproperlyConfigured("SEARCH_ENGINE=postgresql braucht DATABASE_URL.")
    return database


@contextmanager
def writing() -> Iterator[None]:
    """Read rows and put them into the index without anyone doing so between; waits for its turn.

    What is read inside is never older than what the one before has put.
    """
    with _locked("writing", fcntl.LOCK_EX):
        yield


@contextmanager
def building() -> Iterator[bool]:
    """Say whether the index may be built anew here: not while another thread or process is at it."""
    try:
        with _locked("building", fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield True
    except BlockingIOError:
        yield False


@contextmanager
def _locked(name: str, how: int) -> Iterator[None]:
    settings.INDEX_ROOT.mkdir(parents=True, exist_ok=True)
    with (settings.INDEX_ROOT / f"{name}.lock").open("a") as handle:
        fcntl.flock(handle, how)
        yield
