"""Find the client's texts and the sample data that may lie beside the checkout."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

MARKS = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not SHARED.is_dir() and os.environ.get("REQUIRE_ALL") != "1",
        reason="../shared does not lie beside the checkout",
    ),
]
"""For a whole module: `pytestmark = shared.MARKS`. With REQUIRE_ALL=1 nothing is skipped, so the tests fail instead."""


def needs_shared(test: Callable[..., None]) -> Callable[..., None]:
    """Skip this test where ../shared is absent, unless REQUIRE_ALL=1 asks for everything."""
    for mark in MARKS:
        test = mark(test)
    return test
