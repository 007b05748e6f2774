"""Which papers are admitted, or written, on pages of their own kind; upper floors register them."""

from __future__ import annotations

from collections.abc import Callable

from documents.models import Paper

ELSEWHERE: list[Callable[[Paper], bool]] = []
WRITTEN_ELSEWHERE: list[Callable[[Paper], bool]] = []


def is_written_elsewhere(paper: Paper) -> bool:
    """Whether the text of this paper is written by acts of its own kind alone."""
    return any(written(paper) for written in WRITTEN_ELSEWHERE)
