"""One of everything, published once for all tests of a module; what a test does to it is undone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests import cast as casting
from tests.documents.oparl import asking


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.BASE_URL = f"http://{asking.HOST}"


@pytest.fixture(scope="module")
def published(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict]:
    kept = tmp_path_factory.mktemp("published")
    own = {"VAULT_ROOT": kept / "vault", "JOURNAL_WITNESS": kept / "heads", "BASE_URL": f"http://{asking.HOST}"}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**own):
            made = asking.world(casting.assemble())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(published: dict, db: None) -> dict:
    """The town of the module. Tests that begin with an empty one belong in another module."""
    return published


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> casting.Cast:
    """The demo people: those of the town that is there, else in a town without anything."""
    return request.getfixturevalue("world")["cast"] if "world" in request.fixturenames else casting.assemble()
