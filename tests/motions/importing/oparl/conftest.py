"""A source that does not exist, as a folder."""

import pytest


@pytest.fixture
def folder(tmp_path):
    """A town that does not exist, as a folder; `taking.put` lays down a list of it."""
    place = tmp_path / "source"
    place.mkdir()
    return place
