"""What every test may ask for."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings as house_settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker

from council import belfry
from council.views import kept_agendas
from documents import examining
from documents.search import explaining, postgres_engine, whoosh_engine
from tests import cast as casting
from tests import laid_out

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# A run makes many objects that live long; looking through them all the time costs a tenth of it.
gc.set_threshold(50_000, 50, 50)


@pytest.hookimpl(trylast=True)  # pytest-django would have these at the end, where one worker runs them alone
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: tests that drive a browser, and those that commit.

    Where a run gives what failed a second try (`--reruns`), the journeys get none: what leaks or is lost one time in two has
    leaked or is lost.
    """
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=0))
    items.sort(key=lambda item: not (item.get_closest_marker("browser") or _commits(item)))


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def light_house() -> Iterator[None]:
    """Leave out what costs time and is tested by itself: strong hashes of passwords, hashed names of static files.

    Every test client has a server of its own, which would look through all static files once before its first answer.
    """
    storages = house_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """However busy the machine is, no search, explanation, round of work or word to Redis is cut short.

    What cuts them is tested by itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whoosh_engine, "_TIME", 60)
        patch.setattr(postgres_engine, "_TIME", 60_000)
        patch.setattr(explaining, "PATIENCE", 60)
        patch.setattr(examining, "SECONDS", 600)
        for wait in ("socket_timeout", "socket_connect_timeout"):
            patch.setitem(belfry.LINE, wait, 30)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the disk write when it likes: what outlives a fall is tested on servers of their own."""
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def kept_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After a test that commits, put the tables back as they were laid out: Django would name all permissions anew."""
    with django_db_blocker.unblock(), laid_out.kept() as put_back, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: put_back())
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    """Give every test its own vault, index and witness, and an empty cache: what is counted there is so by the minute."""
    cache.clear()
    settings.VAULT_ROOT = tmp_path / "vault"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.INDEX_ROOT = tmp_path / "index"
    settings.JOURNAL_WITNESS = tmp_path / "journal.heads"


@pytest.fixture(autouse=True)
def no_kept_agendas(monkeypatch):
    """Show every page the present: tests make rows past the journal, and look at them as several people at once."""
    monkeypatch.setattr(kept_agendas, "KEPT_SECONDS", 0)


@pytest.fixture
def agendas_kept(monkeypatch, no_kept_agendas):
    """Share agendas as a town's house does."""
    monkeypatch.setattr(kept_agendas, "KEPT_SECONDS", 1)


@pytest.fixture
def cast(db) -> casting.Cast:
    """The demo people with their bodies."""
    return casting.assemble()
