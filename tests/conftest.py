"""What every test may ask for."""

from __future__ import annotations

import hypothesis
import pytest

from tests import cast as casting

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    """Give every test its own vault, index and witness."""
    settings.VAULT_ROOT = tmp_path / "vault"
    settings.INDEX_ROOT = tmp_path / "index"
    settings.JOURNAL_WITNESS = tmp_path / "journal.heads"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def cast(db) -> casting.Cast:
    """The demo people with their bodies."""
    return casting.assemble()
