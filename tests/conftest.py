"""What every test may ask for."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings as house_settings
from django.test import override_settings

from tests import cast as casting

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# A run makes many objects that live long; looking through them all the time costs a tenth of it.
gc.set_threshold(50_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def light_house() -> Iterator[None]:
    """Leave out what costs time and is tested by itself: strong hashes of passwords, hashed names of static files."""
    storages = house_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    """Give every test its own vault, index and witness."""
    settings.VAULT_ROOT = tmp_path / "vault"
    settings.INDEX_ROOT = tmp_path / "index"
    settings.JOURNAL_WITNESS = tmp_path / "journal.heads"


@pytest.fixture
def cast(db) -> casting.Cast:
    """The demo people with their bodies."""
    return casting.assemble()
