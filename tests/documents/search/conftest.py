"""A PostgreSQL server for the tests that need one; `make test-services` starts it."""

import os

import pytest

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
