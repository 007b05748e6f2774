"""Indexes for the tests, and a PostgreSQL server for those that need one; `make test-services` starts it."""

import os

import pytest

from documents.search import indexing
from documents.search.postgres_engine import PostgresEngine


@pytest.fixture(scope="session")
def postgresql_url():
    url = os.environ.get("SERVICES_POSTGRESQL")
    if not url:
        pytest.skip("make test-services startet einen PostgreSQL-Server")
    return url


@pytest.fixture
def postgres(postgresql_url):
    """An engine with an index of its own."""
    engine = PostgresEngine(postgresql_url, schema=f"search_{os.getpid()}", patience=1)
    engine.clear()
    yield engine
    engine.close()


@pytest.fixture(params=["whoosh", "memory"])
def index(request, cast, settings):
    """Either engine, filled by the journal from here on."""
    settings.SEARCH_ENGINE = request.param
    indexing.rebuild()


@pytest.fixture
def plain_index(cast, settings):
    """The engine in memory, where the engine does not matter."""
    settings.SEARCH_ENGINE = "memory"
    indexing.rebuild()
